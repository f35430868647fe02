package ledger_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/workdays"
)

func TestOneOwner(t *testing.T) {
	t.Parallel()
	twoReplicas(t, func(w *team, replicas [2]*ledger.Ledger) {
		for round := range 100 {
			c := w.bill(fmt.Sprint("a", round), round, 1)
			var took [2]bool
			var owners [2]collecting.Owner
			bothAtOnce(func(i int, p collecting.Person) {
				var err error
				if owners[i], took[i], err = replicas[i].SetOwner(w.t.Context(), c, "", p.ID); err != nil {
					w.t.Error(err)
				}
			})
			if took[0] == took[1] || owners[0] != owners[1] || !owners[0].Since.Equal(noon) {
				w.t.Fatalf("round %d: %v, %v", round, took, owners)
			}
		}
	})
}

func TestReleaseAndGive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		set := func(from, to, owner string, want bool) {
			t.Helper()
			if now, ok, err := w.SetOwner(t.Context(), c, from, to); err != nil || ok != want || now.ID != owner {
				t.Errorf("from %q to %q: %+v, %v, %v", from, to, now, ok, err)
			}
		}
		set("", budi.ID, budi.ID, true)
		set(siti.ID, "", budi.ID, false)
		set(budi.ID, siti.ID, siti.ID, true)
		set(budi.ID, "", siti.ID, false)
		set(siti.ID, "", "", true)
		set("", budi.ID, budi.ID, true)
		if owners, err := w.Owners(t.Context()); err != nil || len(owners) != 1 || owners[0] != budi.ID {
			t.Errorf("%v, %v", owners, err)
		}
		if n, err := w.ReleaseAll(t.Context(), budi.ID); err != nil || n != 1 || w.state(c).Owner.ID != "" {
			t.Errorf("%d released, %v", n, err)
		}
	})
}

func TestSnooze(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		until, err := w.Rules().SnoozeUntil(workdays.Date{Year: 2026, Month: 11, Day: 28}, noon)
		must(t, err)
		snooze := collecting.Snooze{Until: until, By: budi.ID, Reason: strings.Repeat("é", collecting.MaxSnoozeReason)}
		must(t, w.Snooze(t.Context(), c, snooze))
		if s := w.state(c).Snooze; s.By != budi.ID || s.Reason != snooze.Reason || !s.Until.Equal(until) {
			t.Errorf("%+v", s)
		}
		if _, why := w.begin(c, siti); why.Kind != collecting.Snoozed || !why.Until.Equal(until) {
			t.Errorf("%+v", why)
		}
		snooze.Reason += "x"
		if err := w.Snooze(t.Context(), c, snooze); !errors.Is(err, collecting.ErrBadText) {
			t.Errorf("a long reason: %v", err)
		}
		w.advance(until.Sub(noon))
		if card, why := w.begin(c, siti); card == "" {
			t.Errorf("on Monday at 08:00: %+v", why)
		}
	})
}

func TestPromise(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		promise := func(days int) collecting.Promise {
			due, err := w.Rules().PromiseDue(w.Rules().Today(w.clock()).AddDays(days), w.clock())
			must(t, err)
			return collecting.Promise{Due: due, Amount: 500, By: siti.ID}
		}
		must(t, w.Promise(t.Context(), c, promise(0)))
		s := w.state(c)
		if p := s.Promise; p.Amount != 500 || p.By != siti.ID || !p.Made.Equal(noon) || s.Broken != 0 {
			t.Errorf("%+v", s)
		}
		must(t, w.Promise(t.Context(), c, promise(1))) // replaces one that is not broken
		if _, why := w.begin(c, budi); why.Kind != collecting.Promised {
			t.Errorf("%+v", why)
		}
		w.advance(36 * time.Hour) // midnight after the promised day
		if s := w.state(c); !s.Promise.IsBroken(w.clock()) || s.Broken != 1 {
			t.Errorf("%+v", s)
		}
		must(t, w.Promise(t.Context(), c, promise(2)))
		if s := w.state(c); s.Promise.IsBroken(w.clock()) || s.Broken != 1 {
			t.Errorf("a new promise: %+v", s)
		}
		w.advance(72 * time.Hour)
		must(t, w.Promise(t.Context(), c, collecting.Promise{}))
		if s := w.state(c); s.Promise != (collecting.Promise{}) || s.Broken != 2 {
			t.Errorf("no promise: %+v", s)
		}
	})
}

