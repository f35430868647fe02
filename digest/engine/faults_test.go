package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/store"
)

func TestFaultsOfSlack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		err   error
		taken bool
		after time.Duration // the least time after it was due
		tries int           // as the delivery counts
		finds int
	}{
		{"a 429 waits as long as Slack says, and is no attempt", tooMany(90 * time.Second), false,
			90 * time.Second, 1, 0},
		{"a definite refusal is tried again without looking", broken, false, 5 * time.Second, 2, 0},
		{"a timeout that Slack did not take is looked up, then posted again", errTimeout, false,
			30 * time.Second, 2, 1},
		{"a timeout that Slack took is found", errTimeout, true, 0, 1, 1},
		{"an error after Slack took it is found", &digest.PostError{Err: errors.New("500")}, true, 0, 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				r.make(t, "daily 09:00")
				r.slack.failOnce(test.err, test.taken)
				r.pass(t, at(0, 9, 4))
				r.wantDeliveries(t, "Mon 09:00 posted")
				r.wantOncePerPost(t)
				all, err := r.Deliveries(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if after := all[0].PostedAt.Sub(all[0].Slot); after < test.after || after > test.after+time.Second {
					t.Errorf("posted after %v, want %v", after, test.after)
				}
				if all[0].Attempts != test.tries || r.slack.finds != test.finds {
					t.Errorf("%d attempts and %d looks, want %d and %d", all[0].Attempts, r.slack.finds, test.tries,
						test.finds)
				}
			})
		})
	}
}

func TestWhileSlackIsDownTriesBecomeRareUntilTheSlotFails(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failing(errTimeout)
		r.slack.failFind = func() error { return errTimeout }
		r.pass(t, at(0, 23, 0))
		r.wantDeliveries(t, "Mon 09:00 failed unknown_post")
		if r.slack.calls != 1 || r.slack.finds > 200 {
			t.Errorf("%d posts and %d looks", r.slack.calls, r.slack.finds)
		}
		r.wantNotices(t, digest.ProblemUnknownPost)
		r.slack.failing(nil)
		r.slack.failFind = nil
		r.pass(t, at(1, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 failed unknown_post", "Tue 09:00 posted")
		if skipped := r.slack.all()[0].report.Skipped; len(skipped) != 1 {
			t.Errorf("the next one names %v", skipped)
		}
	})
}

// A post with an unknown outcome, of which a missing scope prevents the search, is one problem: the
// scope.
func TestTheOwnerIsToldOnceOfAnUnknownPost(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failOnce(errTimeout, true)
		r.slack.failFind = func() error {
			return postError("missing_scope", digest.ProblemMissingScope)
		}
		r.pass(t, at(0, 23, 0))
		r.wantDeliveries(t, "Mon 09:00 failed missing_scope")
		r.wantNotices(t, digest.ProblemMissingScope)
	})
}

func (r *rig) wantNotices(t testing.TB, problems ...digest.Problem) {
	t.Helper()
	var got []digest.Problem
	for _, notice := range r.slack.notices {
		got = append(got, notice.Problem)
	}
	if diff := cmp.Diff(problems, got); diff != "" {
		t.Errorf("the owner was told of (-want +got):\n%s", diff)
	}
}

func TestTheOwnerIsToldOnceAndDeliveryResumesByItself(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.make(t, "daily 10:00") // the same owner and channel: no second notice
		r.slack.failing(kicked)
		r.pass(t, at(1, 12, 0))
		r.wantNotices(t, digest.ProblemNotInChannel)
		if r.slack.calls > 40 {
			t.Errorf("%d posts to a channel that the bot is not in, in a day", r.slack.calls)
		}
		got, err := r.Get(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Problem != digest.ProblemNotInChannel {
			t.Errorf("the problem is %q", got.Problem)
		}
		r.slack.failing(nil) // Invited again.
		r.pass(t, at(1, 14, 0))
		r.wantDeliveries(t, "Mon 09:00 failed not_in_channel", "Mon 10:00 failed not_in_channel",
			"Tue 09:00 posted late", "Tue 10:00 posted late")
		if got, err = r.Get(t.Context(), sub.ID); err != nil || got.Problem != "" {
			t.Errorf("the problem is still %q, %v", got.Problem, err)
		}
		if why := r.slack.all()[0].report.DelayReason; why != digest.ProblemNotInChannel {
			t.Errorf("it was late because of %q", why)
		}
		r.slack.failing(kicked) // A new problem, a new notice.
		r.pass(t, at(2, 9, 30))
		r.wantNotices(t, digest.ProblemNotInChannel, digest.ProblemNotInChannel)
		if diff := cmp.Diff([]digest.Problem{"not_in_channel", "not_in_channel", "not_in_channel"},
			r.metrics.problems); diff != "" {
			t.Errorf("problems counted (-want +got):\n%s", diff)
		}
		r.wantOncePerPost(t)
	})
}

func TestAnInvitationRetriesAtOnce(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failing(kicked)
		r.pass(t, at(0, 9, 2))
		r.slack.failing(nil)
		if err := r.RetryChannel(t.Context(), "C1"); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 9, 2))
		r.wantDeliveries(t, "Mon 09:00 posted")
	})
}

