package engine_test

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

func TestDeletedWhileItIsComposed(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.slack.composing = func(digest.Report) {
			r.slack.composing = nil
			if err := r.Delete(t.Context(), sub.ID); err != nil {
				t.Error(err)
			}
		}
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 skipped deleted")
		r.wantOncePerPost(t)
	})
}

func TestChangedWhileItIsComposed(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.slack.composing = func(digest.Report) {
			r.slack.composing = nil
			sub.Channel = "C2"
			r.update(t, sub)
		}
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted")
		if m := r.slack.all()[0]; m.channel != "C2" {
			t.Errorf("it was posted to %s", m.channel)
		}
	})
}

func TestAnotherDigestGoesOutWhileOneIsComposed(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(0, 9, 5))
		r.mirror.happens(event{new: 2})
		r.slack.composing = func(digest.Report) {
			r.slack.composing = nil
			other := r.replica(t)
			r.clock.set(r.clock.Now().Add(time.Second))
			asked, err := other.PostNow(t.Context(), sub.ID, "")
			if err != nil {
				t.Error(err)
			}
			if _, err := other.Deliver(t.Context(), sub.ID, asked.Slot); err != nil {
				t.Error(err)
			}
		}
		r.pass(t, at(1, 9, 5))
		all := r.slack.all()
		if len(all) != 3 {
			t.Fatalf("%d digests", len(all))
		}
		if told := all[1].report.New.Count + all[2].report.New.Count; told != 2 {
			t.Errorf("2 were new, and the two digests told of %d", told)
		}
		r.wantOncePerPost(t)
	})
}

// The first process is so slow that another one takes over. When the first learns that its post
// failed, it must not undo the work of the other.
func TestASlowProcessIsOvertakenDuringThePost(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(0, 8, 59))
		slot := monday.Add(at(0, 9, 0))
		r.clock.set(slot)
		first, other := r.Service, r.replica(t)
		inside, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		r.slack.failOnce(broken, false)
		r.slack.during = func(string) {
			// The first is inside its post. Now the other one gets there too, and stays until the
			// first has its error.
			r.clock.set(slot.Add(31 * time.Second))
			r.slack.mu.Lock()
			r.slack.during = func(string) {
				close(inside)
				<-release
			}
			r.slack.mu.Unlock()
			go func() {
				_, err := other.Deliver(t.Context(), sub.ID, slot)
				done <- err
			}()
			<-inside
		}
		if _, err := first.Deliver(t.Context(), sub.ID, slot); err != nil {
			t.Error(err)
		}
		r.wantDeliveries(t, "Mon 09:00 sending")
		close(release)
		if err := <-done; err != nil {
			t.Error(err)
		}
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.wantOncePerPost(t)
	})
}

// While the first is inside its post, the bot is invited to the channel. The other one must not
// search for a message that is still to arrive.
func TestAnInvitationDuringAPost(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		other := &rig{Service: r.replica(t), clock: r.clock}
		r.slack.failing(kicked)
		r.pass(t, at(0, 9, 30))
		r.slack.failing(nil)
		r.slack.during = func(string) {
			r.slack.mu.Lock()
			r.slack.during = nil
			r.slack.mu.Unlock()
			r.clock.set(r.clock.Now().Add(3 * time.Second))
			if err := other.RetryChannel(t.Context(), "C1"); err != nil {
				t.Error(err)
			}
			other.work(t)
		}
		r.pass(t, at(0, 11, 0))
		r.wantDeliveries(t, "Mon 09:00 posted late")
		r.wantOncePerPost(t)
	})
}

// The first is so slow that another one takes over, which then sees that the first was posted after
// all.
func TestASlowPostIsRecordedAfterATakeover(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(0, 8, 59))
		slot := monday.Add(at(0, 9, 0))
		r.clock.set(slot)
		first, other := r.Service, &rig{Service: r.replica(t), clock: r.clock}
		composing := make(chan struct{})
		written := make(chan struct{})
		done := make(chan struct{})
		r.slack.during = func(string) {
			r.slack.mu.Lock()
			r.slack.during = nil
			r.slack.composing = func(digest.Report) {
				close(composing)
				<-written
			}
			r.slack.mu.Unlock()
			r.clock.set(slot.Add(time.Minute))
			go func() {
				defer close(done)
				other.work(t)
			}()
			<-composing
			r.slack.composing = nil
		}
		if _, err := first.Deliver(t.Context(), sub.ID, slot); err != nil {
			t.Error(err)
		}
		close(written)
		<-done
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.wantOncePerPost(t)
	})
}

// The database takes so long to mark the row as sending that another process may already take it
// over.
func TestADatabaseThatStallsBeforeThePost(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		other := &rig{Service: r.replica(t), clock: r.clock}
		r.slack.composing = func(digest.Report) {
			r.slack.composing = nil
			r.clock.stallAfterLook(time.Minute)
		}
		r.slack.during = func(string) {
			r.slack.mu.Lock()
			r.slack.during = nil
			r.slack.mu.Unlock()
			other.work(t)
		}
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.wantOncePerPost(t)
		if all, err := r.Deliveries(t.Context()); err != nil || all[0].Attempts != 1 {
			t.Errorf("deliveries: %+v, %v", all, err)
		}
	})
}

// Slack takes a message long after the call has timed out.
func TestAPostThatArrivesLate(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		slot := monday.Add(at(0, 9, 0))
		r.slack.failOnce(errTimeout, false)
		r.pass(t, at(0, 9, 0)+25*time.Second)
		r.slack.arrives(posted{channel: sub.Channel, key: digest.MessageKey{Subscription: sub.ID, Slot: slot},
			at: r.clock.Now()})
		r.pass(t, at(0, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.wantOncePerPost(t)
	})
}