// What people did ends with the case, and comes back with the same transaction within 48 hours.
func TestEndOfACase(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		away    time.Duration
		reopen  func(w *team)
		back    bool
		settled bool // the minute's look comes between
	}{
		"the same transaction": {47 * time.Hour, func(w *team) { w.reopen("a") }, true, true},
		"too late":             {49 * time.Hour, func(w *team) { w.reopen("a") }, false, true},
		"another transaction":  {time.Hour, func(w *team) { w.bill("new", 1, 1) }, false, true},
		"nobody has noticed":   {time.Second, func(w *team) { w.reopen("a") }, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *team) {
				c := w.bill("a", 1, 1)
				_, _, err := w.SetOwner(t.Context(), c, "", budi.ID)
				must(t, err)
				must(t, w.Snooze(t.Context(), c, collecting.Snooze{Until: noon.AddDate(0, 0, 30), By: budi.ID}))
				w.advance(time.Minute)
				w.pay("a")
				if tt.settled {
					if s := w.state(c); s.Owner.ID != "" || !s.Snooze.Until.IsZero() {
						t.Errorf("after it was paid: %+v", s)
					}
				}
				w.advance(tt.away)
				tt.reopen(w)
				s := w.state(c)
				if back := s.Owner.ID != ""; back != tt.back || back == s.Snooze.Until.IsZero() {
					t.Errorf("back: %+v", s)
				}
				if marks, err := w.Marks(t.Context(), []string{c.CaseID, "x"}); err != nil ||
					(marks[c.CaseID].Owner != "") != tt.back {
					t.Errorf("%+v, %v", marks, err)
				}
			})
		})
	}
}

// A sync can commit between two statements, on Postgres. A trigger does it here, after the second.
func TestCaseThatComesBackWhileCasesSettle(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		if w.db.Engine() != store.Postgres {
			t.Skip("one writer at a time")
		}
		c := w.bill("a", 1, 1)
		_, _, err := w.SetOwner(t.Context(), c, "", budi.ID)
		must(t, err)
		w.pay("a")
		w.exec(`CREATE SEQUENCE statements`)
		w.exec(`CREATE FUNCTION reopen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('statements') = 2 THEN
				UPDATE unpaid SET closed_ms = 0, valid_from_ms = ` + strconv.FormatInt(w.clock().UnixMilli(), 10) + `;
			END IF;
			RETURN NULL; END $$`)
		w.exec(`CREATE TRIGGER sync AFTER UPDATE ON collect_case FOR EACH STATEMENT EXECUTE FUNCTION reopen()`)
		w.state(c)
		if s := w.state(c); s.Owner.ID != budi.ID {
			t.Errorf("the owner was lost: %+v", s)
		}
	})
}

func TestClosedCasesKeepNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		w.pay("a")
		_, _, owner := w.SetOwner(t.Context(), c, "", budi.ID)
		_, note := w.AddNote(t.Context(), c, budi.ID, "late")
		for what, err := range map[string]error{
			"an owner":  owner,
			"a note":    note,
			"a snooze":  w.Snooze(t.Context(), c, collecting.Snooze{Until: noon.AddDate(0, 0, 1)}),
			"a promise": w.Promise(t.Context(), c, collecting.Promise{Due: noon.AddDate(0, 0, 1)}),
		} {
			if !errors.Is(err, collecting.ErrClosed) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for _, table := range []string{"collect_case", "collect_note", "collect_customer"} {
			if n := w.count(`SELECT count(*) FROM ` + table); n != 0 {
				t.Errorf("%d rows in %s", n, table)
			}
		}
		must(t, w.Flag(t.Context(), c, budi.ID, collecting.AskedToStop))
		if w.state(c).DoNotContact.Reason != collecting.AskedToStop {
			t.Error("who asks to stop after paying is not left alone")
		}
	})
}
