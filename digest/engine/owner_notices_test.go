package engine_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// down makes Slack take nothing, notices neither, or everything again.
func (s *fakeSlack) down(is bool) {
	s.failing(nil)
	s.failNotice = nil
	if is {
		s.failing(broken)
		s.failNotice = func() error { return errTimeout }
	}
}

// Slack is down for so long that the slot fails and nobody can be told. The owners are told once
// when it is back, by any replica, and after a restart.
func TestAnOwnerIsToldOfAFailureWhenSlackIsBack(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		// Of the same owner: the same notice.
		r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C2" })
		for _, day := range []int{0, 2} {
			r.slack.notices = nil
			r.slack.down(true)
			r.pass(t, at(day, 22, 0))
			r.wantProblem(t, sub.ID, digest.ProblemSlackDown)
			r.wantNotices(t)
			r.Service = r.replica(t)
			r.slack.down(false)
			r.pass(t, at(day, 22, 10))
			r.wantNotices(t, digest.ProblemSlackDown)
			if told := r.slack.notices[0]; !told.Failed || told.Resolved ||
				!told.Slot.Equal(monday.Add(at(day, 9, 0))) {
				t.Errorf("told: %+v", told)
			}
			r.Service = r.replica(t)
			r.pass(t, at(day+1, 8, 0))
			r.pass(t, at(day+1, 9, 0)) // This is posted, and the next failure is a new problem.
			r.wantNotices(t, digest.ProblemSlackDown)
			r.wantProblem(t, sub.ID, "")
		}
	})
}

// Slack is back just when the next digest is due: it is posted before its owner can be told of the
// one before.
func TestAnOwnerIsToldOfAFailureAlsoWhenItIsOver(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		for _, day := range []int{0, 2} {
			r.slack.notices = nil
			r.slack.down(true)
			r.jump(at(day, 9, 0))
			r.pass(t, at(day+1, 8, 58))
			r.slack.down(false)
			r.pass(t, at(day+1, 9, 0))
			if n := len(r.slack.all()); n != 1+day/2 {
				t.Fatalf("%d digests were posted by day %d", n, day+1)
			}
			r.wantNotices(t)
			r.pass(t, at(day+1, 9, 5))
			r.pass(t, at(day+1, 10, 0))
			r.wantNotices(t, digest.ProblemSlackDown)
			if told := r.slack.notices; len(told) > 0 && !(told[0].Failed && told[0].Resolved) {
				t.Errorf("told: %+v", told[0])
			}
			r.pass(t, at(day+2, 8, 0))
		}
	})
}

// Notices to many owners make no storm while Slack is down. They are sent within minutes once it is
// back, except the one that can never be sent.
func TestPendingNoticesMakeNoStorm(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		const owners = 12
		for i := range owners {
			r.make(t, "daily 09:00", func(s *digest.Subscription) {
				s.Owner, s.Channel = fmt.Sprint("U", i), fmt.Sprint("C", i)
			})
		}
		r.slack.down(true)
		r.pass(t, at(0, 22, 0))
		r.slack.failedNotices = 0
		ticks := func(n int) {
			for range n {
				r.clock.set(r.clock.Now().Add(30 * time.Second))
				r.work(t)
			}
		}
		ticks(20)
		if r.slack.failedNotices > 20 {
			t.Errorf("%d tries to tell %d owners within ten minutes", r.slack.failedNotices, owners)
		}
		r.slack.down(false)
		r.slack.unreachable = "U7"
		ticks(12)
		if n := len(r.slack.notices); n != owners-1 {
			t.Errorf("%d were told, want %d", n, owners-1)
		}
		// After some days the notice is dropped.
		r.slack.failedNotices = 0
		ticks(12)
		if r.slack.failedNotices == 0 {
			t.Error("nobody tries to tell the one who is left")
		}
		r.jump(at(3, 10, 0))
		if err := r.CleanUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.work(t)
		r.slack.failedNotices = 0
		ticks(12)
		if r.slack.failedNotices != 0 {
			t.Errorf("%d more tries to tell one who has gone", r.slack.failedNotices)
		}
	})
}

// A slot fails in one transaction with its notice: if the process dies before it is sent, others
// send it.
func TestASlotFailsTogetherWithItsPendingNotice(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failing(broken)
		r.pass(t, at(0, 20, 0))
		r.exec(t, `ALTER TABLE digest_notice RENAME TO lost`)
		r.jump(at(0, 21, 30))
		if _, err := r.DeliverDue(t.Context()); err == nil {
			t.Error("nothing could be noted, and nobody was told so")
		}
		r.wantDeliveries(t, "Mon 09:00 pending late slack_down")
		r.exec(t, `ALTER TABLE lost RENAME TO digest_notice`)
		r.pass(t, at(0, 21, 35))
		r.wantDeliveries(t, "Mon 09:00 failed slack_down")
		r.wantNotices(t, digest.ProblemSlackDown)
	})
}

// No slot of an hourly digest lives until it is too late. Its owner is still told if no digest came
// for that long.
func TestTheOwnerOfAFrequentDigestIsToldToo(t *testing.T) {
	t.Parallel()
	for problem, is := range map[digest.Problem]func(r *rig, err error){
		digest.ProblemInternal:  func(r *rig, err error) { r.mirror.broken = err },
		digest.ProblemSlackDown: func(r *rig, err error) { r.slack.failing(err) },
	} {
		t.Run(string(problem), func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				sub := r.make(t, `cron "0 * * * *"`)
				r.pass(t, at(0, 6, 30))
				is(r, broken)
				r.pass(t, at(0, 18, 30))
				r.wantNotices(t)
				r.wantProblem(t, sub.ID, "")
				r.pass(t, at(0, 22, 30))
				r.wantNotices(t, problem)
				r.wantProblem(t, sub.ID, problem)
				is(r, nil)
				r.pass(t, at(0, 23, 30))
				r.wantProblem(t, sub.ID, "")
				is(r, broken) // A new problem, a new notice, and not too early.
				r.pass(t, at(1, 8, 30))
				r.wantNotices(t, problem)
				r.pass(t, at(1, 14, 30))
				r.wantNotices(t, problem, problem)
			})
		})
	}
}
