package engine_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

func TestChangesJustBeforeItIsDue(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(t *testing.T, r *rig, sub digest.Subscription)
		want   []string // by the end of Tuesday 09:30
	}{
		{"moved later", func(t *testing.T, r *rig, sub digest.Subscription) { r.reschedule(t, sub, "daily 09:30") },
			[]string{"Mon 09:30 posted", "Tue 09:30 posted"}},
		{"moved away and back", func(t *testing.T, r *rig, sub digest.Subscription) {
			r.reschedule(t, r.reschedule(t, sub, "daily 10:00"), "daily 09:00")
		}, []string{"Mon 09:00 posted", "Tue 09:00 posted"}},
		{"another zone", func(t *testing.T, r *rig, sub digest.Subscription) {
			sub.Zone = "WITA" // 9 o'clock was 59 minutes ago there.
			r.update(t, sub)
		}, []string{"Tue 08:00 posted"}},
		{"paused for an hour", func(t *testing.T, r *rig, sub digest.Subscription) {
			r.pause(t, sub, monday.Add(at(0, 9, 59)))
		}, []string{"Tue 09:00 posted"}},
		{"paused until the very moment", func(t *testing.T, r *rig, sub digest.Subscription) {
			r.pause(t, sub, monday.Add(at(0, 9, 0)))
		}, []string{"Mon 09:00 posted", "Tue 09:00 posted"}},
		{"paused", func(t *testing.T, r *rig, sub digest.Subscription) {
			r.pause(t, sub, digest.Forever)
		}, []string{}},
		{"paused and resumed", func(t *testing.T, r *rig, sub digest.Subscription) {
			r.pause(t, sub, digest.Forever)
			if _, err := r.Resume(t.Context(), sub.ID, ""); err != nil {
				t.Fatal(err)
			}
		}, []string{"Mon 09:00 posted", "Tue 09:00 posted"}},
		{"deleted", func(t *testing.T, r *rig, sub digest.Subscription) {
			if err := r.Delete(t.Context(), sub.ID); err != nil {
				t.Fatal(err)
			}
			if err := r.Delete(t.Context(), sub.ID); err != digest.ErrNotFound {
				t.Errorf("deleted twice: %v", err)
			}
		}, []string{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				sub := r.make(t, "daily 09:00")
				r.pass(t, at(0, 8, 59))
				r.wantDeliveries(t, "Mon 09:00 pending") // planned ahead
				test.change(t, r, sub)
				r.pass(t, at(1, 9, 30))
				r.wantDeliveries(t, test.want...)
				r.wantOncePerPost(t)
			})
		})
	}
}

func (r *rig) reschedule(t testing.TB, sub digest.Subscription, words string) digest.Subscription {
	t.Helper()
	var err error
	if sub.Schedule, _, err = digest.ParseSchedule(words); err != nil {
		t.Fatal(err)
	}
	return r.update(t, sub)
}

func (r *rig) update(t testing.TB, sub digest.Subscription) digest.Subscription {
	t.Helper()
	sub, err := r.Update(t.Context(), sub)
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

func (r *rig) pause(t testing.TB, sub digest.Subscription, until time.Time) {
	t.Helper()
	if _, err := r.Pause(t.Context(), sub.ID, until); err != nil {
		t.Fatal(err)
	}
}

func TestAChangeDuringThePost(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.slack.during = func(string) {
			if err := r.Delete(t.Context(), sub.ID); err != nil && err != digest.ErrNotFound {
				t.Error(err)
			}
		}
		r.pass(t, at(1, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted") // It was on its way.
		r.wantOncePerPost(t)
	})
}

func TestAnUpdateKeepsWhatIsDue(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.slack.failing(broken)
		r.pass(t, at(0, 9, 1))
		sub.Language, sub.Channel = "en", "C2"
		updated := r.update(t, sub)
		r.slack.failing(nil)
		r.pass(t, at(0, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted")
		if m := r.slack.all()[0]; m.channel != "C2" || m.report.Subscription.Language != "en" {
			t.Errorf("it was posted to %s in %s", m.channel, m.report.Subscription.Language)
		}
		if _, err := r.Update(t.Context(), sub); err != digest.ErrConflict {
			t.Errorf("an update of an old revision: %v", err)
		}
		if updated.Revision == sub.Revision {
			t.Error("the revision is still the same")
		}
	})
}
