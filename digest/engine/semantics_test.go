package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
)

func (r *rig) wantDeliveries(t testing.TB, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.deliveries(t)); diff != "" {
		t.Errorf("deliveries (-want +got):\n%s", diff)
	}
}

// wantOncePerPost checks that Slack has exactly one message for each posted delivery, and no other
// message.
func (r *rig) wantOncePerPost(t testing.TB) {
	t.Helper()
	has := map[digest.MessageKey]int{}
	for _, m := range r.slack.all() {
		has[digest.MessageKey{Subscription: m.key.Subscription, Slot: m.key.Slot.UTC()}]++
	}
	all, err := r.Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		key, want := digest.MessageKey{Subscription: d.Subscription, Slot: d.Slot}, 0
		if d.Status == digest.Posted {
			want = 1
		}
		if has[key] != want {
			t.Errorf("%s of %v is %s, and there are %d messages of it", d.Subscription, d.Slot, d.Status, has[key])
		}
		delete(has, key)
	}
	for key := range has {
		t.Errorf("a message of %v has no delivery", key)
	}
}

func TestADigestIsPostedWhenItIsDue(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "weekdays 09:00,15:00")
		if want := monday.Add(at(0, 9, 0)); !sub.Next.Equal(want) {
			t.Errorf("it is due at %v, want %v", sub.Next, want)
		}
		r.pass(t, at(1, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted", "Mon 15:00 posted", "Tue 09:00 posted")
		for _, m := range r.slack.all() {
			if !m.at.Equal(m.key.Slot) || m.report.Late {
				t.Errorf("the digest of %v was posted at %v, late: %v", m.key.Slot, m.at, m.report.Late)
			}
		}
		got, err := r.Get(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Last.Status != digest.Posted || !got.Last.Slot.Equal(monday.Add(at(1, 9, 0))) ||
			!got.Next.Equal(monday.Add(at(1, 15, 0))) {
			t.Errorf("the last run is %+v, the next at %v", got.Last, got.Next)
		}
		r.pass(t, at(6, 23, 0))
		if n := len(r.slack.all()); n != 10 {
			t.Errorf("%d digests in a week, want 10", n)
		}
	})
}

func TestOfMissedSlotsTheLastIsPostedLate(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00,12:00,15:00")
		r.jump(at(0, 17, 30))
		r.pass(t, at(0, 18, 0))
		r.wantDeliveries(t, "Mon 09:00 skipped missed", "Mon 12:00 skipped missed", "Mon 15:00 posted late")
		report := r.slack.all()[0].report
		want := []time.Time{monday.Add(at(0, 9, 0)), monday.Add(at(0, 12, 0))}
		if !report.Late || !cmp.Equal(want, report.Skipped) {
			t.Errorf("late: %v; skipped: %v, want %v", report.Late, report.Skipped, want)
		}
		r.pass(t, at(1, 9, 0))
		if report := r.slack.all()[1].report; report.Late || len(report.Skipped) > 0 {
			t.Errorf("the next one is late: %v, and names %v", report.Late, report.Skipped)
		}
	})
}

func TestATooLateSlotIsSkippedAndNamedInTheNext(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.jump(at(0, 21, 1))
		r.pass(t, at(1, 9, 0))
		r.wantDeliveries(t, "Mon 09:00 skipped missed", "Tue 09:00 posted")
		if skipped := r.slack.all()[0].report.Skipped; len(skipped) != 1 {
			t.Errorf("the next one names %v", skipped)
		}
	})
}

func TestSkipLateSkipsWhatWasMissed(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00", func(s *digest.Subscription) { s.SkipLate = true })
		r.jump(at(0, 9, 10))
		r.pass(t, at(0, 10, 0))
		r.jump(at(1, 9, 4)) // That is not late.
		r.pass(t, at(1, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 skipped missed", "Tue 09:00 posted")
	})
}

func TestARestartLosesNothing(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.jump(at(0, 8, 59)) // The slot is planned ahead, then the process dies before its job runs.
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantDeliveries(t, "Mon 09:00 pending")
		r.Service = r.replica(t)
		r.pass(t, at(0, 9, 0))
		r.wantDeliveries(t, "Mon 09:00 posted")
	})
}

func TestTwoSlotsInOneTick(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00,10:00")
		r.jump(at(0, 9, 59)) // 9 o'clock was missed, 10 o'clock is planned ahead by the same tick.
		r.pass(t, at(0, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted late", "Mon 10:00 posted")
	})
}

func TestManyDigestsAtOneMoment(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		first := r.make(t, "daily 09:00")
		second := r.make(t, "daily 09:00 WIB", func(s *digest.Subscription) { s.Filter = "older:7d" })
		r.pass(t, at(0, 9, 5))
		all := r.slack.all()
		if len(all) != 2 || first.ID == second.ID {
			t.Fatalf("%d digests of %s and %s", len(all), first.ID, second.ID)
		}
		if gap := all[1].at.Sub(all[0].at); gap < time.Second {
			t.Errorf("they were posted to one channel within %v", gap)
		}
		if r.mirror.sweeps != 1 {
			t.Errorf("Mayar was asked %d times for one moment", r.mirror.sweeps)
		}
	})
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00,10:00")
		// Slack takes no post for a while: when 10 o'clock is due, 9 o'clock has not been posted.
		r.slack.failing(broken)
		r.pass(t, at(0, 10, 2))
		r.slack.failing(nil)
		r.pass(t, at(0, 11, 0))
		r.wantDeliveries(t, "Mon 09:00 skipped superseded", "Mon 10:00 posted")
		if skipped := r.slack.all()[0].report.Skipped; len(skipped) != 1 {
			t.Errorf("it names %v", skipped)
		}
		r.wantOncePerPost(t)
	})
}

