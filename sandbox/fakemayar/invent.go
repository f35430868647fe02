package fakemayar

import (
	"fmt"
	"time"
)

const day = 24 * time.Hour

// ages are the times that unpaid transactions have waited, with how many of a hundred wait so long. They fill the usual aging buckets (0–1, 2–7,
// 8–30 and over 30 days) and keep clear of the edges between them, so that nothing changes its bucket while one looks.
var ages = []struct {
	share    int
	from, to time.Duration
}{
	{24, 20 * time.Minute, 44 * time.Hour},
	{30, 50 * time.Hour, 8*day - 4*time.Hour},
	{29, 8*day + 2*time.Hour, 31*day - 4*time.Hour},
	{17, 31*day + 2*time.Hour, 60 * day},
}

func (sh *shop) age() time.Duration {
	roll := sh.rng.IntN(100)
	for _, a := range ages {
		if roll < a.share {
			return between(sh.rng, a.from, a.to)
		}
		roll -= a.share
	}
	panic("fakemayar: the shares of the ages are not a hundred")
}

// inventUnpaid fills the shop with n active transactions: one of a few minutes ago, the others older, some of them tried several times.
func (sh *shop) inventUnpaid(now time.Time, n int) {
	made := make([]*Transaction, 0, n)
	for len(made) < n {
		age := sh.age()
		if len(made) == 0 {
			age = 4 * time.Minute
		}
		t := sh.inventTransaction(now.Add(-age))
		made = append(made, t)
		for tries := sh.tries(); tries > 1 && len(made) < n; tries-- {
			age = sh.sooner(age)
			made = append(made, sh.again(t, now.Add(-age)))
		}
	}
	newestFirst(made, createdAt)
	sh.makeOdd(made)
	sh.keep(made...)
}

// tries is how often the same customer begins to pay for the same thing: mostly once.
func (sh *shop) tries() int {
	if sh.rng.IntN(9) > 0 {
		return 1
	}
	return 2 + sh.rng.IntN(4)
}

// sooner returns an age below the given one and in the same aging bucket.
func (sh *shop) sooner(age time.Duration) time.Duration {
	for _, a := range ages {
		if age > a.from && age < a.to {
			gap := min(age-a.from, 20*time.Hour)
			return age - between(sh.rng, gap/10, gap)
		}
	}
	return age + time.Minute
}

func (sh *shop) again(t *Transaction, at time.Time) *Transaction {
	next := *t
	next.ID, next.CreatedAt, next.UpdatedAt = sh.newID(), at, at
	return &next
}

func (sh *shop) inventExpired(now time.Time, n int) {
	made := make([]*Transaction, 0, max(n, 0))
	for range n {
		at := now.Add(-between(sh.rng, 2*day, 60*day))
		t := sh.inventTransaction(at)
		t.Status, t.UpdatedAt = StatusExpired, at.Add(day)
		made = append(made, t)
	}
	sh.keep(made...)
}

// inventTransaction makes an active transaction of a random kind.
func (sh *shop) inventTransaction(at time.Time) *Transaction {
	t := &Transaction{ID: sh.newID(), CreatedAt: at, UpdatedAt: at, Status: StatusActive, Customer: sh.somebody()}
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
		t.Amount += t.Amount*7/1000 + 4_930 // fees that the buyer bears
	}
	return t
}

func (sh *shop) requestPayment(t *Transaction) {
	t.Type, t.Amount = "payment_request", sh.roundAmount()
	t.Link = sh.madeFor(t, "Penagihan", pick(sh.rng, []string{
		"Pelunasan pesanan", "Uang muka katering", "Cicilan ke-2", "Sewa alat bulan ini",
	}))
}

func (sh *shop) sendInvoice(t *Transaction) {
	t.Type, t.Amount = "invoice", sh.roundAmount()
	t.Link = sh.madeFor(t, "INVOICE", fmt.Sprintf("Invoice jasa nomor %d", 1_000+sh.rng.IntN(9_000)))
}

func (sh *shop) billMember(t *Transaction) {
	product, tier, amount := sh.membershipSale()
	t.Type, t.Amount = "membership_payment", amount
	t.Link = sh.madeFor(
		t, "Tagihan Membership - "+tier, fmt.Sprintf("Pembayaran Paket Membership %s - %s", tier, product),
	)
}

// membershipSale returns a membership, one of its tiers and the first price that the tier is sold for.
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

// sellProduct makes the transaction of a product page. Mayar gives some of them the product's type and some the type CHILD.
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

// madeFor returns the link that Mayar makes for one transaction, a moment before it.
func (sh *shop) madeFor(t *Transaction, name, description string) Link {
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

// roundAmount is between 10,000 and 5,000,000 rupiah, small amounts more often.
func (sh *shop) roundAmount() int64 {
	step := pick(sh.rng, []int64{5_000, 5_000, 25_000, 50_000, 250_000})
	return step * int64(2+sh.rng.IntN(19))
}
