package engine_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// beforeNames is the last migration before the one that renames columns.
const beforeNames = 59

// A database with the earlier names of columns goes on: what waits is posted once, what Slack has
// is not posted again, and nobody is told of a problem again.
func TestDatabaseWithEarlierNames(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		earlier := storetest.Earlier(t, databaseURL, beforeNames)
		day := func(n int) int64 { return monday.Add(at(n, 9, 0)).UnixMilli() }
		later := monday.Add(at(1, 10, 0)).UnixMilli()
		exec := func(statement string, args ...any) {
			t.Helper()
			if _, err := earlier.ExecContext(t.Context(), statement, args...); err != nil {
				t.Fatal(err)
			}
		}
		const subscription = `INSERT INTO subscription (id, channel, owner, schedule, zone, language, filter, quiet,
			detailed, mention, skip_late, paused_until_ms, next_ms, created_ms, revision, trouble)
			VALUES ($1, $2, 'U1', 'daily 09:00', 'Asia/Jakarta', 'id', '', $3, 0, '', 0, 0, $4, $5, 1, $6)`
		exec(subscription, "kick", "C1", 0, day(2), day(0), "not_in_channel")
		exec(subscription, "send", "C2", 1, day(2), day(0), "")
		const delivery = `INSERT INTO delivery (subscription, slot_ms, status, manual, wake_ms, attempts, channel,
			sent_ms, upto_ms, reason) VALUES ($1, $2, $3, 0, $4, 1, $5, $2, $6, $7)`
		exec(delivery, "kick", day(0), "posted", day(0), "C1", day(0)+7, "")
		exec(delivery, "kick", day(1), "pending", later, "C1", 0, "not_in_channel")
		exec(delivery, "send", day(1), "sending", later, "C2", day(1), "")
		exec(`INSERT INTO digest_notice (owner, channel, trouble, at_ms, told, subscription, slot_ms)
			VALUES ('U1', 'C1', 'not_in_channel', $1, 1, 'kick', $1)`, day(1))
		exec(`INSERT INTO digest_told (channel, ts, owner, trouble, subscription, slot_ms, failed)
			VALUES ('U1', '9.0001', 'U1', 'not_in_channel', 'kick', $1, 0)`, day(1))

		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		r := newRig(t, db)
		arrived := func(channel, id string, slot int64) {
			key := digest.MessageKey{Subscription: id, Slot: time.UnixMilli(slot)}
			r.slack.arrives(posted{channel: channel, key: key})
		}
		arrived("C1", "kick", day(0))
		arrived("C2", "send", day(1))
		r.jump(at(1, 9, 30))
		r.wantProblem(t, "kick", digest.ProblemNotInChannel)
		if sub, err := r.Get(t.Context(), "send"); err != nil || !sub.OnlyWhenOpen {
			t.Errorf("%+v, %v", sub, err)
		}
		r.pass(t, at(1, 12, 0))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted late", "Tue 09:00 posted")
		all := r.slack.all()
		if len(all) != 3 || all[2].channel != "C1" || all[2].report.From.UnixMilli() != day(0)+7 ||
			all[2].report.DelayReason != digest.ProblemNotInChannel {
			t.Errorf("posted %+v", all)
		}
		r.wantProblem(t, "kick", "")
		r.wantNotices(t)
		if updated := r.slack.updatedNotices; len(updated) != 1 || updated[0].Problem != digest.ProblemNotInChannel {
			t.Errorf("updated %+v", updated)
		}
		r.pass(t, at(2, 9, 1))
		r.wantOncePerPost(t)
	})
}
