package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

func (w *team) note(c receivables.Case, p collecting.Person, text string) collecting.Note {
	w.t.Helper()
	n, err := w.AddNote(w.t.Context(), c, p.ID, text)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestNotes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c, second := w.bill("a", 1, 1), w.bill("b", 1, 2)
		for _, bad := range []string{"", " \n", strings.Repeat("é", collecting.MaxNote+1)} {
			if _, err := w.AddNote(t.Context(), c, budi.ID, bad); !errors.Is(err, collecting.ErrBadText) {
				t.Errorf("%.10q: %v", bad, err)
			}
		}
		for i := range 60 {
			w.advance(time.Second)
			w.note(c, budi, fmt.Sprint("note ", i))
		}
		last := w.note(second, siti, " "+strings.Repeat("é", collecting.MaxNote)+"\x00 ")
		notes := w.state(c).Notes
		if len(notes) != 3 || notes[0].Text != strings.Repeat("é", collecting.MaxNote) || notes[1].Text != "note 59" ||
			notes[0].By != siti.ID {
			t.Errorf("%+v", notes)
		}
		if n := w.count(`SELECT count(*) FROM collect_note`); n != 50 {
			t.Errorf("%d notes are kept, want 50", n)
		}
		if deleted, err := w.DeleteNote(t.Context(), last.ID, budi.ID); err != nil || deleted {
			t.Errorf("somebody else's note: %v, %v", deleted, err)
		}
		if deleted, err := w.DeleteNote(t.Context(), last.ID, siti.ID); err != nil || !deleted {
			t.Errorf("the own note: %v, %v", deleted, err)
		}
	})
}

func TestDoNotContact(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c, second := w.bill("a", 1, 1), w.bill("b", 1, 2)
		must(t, w.Flag(t.Context(), c, budi.ID, collecting.Dispute))
		_, why := w.begin(second, siti)
		if why.Kind != collecting.NotToBeReached || why.Who != budi.ID || why.Reason != collecting.Dispute ||
			!why.Since.Equal(noon) {
			t.Errorf("another case of the customer: %+v", why)
		}
		if err := w.Unflag(t.Context(), c, budi); !errors.Is(err, collecting.ErrAdminsOnly) {
			t.Errorf("who is no admin: %v", err)
		}
		must(t, w.Unflag(t.Context(), second, admin))
		if card, why := w.begin(c, siti); card == "" {
			t.Errorf("after an admin lifted it: %+v", why)
		}
		if err := w.Flag(t.Context(), c, budi.ID, "because"); err == nil {
			t.Error("a reason of no menu was taken")
		}
	})
}

// Who asked to stop answered from a telephone. Another customer with its number is the same person.
func TestDoNotContactIsAboutTheNumberToo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c, same, other := w.bill("a", 1, 1), w.bill("b", 2, 1), w.bill("c", 3, 1)
		same.Mobile = "+62 812 0000 0001"
		must(t, w.Flag(t.Context(), c, budi.ID, collecting.AskedToStop))
		if _, why := w.begin(same, siti); why.Kind != collecting.NotToBeReached || why.Who != budi.ID {
			t.Errorf("another customer with the number: %+v", why)
		}
		if card, why := w.begin(other, siti); card == "" {
			t.Errorf("another number: %+v", why)
		}
		must(t, w.Unflag(t.Context(), same, admin))
		if card, why := w.begin(c, siti); card == "" {
			t.Errorf("after an admin lifted it: %+v", why)
		}
		c.Mobile, other.Mobile = "-", "-"
		must(t, w.Flag(t.Context(), c, budi.ID, collecting.AskedToStop))
		if f := w.state(other).DoNotContact; f.Reason != "" {
			t.Errorf("what is no number is the same number: %+v", f)
		}
	})
}

// Admins who let two customers with one number be contacted at once do not lock each other out.
func TestUnflagAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		both := []receivables.Case{w.bill("a", 1, 1), w.bill("b", 2, 1)}
		both[1].Mobile = both[0].Mobile
		for range 10 {
			var all sync.WaitGroup
			for _, c := range both {
				must(t, w.Flag(t.Context(), c, budi.ID, collecting.VIP))
			}
			for _, c := range both {
				all.Go(func() {
					if err := w.Unflag(t.Context(), c, admin); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
	})
}

// A case whose customer is not known has notes and an owner of its own.
func TestNobodysCases(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		first, second := w.bill("a", 1, 1), w.bill("b", 1, 2)
		first.CustomerKey, second.CustomerKey = "", ""
		w.note(first, budi, "whose?")
		if len(w.state(first).Notes) != 1 || len(w.state(second).Notes) != 0 {
			t.Error("the note is not of the one case alone")
		}
	})
}