func TestAnOwnerWhoCannotBeToldIsToldLater(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failing(revoked)
		r.slack.failNotice = func() error { return revoked }
		r.pass(t, at(0, 9, 30))
		r.wantNotices(t)
		r.slack.failNotice = nil
		r.pass(t, at(0, 12, 30))
		r.wantNotices(t, digest.ProblemTokenRevoked)
	})
}

func TestWithMayarDownItGoesOutFromTheMirror(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		for i := range 20 {
			r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = fmt.Sprint("C", i) })
		}
		r.pass(t, at(1, 0, 0))
		if err := r.mirror.Sweep(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		before := r.mirror.sweeps
		r.mirror.fail(errors.New("mayar is down"))
		r.pass(t, at(1, 9, 1))
		all := r.slack.all()
		if len(all) != 40 {
			t.Fatalf("%d digests", len(all))
		}
		report := all[39].report
		if !report.MayarDown || !report.Stale || !report.AsOf.Equal(monday.Add(at(1, 0, 0))) {
			t.Errorf("down: %v, stale: %v, as of %v", report.MayarDown, report.Stale, report.AsOf)
		}
		if asked := r.mirror.sweeps - before; asked != 1 {
			t.Errorf("Mayar was asked %d times for 20 digests of one moment", asked)
		}
	})
}

func TestWithMayarDownForTooLongNothingIsPosted(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.mirror.fail(errors.New("mayar is down"))
		r.pass(t, at(1, 8, 0))
		r.wantDeliveries(t, "Mon 09:00 failed mayar_down")
		r.wantNotices(t, digest.ProblemMayarDown)
		r.mirror.fail(nil)
		r.pass(t, at(1, 9, 0))
		r.wantDeliveries(t, "Mon 09:00 failed mayar_down", "Tue 09:00 posted")
		if got, err := r.Get(t.Context(), sub.ID); err != nil || got.Problem != "" {
			t.Errorf("the problem is still %q, %v", got.Problem, err)
		}
	})
}

// In each of these a process dies at some point of a post and never comes back. Another one takes
// over.
func TestAProcessThatDiesAroundThePost(t *testing.T) {
	t.Parallel()
	for _, taken := range []bool{true, false} {
		t.Run(fmt.Sprintf("taken %v", taken), func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				sub := r.make(t, "daily 09:00")
				r.pass(t, at(0, 8, 59))
				r.clock.set(monday.Add(at(0, 9, 0)))
				dying := r.Service
				died := make(chan struct{})
				release := make(chan struct{})
				r.slack.fail = func(string) (error, bool) { return errTimeout, taken }
				r.slack.during = func(string) {
					close(died)
					<-release
				}
				gone := make(chan struct{})
				go func() {
					defer close(gone)
					// It dies inside the post, so what it writes afterwards has no effect: the row
					// has a newer lease.
					dying.Deliver(t.Context(), sub.ID, monday.Add(at(0, 9, 0)))
				}()
				<-died
				r.wantDeliveries(t, "Mon 09:00 sending")
				r.slack.mu.Lock()
				r.slack.during = nil
				r.slack.mu.Unlock()
				if taken {
					close(release)
					<-gone
				}
				r.slack.failing(nil)
				r.Service = r.replica(t)
				r.pass(t, at(0, 9, 1))
				r.wantDeliveries(t, "Mon 09:00 posted")
				if !taken {
					r.slack.mu.Lock()
					r.slack.fail = func(string) (error, bool) { return errTimeout, false }
					r.slack.mu.Unlock()
					close(release)
					<-gone
				}
				r.wantDeliveries(t, "Mon 09:00 posted")
				r.wantOncePerPost(t)
			})
		})
	}
}

func TestTwoReplicasPostOnce(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		other := r.replica(t)
		r.jump(at(0, 9, 0))
		done := make(chan error)
		for _, service := range []*engine.Service{r.Service, other, r.Service, other} {
			go func() {
				err := service.Tick(t.Context())
				if err == nil {
					_, err = service.Deliver(t.Context(), sub.ID, monday.Add(at(0, 9, 0)))
				}
				done <- err
			}()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.wantOncePerPost(t)
	})
}

func TestAThousandInOneMinuteAreNeitherLostNorOutOfOrder(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		many := 1000
		if r.db.Engine() == store.Postgres {
			many = 200 // Each needs several round trips to the server.
		}
		for i := range many {
			r.make(t, fmt.Sprintf("daily 09:0%d", i%2), func(s *digest.Subscription) { s.Channel = fmt.Sprint("C", i) })
		}
		r.pass(t, at(0, 10, 0))
		all := r.slack.all()
		if len(all) != many {
			t.Fatalf("%d digests", len(all))
		}
		for i := 1; i < many; i++ {
			if all[i].key.Slot.Before(all[i-1].key.Slot) {
				t.Fatalf("the one of %v came after the one of %v", all[i].key.Slot, all[i-1].key.Slot)
			}
		}
		r.wantOncePerPost(t)
		if r.mirror.sweeps > 2 {
			t.Errorf("Mayar was asked %d times at two moments", r.mirror.sweeps)
		}
	})
}

