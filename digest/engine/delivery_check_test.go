package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
)

// withAdmins gives the rig admins.
func (r *rig) withAdmins(t testing.TB, admins ...string) {
	r.admins = admins
	r.Service = r.replica(t)
}

func (r *rig) wantRecipients(t testing.TB, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.slack.recipients); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

var pauseProblems = []digest.Problem{
	digest.ProblemChannelNotAllowed, digest.ProblemChannelShared, digest.ProblemOwnerNotAllowed,
}

// A digest that may not be posted where it goes is paused before the post, the admins are told
// once, and the reason is recorded.
func TestADigestThatMayNotBePostedIsPaused(t *testing.T) {
	t.Parallel()
	for _, why := range pauseProblems {
		t.Run(string(why), func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				r.withAdmins(t, "UADMIN")
				sub := r.make(t, "daily 09:00")
				r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C2" })
				stands := digest.DeliveryCheck{Problem: why}
				if why == digest.ProblemChannelShared {
					stands = digest.DeliveryCheck{Shared: true}
				}
				r.slack.setCheck("C1", stands)
				r.pass(t, at(2, 12, 0))
				r.wantProblem(t, sub.ID, why)
				r.wantNotices(t, why)
				r.wantRecipients(t, "UADMIN")
				if n := len(r.slack.all()); n != 3 {
					t.Errorf("%d were posted, want those of the other channel", n)
				}
				got, err := r.Get(t.Context(), sub.ID)
				if err != nil || !got.Paused(r.clock.Now()) || got.Last.Status != digest.Skipped ||
					got.Last.Reason != why {
					t.Errorf("%+v, %v", got, err)
				}
				// After a resume it is checked again, and the admins are told again.
				if resumed, err := r.Resume(t.Context(), sub.ID, ""); err != nil || resumed.Problem != "" {
					t.Errorf("resumed: %+v, %v", resumed, err)
				}
				r.pass(t, at(3, 12, 0))
				r.wantNotices(t, why, why)
				r.slack.setCheck("C1", digest.DeliveryCheck{})
				if _, err := r.Resume(t.Context(), sub.ID, ""); err != nil {
					t.Fatal(err)
				}
				r.pass(t, at(4, 12, 0))
				if last, err := r.Get(t.Context(), sub.ID); err != nil || last.Last.Status != digest.Posted {
					t.Errorf("%+v, %v", last, err)
				}
			})
		})
	}
}

// Without an admin, the owner is told about a digest in a channel; nobody is told about a digest in
// direct messages.
func TestADigestThatIsPausedWithoutAdmins(t *testing.T) {
	t.Parallel()
	for why, to := range map[digest.Problem][]string{
		digest.ProblemChannelNotAllowed: {"U1"}, digest.ProblemOwnerNotAllowed: nil,
	} {
		eachEngine(t, func(t *testing.T, r *rig) {
			r.make(t, "daily 09:00")
			r.slack.setCheck("C1", digest.DeliveryCheck{Problem: why})
			r.pass(t, at(1, 12, 0))
			r.wantRecipients(t, to...)
		})
	}
}

// An admin has allowed people of another company to read it: it goes on until the channel is shared
// again.
func TestADigestOfASharedChannel(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.withAdmins(t, "UADMIN")
		sub := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.SharedBy = "UADMIN" })
		r.slack.setCheck("C1", digest.DeliveryCheck{Shared: true})
		r.pass(t, at(0, 12, 0))
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.slack.setCheck("C1", digest.DeliveryCheck{})
		r.pass(t, at(1, 12, 0))
		if got, err := r.Get(t.Context(), sub.ID); err != nil || got.SharedBy != "" {
			t.Errorf("nobody else reads it, and %q still lets them, %v", got.SharedBy, err)
		}
		r.slack.setCheck("C1", digest.DeliveryCheck{Shared: true})
		r.pass(t, at(2, 12, 0))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted", "Wed 09:00 skipped channel_shared")
	})
}

// A post on request by an admin goes to a shared channel too; that allows no later digest.
func TestPostedByHandToASharedChannel(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.withAdmins(t, "UADMIN")
		sub := r.make(t, "daily 09:00")
		r.slack.setCheck("C1", digest.DeliveryCheck{Shared: true})
		if _, err := r.PostNow(t.Context(), sub.ID, "UADMIN"); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 12, 0))
		r.wantDeliveries(t, "Mon 00:00 posted by hand", "Mon 09:00 skipped channel_shared")
	})
}

// While Slack cannot say, nothing is posted and no slot is lost.
func TestNothingIsPostedWhileSlackCannotSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err      error
		until    time.Duration
		told     []digest.Problem
		attempts int
	}{
		"no answer":  {errTimeout, at(0, 11, 0), nil, 0},
		"a failure":  {broken, at(0, 11, 0), nil, 0},
		"too many":   {tooMany(time.Minute), at(0, 11, 0), nil, 0},
		"kicked out": {kicked, at(0, 11, 0), []digest.Problem{digest.ProblemNotInChannel}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				sub := r.make(t, "daily 09:00")
				r.slack.failCheck = c.err
				r.pass(t, c.until)
				if n := len(r.slack.all()); n != 0 || r.slack.calls != 0 {
					t.Fatalf("%d were posted", n)
				}
				r.wantNotices(t, c.told...)
				r.slack.failCheck = nil
				r.pass(t, c.until+time.Hour)
				r.wantDeliveries(t, "Mon 09:00 posted late")
				r.wantProblem(t, sub.ID, "")
			})
		})
	}
}

