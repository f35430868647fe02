package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
)

// A machine starts with its clock six weeks ahead, posts late digests, and its clock is set right.
func TestAClockThatWasAheadSilencesNoDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(2, 10, 0))
		r.jump(at(42, 10, 0))
		r.work(t)
		r.jump(at(2, 10, 5))
		r.cleanUp(t)
		if next := r.next(t, sub.ID); !next.Equal(monday.Add(at(3, 9, 0))) {
			t.Errorf("it is due at %v", next)
		}
		r.pass(t, at(44, 10, 0))
		r.wantOncePerPost(t)
		all := r.slack.all()
		slices.SortFunc(all, func(a, b posted) int { return a.key.Slot.Compare(b.key.Slot) })
		for day, m := range all {
			slot := monday.Add(at(day, 9, 0))
			if !m.key.Slot.Equal(slot) || !m.at.Equal(slot) && day != 42 {
				t.Errorf("the digest of %v was posted at %v", m.key.Slot, m.at)
			}
		}
		if len(all) != 45 {
			t.Errorf("%d digests in 45 days", len(all))
		}
	})
}

// A clock is set right just before a slot that it had recorded as missed.
func TestAClockThatIsSetRightJustBeforeASlotLosesNone(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(0, 10, 0))
		r.jump(at(1, 21, 30))
		r.work(t)
		r.jump(at(1, 8, 59))
		r.cleanUp(t)
		if next := r.next(t, sub.ID); !next.Equal(monday.Add(at(1, 9, 0))) {
			t.Errorf("it is due at %v", next)
		}
		r.pass(t, at(2, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted", "Wed 09:00 posted")
		r.wantOncePerPost(t)
	})
}

// With a right clock nothing is moved back: neither slots that were planned ahead nor pauses.
func TestARightClockMovesNothingBack(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		paused := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C2" })
		forever := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C3" })
		for id, until := range map[string]time.Time{paused.ID: monday.Add(at(2, 9, 0)), forever.ID: digest.Forever} {
			if _, err := r.Pause(t.Context(), id, until); err != nil {
				t.Fatal(err)
			}
		}
		for _, moment := range []time.Duration{at(0, 8, 59), at(0, 9, 0), at(1, 10, 0), at(2, 9, 0)} {
			r.pass(t, moment)
			before := r.nexts(t)
			r.cleanUp(t)
			if diff := cmp.Diff(before, r.nexts(t)); diff != "" {
				t.Errorf("at %v (-before +after):\n%s", moment, diff)
			}
		}
		r.pass(t, at(2, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted", "Wed 09:00 posted", "Wed 09:00 posted")
		r.wantOncePerPost(t)
	})
}

func (r *rig) cleanUp(t testing.TB) {
	t.Helper()
	if err := r.CleanUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// nexts returns each subscription's next slot as it is stored.
func (r *rig) nexts(t testing.TB) map[string]int64 {
	t.Helper()
	rows, err := r.db.Reader().QueryContext(t.Context(), `SELECT id, next_ms FROM subscription`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	nexts := map[string]int64{}
	for rows.Next() {
		var id string
		var next int64
		if err := rows.Scan(&id, &next); err != nil {
			t.Fatal(err)
		}
		nexts[id] = next
	}
	return nexts
}

func (r *rig) next(t testing.TB, id string) time.Time {
	t.Helper()
	sub, err := r.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return sub.Next
}
