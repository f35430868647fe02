package fakemayar

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"
)

// A Status is the state of a transaction.
type Status string

// States of a transaction. The unpaid list has only active and expired ones.
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
	Amount    int64  // rupiah; also 0 if the answer says null
	Status    Status
	Customer  Customer // zero if the answer has none
	Link      Link     // zero if the answer has none

	form rowForm
}

// NoAmount reports whether the answer says null for the amount.
func (t Transaction) NoAmount() bool { return t.form&amountNull != 0 }

// A Customer is a buyer.
type Customer struct {
	ID     string
	Name   string
	Email  string
	Mobile string
}

// A Link is a payment link: a product, or the link that Mayar creates for an invoice, a payment
// request or a membership bill.
type Link struct {
	ID          string
	Name        string
	Description string // HTML
	Slug        string
	RedirectURL string // null in the answer if empty
	CreatedAt   time.Time
}

// A shop is the merchant's data.
type shop struct {
	merchantURL string
	ownerID     string
	rng         *rand.Rand
	ids         *rand.ChaCha8
	customers   []Customer
	products    []*Product     // newest first, like sorted and payments
	sorted      []*Transaction // all transactions, of any status
	byID        map[string]*Transaction
	payments    []payment
}

// newShop generates a shop. Random values come from the seed, dates from the clock.
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
	sh.customers = sh.generateCustomers()
	sh.products = sh.generateProducts(now)
	sh.generateUnpaid(now, opts.Transactions)
	sh.generateExpired(now, opts.Expired)
	sh.generatePaid(now)
	return sh
}

func (sh *shop) newID() string {
	id, err := uuid.NewRandomFromReader(sh.ids)
	if err != nil {
		panic("fakemayar: " + err.Error()) // ChaCha8 never fails to read
	}
	return id.String()
}

// insert adds transactions and keeps the order.
func (sh *shop) insert(ts ...*Transaction) {
	for _, t := range ts {
		sh.byID[t.ID] = t
	}
	sh.sorted = append(sh.sorted, ts...)
	newestFirst(sh.sorted, createdAt)
}

func createdAt(t *Transaction) time.Time { return t.CreatedAt }

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// between returns a random duration in [from, to), in whole milliseconds.
func between(rng *rand.Rand, from, to time.Duration) time.Duration {
	return (from + time.Duration(rng.Int64N(int64(to-from)))).Truncate(time.Millisecond)
}

func newestFirst[T any](rows []T, at func(T) time.Time) {
	slices.SortStableFunc(rows, func(a, b T) int { return cmp.Compare(at(b).UnixMilli(), at(a).UnixMilli()) })
}
