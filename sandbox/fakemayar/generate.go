package fakemayar

import (
	"fmt"
	"time"
)

const day = 24 * time.Hour

// ageShares are the age ranges of unpaid transactions, in percent. They fill the usual aging
// buckets (0–1, 2–7, 8–30 and over 30 days). The ranges stay clear of the bucket limits, so
// that no row changes its bucket during a test.
var ageShares = []struct {
	share    int
	from, to time.Duration
}{
	{24, 20 * time.Minute, 44 * time.Hour},
	{30, 50 * time.Hour, 8*day - 4*time.Hour},
	{29, 8*day + 2*time.Hour, 31*day - 4*time.Hour},
	{17, 31*day + 2*time.Hour, 60 * day},
}

func (sh *shop) randomAge() time.Duration {
	roll := sh.rng.IntN(100)
	for _, a := range ageShares {
		if roll < a.share {
			return between(sh.rng, a.from, a.to)
		}
		roll -= a.share
	}
	panic("fakemayar: the shares of the ages are not a hundred")
}

// generateUnpaid adds n active transactions: one that is a few minutes old, the others older. Some
// buyers try several times.
func (sh *shop) generateUnpaid(now time.Time, n int) {
	made := make([]*Transaction, 0, n)
	for len(made) < n {
		age := sh.randomAge()
		if len(made) == 0 {
			age = 4 * time.Minute
		}
		t := sh.generateTransaction(now.Add(-age))
		made = append(made, t)
		for tries := sh.attempts(); tries > 1 && len(made) < n; tries-- {
			age = sh.youngerAge(age)
			made = append(made, sh.retryOf(t, now.Add(-age)))
		}
	}
	newestFirst(made, createdAt)
	sh.applyEdgeCases(made)
	sh.insert(made...)
}

// attempts returns how often a customer starts to pay for the same thing. Most try once.
func (sh *shop) attempts() int {
	if sh.rng.IntN(9) > 0 {
		return 1
	}
	return 2 + sh.rng.IntN(4)
}

// youngerAge returns a smaller age in the same aging bucket.
func (sh *shop) youngerAge(age time.Duration) time.Duration {
	for _, a := range ageShares {
		if age > a.from && age < a.to {
			gap := min(age-a.from, 20*time.Hour)
			return age - between(sh.rng, gap/10, gap)
		}
	}
	return age + time.Minute
}

func (sh *shop) retryOf(t *Transaction, at time.Time) *Transaction {
	next := *t
	next.ID, next.CreatedAt, next.UpdatedAt = sh.newID(), at, at
	return &next
}

func (sh *shop) generateExpired(now time.Time, n int) {
	made := make([]*Transaction, 0, max(n, 0))
	for range n {
		at := now.Add(-between(sh.rng, 2*day, 60*day))
		t := sh.generateTransaction(at)
		t.Status, t.UpdatedAt = StatusExpired, at.Add(day)
		made = append(made, t)
	}
	sh.insert(made...)
}

// generateTransaction makes an active transaction of a random kind.
func (sh *shop) generateTransaction(at time.Time) *Transaction {
	t := &Transaction{ID: sh.newID(), CreatedAt: at, UpdatedAt: at, Status: StatusActive, Customer: sh.randomCustomer()}
	switch roll := sh.rng.IntN(100); {
	case roll < 24:
		sh.requestPayment(t)
	case roll < 44:
		sh.sendInvoice(t)
	case roll < 60:
		sh.billMember(t)
	default:
		sh.sellProduct(t)
	}
	if sh.rng.IntN(5) == 0 {
		t.Amount += t.Amount*7/1000 + 4_930 // the buyer pays the fees
	}
	return t
}

func (sh *shop) requestPayment(t *Transaction) {
	t.Type, t.Amount = "payment_request", sh.roundAmount()
	t.Link = sh.linkFor(t, "Penagihan", pick(sh.rng, []string{
		"Pelunasan pesanan", "Uang muka katering", "Cicilan ke-2", "Sewa alat bulan ini",
	}))
}

func (sh *shop) sendInvoice(t *Transaction) {
	t.Type, t.Amount = "invoice", sh.roundAmount()
	t.Link = sh.linkFor(t, "INVOICE", fmt.Sprintf("Invoice jasa nomor %d", 1_000+sh.rng.IntN(9_000)))
}

func (sh *shop) billMember(t *Transaction) {
	product, tier, amount := sh.membershipSale()
	t.Type, t.Amount = "membership_payment", amount
	t.Link = sh.linkFor(
		t, "Tagihan Membership - "+tier, fmt.Sprintf("Pembayaran Paket Membership %s - %s", tier, product),
	)
}

// membershipSale picks a membership, one of its tiers and the tier's first price.
func (sh *shop) membershipSale() (product, tier string, amount int64) {
	for {
		p := pick(sh.rng, sh.products)
		if len(p.Tiers) == 0 {
			continue
		}
		t := pick(sh.rng, p.Tiers)
		for _, period := range t.Periods {
			if period.Amount > 0 {
				return p.Name, t.Name, period.Amount
			}
		}
	}
}

// sellProduct makes a transaction of a product page. Mayar gives some of them the product's type
// and some the type CHILD.
func (sh *shop) sellProduct(t *Transaction) {
	p := pick(sh.rng, sh.products)
	for len(p.Tiers) > 0 {
		p = pick(sh.rng, sh.products)
	}
	t.Type, t.Amount = p.Type, p.Amount
	switch {
	case p.Type == typeCreditUsage:
		t.Amount *= int64(10 * (1 + sh.rng.IntN(20)))
	case p.Amount == 0:
		t.Amount = sh.roundAmount()
	}
	if sh.rng.IntN(4) == 0 {
		t.Type = "CHILD"
	}
	t.Link = Link{ID: p.ID, Name: p.Name, Description: p.Description, Slug: p.Slug, CreatedAt: p.CreatedAt}
}

// linkFor returns the link that Mayar creates just before a transaction.
func (sh *shop) linkFor(t *Transaction, name, description string) Link {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	slug := make([]byte, 10)
	for i := range slug {
		slug[i] = letters[sh.rng.IntN(len(letters))]
	}
	return Link{
		ID: sh.newID(), Name: name, Description: description, Slug: string(slug),
		CreatedAt: t.CreatedAt.Add(-290 * time.Millisecond),
	}
}

// roundAmount returns 10,000 to 5,000,000 rupiah; small amounts are more frequent.
func (sh *shop) roundAmount() int64 {
	step := pick(sh.rng, []int64{5_000, 5_000, 25_000, 50_000, 250_000})
	return step * int64(2+sh.rng.IntN(19))
}
