package ledger_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
)

func TestContactCountsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c, second := w.bill("a", 1, 1), w.bill("b", 1, 2)
		card, _ := w.begin(c, budi)
		w.advance(time.Minute)
		done := w.contacted(card, budi, c, second)
		if !done.First || done.Contact.By != budi.ID || !done.Contact.At.Equal(w.clock()) || len(done.Others) != 0 {
			t.Errorf("%+v", done)
		}
		w.advance(time.Minute)
		again := w.contacted(card, budi, c, second)
		if again.First || again.Contact != done.Contact {
			t.Errorf("a second click: %+v", again)
		}
		s := w.state(c)
		if len(s.Contacts) != 1 || s.CaseContacts != 1 || s.DayContacts != 1 || s.Owner.ID != budi.ID ||
			!s.Hold.Until.IsZero() {
			t.Errorf("%+v", s)
		}
		if s := w.state(second); s.CaseContacts != 1 || s.Owner.ID != budi.ID {
			t.Errorf("the other case of the text: %+v", s)
		}
		_, why := w.begin(second, siti)
		end := noon.Add(24*time.Hour + time.Minute)
		if why.Kind != collecting.CoolingDown || why.Who != budi.ID || !why.Until.Equal(end) {
			t.Errorf("then a colleague: %+v", why)
		}
		w.advance(24 * time.Hour)
		if s := w.state(c); s.DayContacts != 0 {
			t.Errorf("%d contacts on the next day", s.DayContacts)
		}
	})
}

func TestUndo(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		card, _ := w.begin(c, budi)
		w.contacted(card, budi, c)
		if w.undo(card, siti) {
			t.Error("a colleague has undone it")
		}
		w.advance(collecting.UndoLasts - time.Millisecond)
		if !w.undo(card, budi) || w.undo(card, budi) {
			t.Error("it was not undone once")
		}
		if s := w.state(c); len(s.Contacts) != 0 || s.CaseContacts != 0 || s.DayContacts != 0 || s.Owner.ID != budi.ID {
			t.Errorf("%+v", s)
		}
		if _, why := w.begin(c, siti); why.Kind != "" {
			t.Errorf("the cool-down is not lifted: %+v", why)
		}
		if done := w.contacted(card, budi, c); !done.First {
			t.Errorf("a click after the undo does not count: %+v", done)
		}
		w.advance(collecting.UndoLasts)
		if w.undo(card, budi) {
			t.Error("it was undone after ten minutes")
		}
	})
}

// A click after the end of the hold is true all the same.
func TestContactAfterTheHold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		slow, _ := w.begin(c, budi)
		w.advance(collecting.HoldLasts)
		quick, why := w.begin(c, siti)
		if quick == "" {
			t.Fatalf("%+v", why)
		}
		if done := w.contacted(slow, budi, c); !done.First || done.Hold.By != siti.ID {
			t.Errorf("while a colleague writes: %+v", done)
		}
		w.advance(time.Second)
		done := w.contacted(quick, siti, c)
		if !done.First || len(done.Others) != 1 || done.Others[0].By != budi.ID {
			t.Errorf("after a colleague has written: %+v", done)
		}
		if s := w.state(c); len(s.Contacts) != 2 || s.Contacts[0].By != siti.ID || s.Owner.ID != budi.ID {
			t.Errorf("%+v", s)
		}
	})
}

func TestContactNeedsACard(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *team) {
		c := w.bill("a", 1, 1)
		for _, card := range []collecting.CardID{"", "x", "'; DROP TABLE unpaid"} {
			if _, err := w.Contacted(t.Context(), card, collecting.CopiedText, budi.ID, c); err == nil {
				t.Errorf("%q is a card", card)
			}
		}
	})
}
