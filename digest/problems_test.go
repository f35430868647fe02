package digest_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
)

var restricted = refusal{code: "restricted_action", definite: true, fix: "restricted_action"}

// What one digest that is posted proves nothing about is not told again after it.
func TestTroubleBesideHealthyDigestsIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, trouble := range []refusal{kicked, restricted, {code: "missing_scope", definite: true, fix: digest.TroubleMissingScope}} {
		t.Run(trouble.code, func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				r.make(t, "daily 09:00")
				r.make(t, `cron "30 * * * *"`, func(s *digest.Subscription) { s.Channel = "C2" })
				r.slack.fail = func(channel string) (error, bool) {
					if channel == "C1" {
						return trouble, false
					}
					return nil, true
				}
				r.pass(t, at(2, 12, 0))
				r.wantTold(t, trouble.fix)
				r.slack.failing(nil)
				r.pass(t, at(2, 20, 0))
				r.slack.failing(trouble)
				r.pass(t, at(3, 8, 45))
				r.slack.told = nil
				r.pass(t, at(3, 9, 0))
				if trouble.fix == digest.TroubleMissingScope {
					r.wantTold(t) // It concerns both channels, and was told at half past.
				} else {
					r.wantTold(t, trouble.fix)
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
		r.wantTold(t, digest.TroubleBadFilter)
	})
}

// The bot is invited again, but by then there is nothing to say. The next time that it is removed is another time.
func TestAnInvitationEndsTheTroubleOfAQuietDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Quiet = true })
		r.mirror.happens(event{new: 1})
		r.slack.failing(kicked)
		r.pass(t, at(0, 9, 30))
		r.slack.failing(nil)
		r.mirror.happens(event{paid: 1})
		if err := r.Retry(t.Context(), "C1"); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 9, 31))
		r.wantLedger(t, "Mon 09:00 skipped quiet")
		r.wantTrouble(t, sub.ID, "")
		r.mirror.happens(event{new: 1})
		r.slack.failing(kicked)
		r.pass(t, at(1, 9, 30))
		r.wantTold(t, digest.TroubleNotInChannel, digest.TroubleNotInChannel)
	})
}

// A digest that finds nothing open has had Mayar's answer.
func TestAQuietDigestEndsTheTroubleWithMayar(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Quiet = true })
		for day := range 2 {
			r.mirror.fail(errors.New("mayar is down"))
			r.mirror.asOf = r.mirror.asOf.AddDate(0, 0, -2)
			r.pass(t, at(2*day+1, 8, 0))
			r.wantTrouble(t, sub.ID, digest.TroubleMayarDown)
			r.mirror.fail(nil)
			r.pass(t, at(2*day+1, 10, 0))
			r.wantTrouble(t, sub.ID, "")
		}
		r.wantTold(t, digest.TroubleMayarDown, digest.TroubleMayarDown)
	})
}

func TestAnAPIKeyThatMayarDoesNotAcceptIsSaid(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.mirror.fail(fmt.Errorf("read the list: %w", &mayar.Error{Op: "list", Status: 401, Reason: mayar.ReasonUnauthorized}))
		r.pass(t, at(2, 8, 0))
		r.wantLedger(t, "Mon 09:00 failed mayar_key", "Tue 09:00 failed mayar_key")
		r.wantTold(t, digest.TroubleMayarKey)
		r.mirror.fail(nil)
		r.pass(t, at(2, 9, 0))
		r.wantTrouble(t, sub.ID, "")
	})
}

func TestADigestThatCannotBeMadeFailsAndItsOwnerIsTold(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.mirror.broken = errors.New("disk I/O error")
		r.pass(t, at(0, 22, 0))
		r.wantLedger(t, "Mon 09:00 failed internal")
		r.wantTold(t, digest.TroubleInternal)
		r.mirror.broken = nil
		r.pass(t, at(1, 9, 0))
		r.wantLedger(t, "Mon 09:00 failed internal", "Tue 09:00 posted")
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
		r.wantTold(t, digest.TroubleInternal)
		r.wantTrouble(t, faulty.ID, digest.TroubleInternal)
		if r.metrics.ended[digest.Failed] != 3 || r.metrics.ended[digest.Posted] != 13 {
			t.Errorf("ended: %v", r.metrics.ended)
		}
	})
}

// A row is not held for longer than its digest is worked on.
func TestADigestThatCouldNotBeMadeIsTriedAgainSoon(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.mirror.broken = errors.New("database is locked")
		r.pass(t, at(0, 9, 0))
		r.mirror.broken = nil
		r.jump(at(0, 9, 0) + 5*time.Second)
		r.work(t)
		r.wantLedger(t, "Mon 09:00 posted")
	})
}

func (r *rig) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	if _, err := r.db.Writer().ExecContext(t.Context(), statement, args...); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) wantTrouble(t testing.TB, id, want string) {
	t.Helper()
	if got, err := r.Get(t.Context(), id); err != nil || got.Trouble != want {
		t.Errorf("the trouble is %q, want %q, %v", got.Trouble, want, err)
	}
}
