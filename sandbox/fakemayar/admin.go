package fakemayar

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// ErrUnknown means that no active transaction has this id.
var ErrUnknown = errors.New("fakemayar: no open transaction has this id")

// MarkPaid pays an active transaction now: it moves from the unpaid list to the history. The error
// is [ErrUnknown] if there is no such transaction.
func (s *Server) MarkPaid(id string) error {
	return s.change(id, func(t *Transaction, now time.Time) { s.shop.pay(t, now) })
}

// Expire expires an active transaction. The error is [ErrUnknown] if there is no such transaction.
func (s *Server) Expire(id string) error {
	return s.change(id, func(t *Transaction, now time.Time) { t.Status, t.UpdatedAt = StatusExpired, now })
}

// CloseTransaction closes the payment link of an active transaction, as a merchant can. The
// transaction leaves the unpaid list; its own status stays unpaid, and its link becomes closed. The
// error is [ErrUnknown] if there is no such transaction.
func (s *Server) CloseTransaction(id string) error {
	return s.change(id, func(t *Transaction, now time.Time) { t.Status, t.UpdatedAt = StatusClosed, now })
}

func (s *Server) change(id string, do func(*Transaction, time.Time)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.expireOld(s.opts.Now())
	t, ok := s.shop.byID[id]
	if !ok || t.Status != StatusActive {
		return fmt.Errorf("%w: %q", ErrUnknown, id)
	}
	do(t, s.opts.Now())
	return nil
}

// Add puts a transaction on top of the unpaid list and returns it. Empty fields of t get generated
// values, so the zero value adds a random sale. An amount of 0 counts as empty.
func (s *Server) Add(t Transaction) Transaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := s.shop.generateTransaction(orDefault(t.CreatedAt, s.opts.Now().Truncate(time.Millisecond)))
	made.ID = orDefault(t.ID, made.ID)
	made.UpdatedAt = orDefault(t.UpdatedAt, made.UpdatedAt)
	made.Type = orDefault(t.Type, made.Type)
	made.Amount = orDefault(t.Amount, made.Amount)
	made.Status = orDefault(t.Status, made.Status)
	made.Customer = orDefault(t.Customer, made.Customer)
	made.Link = orDefault(t.Link, made.Link)
	s.shop.insert(made)
	return *made
}

// Transactions returns the active transactions, newest first.
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

// PickUnpaid returns the id of the newest active transaction with a buyer and an amount, or "".
func (s *Server) PickUnpaid() (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.active() {
		if t.hasBuyerAndAmount() {
			return t.ID
		}
	}
	return ""
}

// OldestUnpaid returns the ids of up to n active transactions, oldest first. It skips transactions
// without a buyer or an amount.
func (s *Server) OldestUnpaid(n int) (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range slices.Backward(s.active()) {
		if len(ids) < n && t.hasBuyerAndAmount() {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// active lists the active transactions, newest first. The caller holds s.mu.
func (s *Server) active() []*Transaction {
	s.shop.expireOld(s.opts.Now())
	return s.shop.transactions(isActive)
}

func (t *Transaction) hasBuyerAndAmount() bool { return t.Customer.ID != "" && t.Amount > 0 }

func isActive(t *Transaction) bool { return t.Status == StatusActive }