// fillIn does everything about a customer that can be done.
func (w *team) fillIn(c receivables.Case, word string) {
	w.t.Helper()
	card, why := w.begin(c, budi)
	if card == "" {
		w.t.Fatalf("%+v", why)
	}
	w.contacted(card, budi, c)
	w.note(c, budi, "note of "+word)
	must(w.t, w.Snooze(w.t.Context(), c, collecting.Snooze{Until: noon.AddDate(0, 0, 1), By: budi.ID, Reason: word}))
	must(w.t, w.Flag(w.t.Context(), c, budi.ID, collecting.VIP))
}

func TestForget(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]string{
		"e-mail": " ani1@EXAMPLE.com", "phone": "+62 812 0000 0001", "local phone": "081200000001", "id": "customer-1",
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *team) {
				c, kept := w.bill("a", 1, 1), w.bill("b", 2, 1)
				w.fillIn(c, "gone")
				w.fillIn(kept, "kept")
				got, err := w.Forget(t.Context(), who)
				want := ledger.Forgotten{Customers: 1, Notes: 1, Contacts: 1, Flags: 1, Cases: 1}
				if err != nil || got != want {
					t.Errorf("%+v, %v, want %+v", got, err, want)
				}
				s := w.state(c)
				if len(s.Notes)+len(s.Contacts) != 0 || s.Owner.ID != "" || s.DoNotContact.Reason != "" {
					t.Errorf("left: %+v", s)
				}
				if s := w.state(kept); len(s.Notes) != 1 || len(s.Contacts) != 1 || s.Snooze.Reason != "kept" {
					t.Errorf("another customer: %+v", s)
				}
				if again, err := w.Forget(t.Context(), who); err != nil || again != (ledger.Forgotten{}) {
					t.Errorf("again: %+v, %v", again, err)
				}
			})
		})
	}
}

func TestForgetNobody(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		c.Email, c.Mobile, c.CustomerKey = "", "", ""
		w.note(c, budi, "whose?")
		for _, who := range []string{"@", "0", "1234567", "case", "%", "customer-1"} {
			if got, err := w.Forget(t.Context(), who); err != nil || got != (ledger.Forgotten{}) {
				t.Errorf("%q: %+v, %v", who, got, err)
			}
		}
		if _, err := w.Forget(t.Context(), " "); err == nil {
			t.Error("nobody was forgotten")
		}
	})
}

// Nothing of a forgotten customer is left in the bytes of the file and its log.
func TestForgetLeavesNoBytes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mayarbot.db")
	db, err := store.Open(t.Context(), "sqlite:"+path)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	w := newTeam(t, db)
	word := func(i int) string { return fmt.Sprintf("Purnama%05dSari", i) }
	const people = 100
	for i := range people {
		c := w.bill(fmt.Sprint("a", i), i, 1)
		c.CustomerKey, c.Email = "email "+word(i)+"@example.com", word(i)+"@example.com"
		w.fillIn(c, word(i))
	}
	for i := range people {
		if i%7 != 0 {
			if got, err := w.Forget(t.Context(), word(i)+"@example.com"); err != nil || got.Notes != 1 {
				t.Fatalf("%+v, %v", got, err)
			}
		}
	}
	var file []byte
	for _, suffix := range []string{"", "-wal", "-shm"} {
		part, err := os.ReadFile(path + suffix)
		must(t, err)
		file = append(file, part...)
	}
	file = bytes.ToLower(file)
	for i := range people {
		if found := bytes.Contains(file, bytes.ToLower([]byte(word(i)))); found != (i%7 == 0) {
			t.Errorf("%s is in the file: %v", word(i), found)
		}
	}
}

// The retention takes what is old and closed. Who asked to stop is left alone for ever.
func TestPurge(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		open, closed, stop := w.bill("open", 1, 1), w.bill("closed", 2, 1), w.bill("stop", 3, 1)
		for _, c := range []receivables.Case{open, closed, stop} {
			w.fillIn(c, c.ID)
			must(t, w.Unflag(t.Context(), c, admin))
		}
		must(t, w.Flag(t.Context(), stop, budi.ID, collecting.AskedToStop))
		w.pay("closed")
		w.pay("stop")
		w.state(closed)
		w.state(stop)
		w.advance(time.Hour)
		if _, err := w.db.Purge(t.Context(), w.clock()); err != nil {
			t.Fatal(err)
		}
		for table, want := range map[string]int{
			"collect_contact": 1, "collect_note": 1, "collect_case": 1, "collect_customer": 2,
		} {
			if n := w.count(`SELECT count(*) FROM ` + table); n != want {
				t.Errorf("%d rows in %s, want %d", n, table, want)
			}
		}
		if w.state(stop).DoNotContact.Reason == "" || len(w.state(open).Notes) != 1 {
			t.Error("too much was deleted")
		}
	})
}
