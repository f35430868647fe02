package fakemayar

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrUnknown is the error for a transaction that is not open (again).
var ErrUnknown = errors.New("fakemayar: no open transaction has this id")

// MarkPaid pays an active transaction now: it leaves the unpaid list and enters the history. The error is [ErrUnknown] where none has this id.
func (s *Server) MarkPaid(id string) error {
	return s.change(id, func(t *Transaction, now time.Time) { s.shop.pay(t, now) })
}

// Expire ends an active transaction unpaid. The error is [ErrUnknown] where none has this id.
func (s *Server) Expire(id string) error {
	return s.change(id, func(t *Transaction, now time.Time) { t.Status, t.UpdatedAt = StatusExpired, now })
}

// CloseTransaction closes the payment link of an active transaction, as a merchant can: it leaves the unpaid list, its own state stays unpaid
// and its link's becomes closed. The error is [ErrUnknown] where none has this id.
func (s *Server) CloseTransaction(id string) error {
	return s.change(id, func(t *Transaction, now time.Time) { t.Status, t.UpdatedAt = StatusClosed, now })
}

func (s *Server) change(id string, do func(*Transaction, time.Time)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.lapse(s.opts.Now())
	t, ok := s.shop.byID[id]
	if !ok || t.Status != StatusActive {
		return fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	do(t, s.opts.Now())
	return nil
}

// Add puts a transaction on top of the unpaid list and returns it. What t leaves empty is invented: the zero value is a random sale of this
// moment. A given amount of 0 cannot be told from none.
func (s *Server) Add(t Transaction) Transaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := s.shop.inventTransaction(orDefault(t.CreatedAt, s.opts.Now().Truncate(time.Millisecond)))
	made.ID = orDefault(t.ID, made.ID)
	made.UpdatedAt = orDefault(t.UpdatedAt, made.UpdatedAt)
	made.Type = orDefault(t.Type, made.Type)
	made.Amount = orDefault(t.Amount, made.Amount)
	made.Status = orDefault(t.Status, made.Status)
	made.Customer = orDefault(t.Customer, made.Customer)
	made.Link = orDefault(t.Link, made.Link)
	s.shop.keep(made)
	return *made
}

// Transactions returns the active ones, the newest first.
func (s *Server) Transactions() []Transaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	active := s.active()
	out := make([]Transaction, len(active))
	for i, t := range active {
		out[i] = *t
	}
	return out
}

// PickUnpaid returns the id of the newest active transaction that has a buyer and an amount, or nothing.
func (s *Server) PickUnpaid() (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.active() {
		if t.worthACall() {
			return t.ID
		}
	}
	return ""
}

// OldestUnpaid returns the ids of the n active transactions that have waited longest, the oldest first, or of fewer when there are not so many. Those
// without a buyer or an amount are left out.
func (s *Server) OldestUnpaid(n int) (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range slices.Backward(s.active()) {
		if len(ids) < n && t.worthACall() {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// active lists the active transactions, the newest first. The caller holds s.mu.
func (s *Server) active() []*Transaction {
	s.shop.lapse(s.opts.Now())
	return s.shop.transactions(isActive)
}

// worthACall reports whether it is known who should pay how much.
func (t *Transaction) worthACall() bool { return t.Customer.ID != "" && t.Amount > 0 }

func isActive(t *Transaction) bool { return t.Status == StatusActive }
