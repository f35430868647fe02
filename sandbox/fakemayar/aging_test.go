package fakemayar_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

// When the clock moves ahead, the rows grow older until they expire.
func TestRowsAgeAndExpire(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	s, c := start(t, fakemayar.Options{})
	before := s.Transactions()
	c.advance(29 * day)
	if n := len(s.Transactions()); n != len(before) {
		t.Errorf("%d are open after 29 days, want all %d", n, len(before))
	}
	c.advance(30 * day)
	open := 0
	for _, one := range before {
		if c.Now().Sub(one.CreatedAt) < 90*day {
			open++
		}
	}
	if n := len(s.Transactions()); n != open || open == 0 || open == len(before) {
		t.Errorf("%d are open after 59 days, want %d", n, open)
	}
	oldest := before[len(before)-1]
	if err := s.MarkPaid(oldest.ID); err == nil {
		t.Error("an expired transaction was paid")
	}
	row := detail(t, s, oldest.ID)
	if row["status"] != "expired" {
		t.Errorf("the oldest is %v, want expired", row["status"])
	}
	c.advance(60 * day)
	if got := distinct(walk(t, s, "V2", "/transactions/unpaid", "&status=active", 50)); got != 0 {
		t.Errorf("%d are still open after 119 days", got)
	}
	if ids := s.OldestUnpaid(5); len(ids) != 0 {
		t.Errorf("the oldest of none are %v", ids)
	}
}

func TestOldestUnpaid(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	all := map[string]fakemayar.Transaction{}
	for _, one := range s.Transactions() {
		all[one.ID] = one
	}
	ids := s.OldestUnpaid(5)
	if len(ids) != 5 {
		t.Fatalf("%d, want 5", len(ids))
	}
	for i, id := range ids {
		one := all[id]
		if one.Customer.Name == "" || one.Amount == 0 || i > 0 && one.CreatedAt.Before(all[ids[i-1]].CreatedAt) {
			t.Errorf("number %d is %+v", i, one)
		}
	}
	for _, one := range all {
		if one.Customer.Name != "" && one.Amount > 0 && one.CreatedAt.Before(all[ids[0]].CreatedAt) {
			t.Errorf("%s is older than the oldest", one.ID)
		}
	}
}