// The owner's account is gone: the digest is posted, and the admins are told once.
func TestADeactivatedOwner(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.withAdmins(t, "UADMIN", "UOTHER")
		sub := r.make(t, "daily 09:00")
		r.slack.setCheck("C1", digest.DeliveryCheck{OwnerGone: true})
		r.pass(t, at(2, 12, 0))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted", "Wed 09:00 posted")
		r.wantRecipients(t, "UADMIN", "UOTHER")
		if orphans, err := r.Orphans(t.Context()); err != nil || len(orphans) != 1 || orphans[0].ID != sub.ID {
			t.Errorf("%v, %v", orphans, err)
		}
		// Somebody takes it over.
		got, err := r.Get(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		got.Owner = "U2"
		if _, err := r.Update(t.Context(), got); err != nil {
			t.Fatal(err)
		}
		if orphans, err := r.Orphans(t.Context()); err != nil || len(orphans) != 0 {
			t.Errorf("%v, %v", orphans, err)
		}
	})
}

// The owner's account is gone, and then the bot is kicked out: the admins are told, or without
// admins the channel once it can be reached again.
func TestADeactivatedOwnerAndAnUnreachableChannel(t *testing.T) {
	t.Parallel()
	for name, admins := range map[string][]string{"an admin": {"UADMIN"}, "nobody else": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachEngine(t, func(t *testing.T, r *rig) {
				r.withAdmins(t, admins...)
				r.make(t, "daily 09:00")
				r.slack.deactivated = map[string]bool{"U1": true}
				r.slack.setCheck("C1", digest.DeliveryCheck{OwnerGone: true})
				r.slack.failing(kicked)
				r.slack.unreachable = "C1" // the channel cannot be reached
				r.pass(t, at(0, 10, 30))
				r.wantRecipients(t, admins...)
				r.slack.failing(nil)
				r.slack.unreachable = ""
				if err := r.RetryChannel(t.Context(), "C1"); err != nil {
					t.Fatal(err)
				}
				r.pass(t, at(0, 11, 0))
				if len(admins) > 0 {
					r.wantRecipients(t, admins...)
					return
				}
				r.wantRecipients(t, "C1")
				if last := r.slack.notices[0]; last.Problem != digest.ProblemOwnerGone || !last.ToAdmins ||
					!last.Subscription.OwnerGone {
					t.Errorf("told %+v", last)
				}
			})
		})
	}
}

// A notice that a digest was not posted is updated when it was posted after all, once, by any
// replica.
func TestANoticeIsChangedWhenItWasPosted(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failing(kicked)
		r.pass(t, at(0, 10, 30))
		r.wantNotices(t, digest.ProblemNotInChannel)
		r.Service = r.replica(t)
		r.slack.failing(nil)
		down := true
		r.slack.failNotice = func() error {
			if down {
				return errTimeout
			}
			return nil
		}
		if err := r.RetryChannel(t.Context(), "C1"); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 11, 0))
		if len(r.slack.all()) != 1 || len(r.slack.updatedNotices) != 0 {
			t.Fatalf("posted %d, changed %d", len(r.slack.all()), len(r.slack.updatedNotices))
		}
		down = false
		r.Service = r.replica(t)
		for range 12 {
			r.clock.set(r.clock.Now().Add(time.Minute))
			r.work(t)
		}
		if len(r.slack.updatedNotices) != 1 {
			t.Fatalf("changed %d times", len(r.slack.updatedNotices))
		}
		told := r.slack.updatedNotices[0]
		if nine := monday.Add(at(0, 9, 0)); !told.Slot.Equal(nine) || !told.PostedSlot.Equal(nine) ||
			told.PostedAt.IsZero() {
			t.Errorf("%+v", told)
		}
	})
}

// A notice about a failed slot is updated when a later one was posted.
func TestANoticeIsChangedWhenALaterOneWasPosted(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.slack.failing(kicked)
		r.pass(t, at(0, 22, 0))
		r.slack.failing(nil)
		r.pass(t, at(1, 9, 1))
		r.wantDeliveries(t, "Mon 09:00 failed not_in_channel", "Tue 09:00 posted")
		nine := monday.Add(at(1, 9, 0))
		if n := len(r.slack.updatedNotices); n != 1 || !r.slack.updatedNotices[0].PostedSlot.Equal(nine) {
			t.Errorf("%d, %+v", n, r.slack.updatedNotices)
		}
	})
}

// The button under a notice tries at once what waits.
func TestRetryDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		if trying, err := r.RetryDigest(t.Context(), sub.ID); trying || err != nil {
			t.Errorf("nothing waits: %v, %v", trying, err)
		}
		r.slack.failing(kicked)
		r.pass(t, at(0, 9, 1))
		r.slack.failing(nil)
		if trying, err := r.RetryDigest(t.Context(), sub.ID); !trying || err != nil {
			t.Errorf("%v, %v", trying, err)
		}
		r.work(t)
		r.wantDeliveries(t, "Mon 09:00 posted")
		if r.slack.calls != 2 {
			t.Errorf("%d calls", r.slack.calls)
		}
	})
}
