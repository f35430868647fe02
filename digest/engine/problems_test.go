package engine_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
)

var restricted = postError("restricted_action", "restricted_action")

// A posted digest does not clear notices about problems that it proves nothing about.
func TestAProblemBesideHealthyDigestsIsToldOnce(t *testing.T) {
	t.Parallel()
	missing := postError("missing_scope", digest.ProblemMissingScope)
	for _, failure := range []*digest.PostError{kicked, restricted, missing} {
		t.Run(failure.Error(), func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				r.make(t, "daily 09:00")
				r.make(t, `cron "30 * * * *"`, func(s *digest.Subscription) { s.Channel = "C2" })
				r.slack.fail = func(channel string) (error, bool) {
					if channel == "C1" {
						return failure, false
					}
					return nil, true
				}
				r.pass(t, at(2, 12, 0))
				r.wantNotices(t, failure.Problem)
				r.slack.failing(nil)
				r.pass(t, at(2, 20, 0))
				r.slack.failing(failure)
				r.pass(t, at(3, 8, 45))
				r.slack.notices = nil
				r.pass(t, at(3, 9, 0))
				if failure.Problem == digest.ProblemMissingScope {
					r.wantNotices(t) // It concerns both channels: the notice was sent at half past.
				} else {
					r.wantNotices(t, failure.Problem)
				}
			})
		})
	}
}

func TestABrokenFilterIsToldOnceBesideAHealthyDigestOfItsChannel(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		broken := r.make(t, "daily 09:00")
		r.make(t, `cron "30 * * * *"`)
		r.exec(t, `UPDATE subscription SET filter = 'older:' WHERE id = $1`, broken.ID)
		r.pass(t, at(2, 12, 0))
		r.wantNotices(t, digest.ProblemBrokenFilter)
	})
}

// The bot is invited again, but by then there is nothing to report. Its next removal is a new
// problem.
func TestAnInvitationEndsTheProblemOfAQuietDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.OnlyWhenOpen = true })
		r.mirror.happens(event{new: 1})
		r.slack.failing(kicked)
		r.pass(t, at(0, 9, 30))
		r.slack.failing(nil)
		r.mirror.happens(event{paid: 1})
		if err := r.RetryChannel(t.Context(), "C1"); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 9, 31))
		r.wantDeliveries(t, "Mon 09:00 skipped quiet")
		r.wantProblem(t, sub.ID, "")
		r.mirror.happens(event{new: 1})
		r.slack.failing(kicked)
		r.pass(t, at(1, 9, 30))
		r.wantNotices(t, digest.ProblemNotInChannel, digest.ProblemNotInChannel)
	})
}

// A digest that finds nothing open has had Mayar's answer.
func TestAQuietDigestEndsTheProblemWithMayar(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.OnlyWhenOpen = true })
		for day := range 2 {
			r.mirror.fail(errors.New("mayar is down"))
			r.mirror.asOf = r.mirror.asOf.AddDate(0, 0, -2)
			r.pass(t, at(2*day+1, 8, 0))
			r.wantProblem(t, sub.ID, digest.ProblemMayarDown)
			r.mirror.fail(nil)
			r.pass(t, at(2*day+1, 10, 0))
			r.wantProblem(t, sub.ID, "")
		}
		r.wantNotices(t, digest.ProblemMayarDown, digest.ProblemMayarDown)
	})
}

func TestAnAPIKeyThatMayarDoesNotAcceptIsSaid(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.mirror.fail(fmt.Errorf("read the list: %w", &mayar.Error{Op: "list", Status: 401,
			Reason: mayar.ReasonUnauthorized}))
		r.pass(t, at(2, 8, 0))
		r.wantDeliveries(t, "Mon 09:00 failed mayar_key", "Tue 09:00 failed mayar_key")
		r.wantNotices(t, digest.ProblemMayarKey)
		r.mirror.fail(nil)
		r.pass(t, at(2, 9, 0))
		r.wantProblem(t, sub.ID, "")
	})
}

func TestADigestThatCannotBeMadeFailsAndItsOwnerIsTold(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.mirror.broken = errors.New("disk I/O error")
		r.pass(t, at(0, 22, 0))
		r.wantDeliveries(t, "Mon 09:00 failed internal")
		r.wantNotices(t, digest.ProblemInternal)
		r.mirror.broken = nil
		r.pass(t, at(1, 9, 0))
		r.wantDeliveries(t, "Mon 09:00 failed internal", "Tue 09:00 posted")
	})
}

func TestADigestWhoseMessagePanicsFailsBesideOthers(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		faulty := r.make(t, "daily 09:00")
		r.make(t, `cron "0 */6 * * *"`)
		r.slack.composing = func(report digest.Report) {
			if report.Subscription.ID == faulty.ID {
				panic("a table with no rows")
			}
		}
		r.pass(t, at(3, 8, 0))
		r.wantNotices(t, digest.ProblemInternal)
		r.wantProblem(t, faulty.ID, digest.ProblemInternal)
		if r.metrics.ended[digest.Failed] != 3 || r.metrics.ended[digest.Posted] != 13 {
			t.Errorf("ended: %v", r.metrics.ended)
		}
	})
}

// The lease on a row ends when the work on its digest does.
func TestADigestThatCouldNotBeMadeIsTriedAgainSoon(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.mirror.broken = errors.New("database is locked")
		r.pass(t, at(0, 9, 0))
		r.mirror.broken = nil
		r.jump(at(0, 9, 0) + 5*time.Second)
		r.work(t)
		r.wantDeliveries(t, "Mon 09:00 posted")
	})
}

func (r *rig) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	if _, err := r.db.Writer().ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) wantProblem(t testing.TB, id string, want digest.Problem) {
	t.Helper()
	if got, err := r.Get(t.Context(), id); err != nil || got.Problem != want {
		t.Errorf("the problem is %q, want %q, %v", got.Problem, want, err)
	}
}
