package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store/storetest"
	"pgregory.net/rapid"
)

// Whatever fails, in the end every slot is posted exactly once, skipped or failed, and Slack has
// the messages of the posted ones. Each payment is reported once, by one digest or the next.
func TestDeliveriesMatchSlackWhateverFails(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t, storetest.SQLite(t))
		defer r.db.Close()
		subs := rapid.IntRange(1, 3).Draw(rt, "digests")
		for i := range subs {
			schedules := []string{"daily 09:00", "daily 09:00,10:00", `cron "0 */6 * * *"`}
			r.make(t, rapid.SampledFrom(schedules).Draw(rt, "schedule"),
				func(s *digest.Subscription) {
					s.Channel = fmt.Sprint("C", i%2)
					s.SkipLate = rapid.Bool().Draw(rt, "skip late")
					s.OnlyWhenOpen = rapid.Bool().Draw(rt, "quiet")
				})
		}
		r.slack.fail = func(string) (error, bool) {
			switch rapid.IntRange(0, 9).Draw(rt, "post") {
			case 0:
				return errTimeout, true
			case 1:
				return errTimeout, false
			case 2:
				return tooMany(30 * time.Second), false
			case 3:
				return broken, false
			case 4:
				return kicked, false
			}
			return nil, true
		}
		r.slack.failFind = func() error {
			if rapid.IntRange(0, 4).Draw(rt, "find") == 0 {
				return errTimeout
			}
			return nil
		}
		paid, now := 0, time.Duration(0)
		r.mirror.happens(event{new: 100})
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			now += time.Duration(rapid.IntRange(1, 14*60).Draw(rt, "minutes")) * time.Minute
			switch rapid.IntRange(0, 3).Draw(rt, "step") {
			case 0:
				r.jump(now) // Nothing runs.
			case 1:
				r.pass(t, now)
				r.Service = r.replica(t)
			case 2:
				n := rapid.IntRange(0, 2).Draw(rt, "paid")
				paid += n
				r.mirror.happens(event{paid: n})
				r.pass(t, now)
			default:
				r.pass(t, now)
			}
		}
		r.slack.fail, r.slack.failFind = nil, nil
		r.pass(t, now+2*24*time.Hour)
		r.checkInvariants(rt, t, subs, paid)
	})
}

func (r *rig) checkInvariants(rt *rapid.T, t *testing.T, subs, paid int) {
	all, err := r.Deliveries(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	messages := map[digest.MessageKey]int{}
	reported := map[string]int{}
	first := map[string]digest.Report{}
	for _, m := range r.slack.all() {
		messages[digest.MessageKey{Subscription: m.key.Subscription, Slot: m.key.Slot.UTC()}]++
		reported[m.key.Subscription] += m.report.Paid.Count
		if _, seen := first[m.key.Subscription]; !seen {
			first[m.key.Subscription] = m.report
		}
	}
	for _, d := range all {
		want := 0
		switch d.Status {
		case digest.Posted:
			want = 1
		case digest.Skipped, digest.Failed:
		case digest.Pending:
			if !d.Slot.After(r.clock.Now()) { // otherwise it was planned ahead
				rt.Errorf("%s of %v is still pending", d.Subscription, d.Slot)
			}
		default:
			rt.Errorf("%s of %v is still %s", d.Subscription, d.Slot, d.Status)
		}
		if n := messages[digest.MessageKey{Subscription: d.Subscription, Slot: d.Slot}]; n != want {
			rt.Errorf("%s of %v is %s, and there are %d messages of it", d.Subscription, d.Slot, d.Status, n)
		}
	}
	for sub, report := range first {
		// There were 100; the first report's open count lacks those that were paid before it.
		if before := 100 - report.Page.Totals.Count; before+reported[sub] != paid {
			rt.Errorf("%s: %d were paid, %d before its first digest, and %d were reported", sub, paid, before,
				reported[sub])
		}
	}
	if len(first) != subs {
		rt.Errorf("%d of %d digests were ever posted", len(first), subs)
	}
}