func TestNowIsASlotOfItsOwn(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(0, 8, 0))
		r.mirror.happens(event{new: 3})
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 8, 30))
		r.mirror.happens(event{paid: 1})
		r.pass(t, at(0, 9, 0))
		r.wantDeliveries(t, "Mon 08:00 posted by hand", "Mon 09:00 posted")
		second := r.slack.all()[1].report
		if !second.Since.Equal(monday.Add(at(0, 8, 0))) || second.Paid.Count != 1 || second.New.Count != 0 {
			t.Errorf("the next one reports %d paid and %d new since %v", second.Paid.Count, second.New.Count,
				second.Since)
		}
	})
}

func TestQuietSaysSoOnceAWeek(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00", func(s *digest.Subscription) { s.OnlyWhenOpen = true })
		r.pass(t, at(6, 10, 0))
		if n := len(r.slack.all()); n != 0 {
			t.Fatalf("%d digests in the first week", n)
		}
		r.pass(t, at(7, 10, 0))
		all := r.slack.all()
		if len(all) != 1 || !all[0].report.Heartbeat {
			t.Fatalf("%d digests after a week", len(all))
		}
		r.mirror.happens(event{new: 1})
		r.pass(t, at(8, 10, 0))
		if all := r.slack.all(); len(all) != 2 || all[1].report.Heartbeat || all[1].report.New.Count != 1 {
			t.Fatalf("%d digests when something was open", len(all))
		}
	})
}

// A filter that finds nothing while others are open may be misspelt. A digest says so, once even
// with OnlyWhenOpen.
func TestAFilterThatFindsNothing(t *testing.T) {
	t.Parallel()
	for quiet, posts := range map[bool]int{false: 3, true: 1} {
		eachEngine(t, func(t *testing.T, r *rig) {
			r.mirror.happens(event{new: 4})
			r.make(t, "daily 09:00", func(s *digest.Subscription) { s.OnlyWhenOpen, s.Filter = quiet, noMatch })
			r.pass(t, at(2, 10, 0))
			all := r.slack.all()
			if len(all) != posts {
				t.Fatalf("quiet: %v, %d digests", quiet, len(all))
			}
			if got := all[0].report; got.Page.Totals.Count != 0 || got.All.Count != 4 || !got.AllComplete {
				t.Errorf("quiet: %v, %d match, of %d", quiet, got.Page.Totals.Count, got.All.Count)
			}
		})
	}
}

// Filters that were stored with Slack's formatting find the same as without it.
func TestStoredFiltersAreReadAsTheyWereTyped(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.exec(t, "UPDATE subscription SET filter = '`older:7d`' WHERE id = $1", sub.ID)
		r.pass(t, at(0, 10, 0))
		if got := r.slack.all()[0].report.Subscription.Filter; got != "older:7d" {
			t.Errorf("the filter is %q", got)
		}
		if all, err := r.List(t.Context(), "C1"); err != nil || all[0].Filter != "older:7d" {
			t.Errorf("listed: %+v, %v", all, err)
		}
	})
}

// A long list is not read as a whole for each digest, so its digest has data of two times. It says
// so, unless they are close together.
func TestADigestOfALongListSaysWhenItWasReadAsAWhole(t *testing.T) {
	t.Parallel()
	for before, said := range map[time.Duration]bool{20 * time.Minute: true, 2 * time.Minute: false} {
		eachEngine(t, func(t *testing.T, r *rig) {
			r.make(t, "daily 09:00")
			r.mirror.long, r.mirror.swept = true, monday.Add(at(0, 9, 0)-before)
			r.pass(t, at(0, 9, 0))
			report := r.slack.all()[0].report
			if report.LastFullSync.Equal(r.mirror.swept) != said || report.LastFullSync.IsZero() == said ||
				report.Stale || report.MayarDown {
				t.Errorf("swept %v before, it says %v; stale: %v, down: %v", before, report.LastFullSync, report.Stale,
					report.MayarDown)
			}
		})
	}
}

func TestChangesAreThoseSinceTheLastDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.pass(t, at(0, 8, 0))
		r.mirror.happens(event{new: 30})
		r.pass(t, at(0, 12, 0))
		r.mirror.happens(event{new: 4, paid: 9})
		r.pass(t, at(1, 12, 0))
		r.mirror.happens(event{new: 1})
		r.jump(at(3, 12, 0)) // Wednesday is missed.
		r.mirror.happens(event{paid: 2})
		r.pass(t, at(3, 13, 0))
		all := r.slack.all()
		if len(all) != 3 {
			t.Fatalf("%d digests", len(all))
		}
		first, second, third := all[0].report, all[1].report, all[2].report
		if !first.Since.IsZero() || first.New.Count != 0 || first.Page.Totals.Count != 30 ||
			len(first.Page.Rows) != 10 {
			t.Errorf("the first reports %d new since %v, and %d rows of %d", first.New.Count, first.Since,
				len(first.Page.Rows), first.Page.Totals.Count)
		}
		if second.New.Count != 4 || second.Paid.Count != 9 || !second.Since.Equal(first.Slot) {
			t.Errorf("the second reports %d new and %d paid since %v", second.New.Count, second.Paid.Count,
				second.Since)
		}
		if third.New.Count != 1 || third.Paid.Count != 2 || len(third.Skipped) != 1 {
			t.Errorf("the third reports %d new and %d paid, and names %v", third.New.Count, third.Paid.Count,
				third.Skipped)
		}
	})
}