// The database is as it was before the digest was posted: it was restored, or a standby took over.
func TestARestoredDatabase(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(1, 9, 1))
		r.exec(t, `DELETE FROM delivery WHERE slot_ms > $1`, monday.Add(at(1, 0, 0)).UnixMilli())
		r.exec(t, `UPDATE subscription SET next_ms = $1`, monday.Add(at(1, 9, 0)).UnixMilli())
		r.jump(at(1, 9, 2))
		r.mirror.happens(event{new: 3})
		r.slack.failFind = func() error {
			r.slack.failFind = nil
			return tooMany(90 * time.Second)
		}
		r.pass(t, at(2, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted", "Wed 09:00 posted")
		r.wantOncePerPost(t)
		if report := r.slack.all()[2].report; report.New.Count != 3 || !report.Since.Equal(monday.Add(at(0, 9, 0))) ||
			report.Subscription.ID != sub.ID {
			t.Errorf("the next one reports %d new since %v", report.New.Count, report.Since)
		}
	})
}

func TestALateDigestIsPostedWithoutASearch(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failFind = func() error {
			return postError("missing_scope", digest.ProblemMissingScope)
		}
		r.jump(at(0, 9, 30))
		r.pass(t, at(0, 9, 30))
		r.wantDeliveries(t, "Mon 09:00 posted late")
	})
}

// A newer program beside this one may write schedules that this one does not know. They are listed,
// so that somebody can change or delete them.
func TestADigestThatCannotBeReadHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"every 2h", `cron "0 9 ` + strings.Repeat("30W,", 740) + `30W * *"`,
		`cron "0 9 1 * * *"`} {
		eachEngine(t, func(t *testing.T, r *rig) {
			r.make(t, "daily 09:00")
			strange := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C2" })
			r.exec(t, `UPDATE subscription SET schedule = $2 WHERE id = $1`, strange.ID, text)
			r.jump(at(0, 9, 0))
			r.work(t)
			r.wantDeliveries(t, "Mon 09:00 posted")
			if all, err := r.ListAll(t.Context()); err != nil || len(all) != 2 {
				t.Errorf("%d are listed, %v", len(all), err)
			}
			for _, change := range []func() (digest.Subscription, error){
				func() (digest.Subscription, error) { return r.Get(t.Context(), strange.ID) },
				func() (digest.Subscription, error) { return r.Pause(t.Context(), strange.ID, digest.Forever) },
				func() (digest.Subscription, error) { return r.Resume(t.Context(), strange.ID, "") },
			} {
				if sub, err := change(); err != nil || sub.Schedule.Unreadable != text {
					t.Errorf("%+v, %v", sub.Schedule, err)
				}
			}
			r.exec(t, `UPDATE subscription SET schedule = 'daily 09:00' WHERE id = $1`, strange.ID)
			r.work(t)
			r.wantDeliveries(t, "Mon 09:00 posted", "Mon 09:00 posted")
		})
	}
}

// However many there are of them.
func TestDigestsThatCannotBeReadHoldUpNoOther(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		for i := range 120 {
			r.make(t, "daily 08:00", func(s *digest.Subscription) { s.Channel = fmt.Sprint("C", 10+i) })
		}
		r.exec(t, `UPDATE subscription SET schedule = 'every 2h'`)
		for i := range 120 {
			r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = fmt.Sprint("C", 10+i) })
		}
		r.jump(at(0, 9, 0))
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if planned := len(r.deliveries(t)); planned != 120 {
			t.Errorf("%d digests are planned", planned)
		}
	})
}

// Rules for what people type become stricter. Stored schedules go on as before.
func TestStoredSchedulesGoOn(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		old := r.make(t, "daily 09:00")
		r.exec(t, `UPDATE subscription SET schedule = 'cron "0 */25 * * *"' WHERE id = $1`, old.ID)
		got, err := r.Get(t.Context(), old.ID)
		if err != nil || got.Schedule.Cron != "0 */25 * * *" {
			t.Errorf("%+v, %v", got.Schedule, err)
		}
		r.pass(t, at(1, 0, 1))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 00:00 posted")
	})
}

// A stored cron that is never due is found out once, and counts as unreadable: each search for its
// next date would take a second.
func TestStoredScheduleThatIsNeverDue(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		old := r.make(t, "daily 09:00")
		for _, line := range []string{
			"0 9 */31 2 0#5" + strings.Repeat(",1#5", 21), "0 9 31 2 *", "0 */23 */31 4,*/2 MON#5",
		} {
			stored := `cron "` + line + `"`
			r.exec(t, `UPDATE subscription SET schedule = '`+stored+`' WHERE id = $1`, old.ID)
			got, err := r.Get(t.Context(), old.ID)
			if err != nil || got.Schedule.Unreadable != stored {
				t.Errorf("%s: %+v, %v", line, got.Schedule, err)
			}
			if _, err := r.Pause(t.Context(), old.ID, digest.Forever); err != nil {
				t.Errorf("%s cannot be paused: %v", line, err)
			}
		}
	})
}
