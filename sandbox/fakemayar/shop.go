package fakemayar

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
)

// A Status is how far a transaction has come.
type Status string

// What can become of a transaction. Only active and expired ones are in the unpaid list.
const (
	StatusActive  Status = "active"
	StatusExpired Status = "expired"
	StatusPaid    Status = "paid"
	StatusClosed  Status = "closed"
)

// A Transaction is one attempt to pay.
type Transaction struct {
	ID        string
	CreatedAt time.Time
	UpdatedAt time.Time
	Type      string // "invoice", "payment_request", "membership_payment", "generic_link", "CHILD", …
	Amount    int64  // rupiah; 0 also where the answer says null
	Status    Status
	Customer  Customer // the zero value where the answer has none
	Link      Link     // the zero value where the answer has none

	form form
}

// NoAmount tells whether the answer says null for the amount.
func (t Transaction) NoAmount() bool { return t.form&amountNull != 0 }

// A Customer is a buyer.
type Customer struct {
	ID     string
	Name   string
	Email  string
	Mobile string
}

// A Link is a payment link: a product, or what Mayar makes for one invoice, one payment request or one membership bill.
type Link struct {
	ID          string
	Name        string
	Description string // HTML
	Slug        string
	RedirectURL string // null in the answer when empty
	CreatedAt   time.Time
}

// A shop is the merchant's data.
type shop struct {
	merchantURL string
	ownerID     string
	rng         *rand.Rand
	ids         *rand.ChaCha8
	people      []Customer
	products    []*Product     // the newest first, as all that follow
	sorted      []*Transaction // every transaction, whatever its status
	byID        map[string]*Transaction
	payments    []payment
}

// newShop invents a shop. Everything random comes from the seed, everything dated from the clock.
func newShop(opts Options) *shop {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], opts.Seed)
	sh := &shop{
		merchantURL: opts.MerchantURL,
		rng:         rand.New(rand.NewPCG(opts.Seed, 0x6d61796172)),
		ids:         rand.NewChaCha8(key),
		byID:        make(map[string]*Transaction),
	}
	now := opts.Now().Truncate(time.Millisecond)
	sh.ownerID = sh.newID()
	sh.people = sh.inventPeople()
	sh.products = sh.inventProducts(now)
	sh.inventUnpaid(now, opts.Transactions)
	sh.inventExpired(now, opts.Expired)
	sh.inventPaid(now)
	return sh
}

func (sh *shop) newID() string {
	id, err := uuid.NewRandomFromReader(sh.ids)
	if err != nil {
		panic("fakemayar: " + err.Error()) // ChaCha8 never fails to read
	}
	return id.String()
}

// keep puts transactions among the others.
func (sh *shop) keep(ts ...*Transaction) {
	for _, t := range ts {
		sh.byID[t.ID] = t
	}
	sh.sorted = append(sh.sorted, ts...)
	newestFirst(sh.sorted, createdAt)
}

func createdAt(t *Transaction) time.Time { return t.CreatedAt }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// between returns a random duration of at least from and less than to, in whole milliseconds.
func between(rng *rand.Rand, from, to time.Duration) time.Duration {
	return (from + time.Duration(rng.Int64N(int64(to-from)))).Truncate(time.Millisecond)
}

func newestFirst[T any](rows []T, at func(T) time.Time) {
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(at(b).UnixMilli(), at(a).UnixMilli()) })
}
