package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// These tests run the real River. It uses the machine's clock, so the service's clock runs too,
// from a time that the test chooses.

// running returns a rig whose clock runs from the given time, and a channel that gets each message.
func running(t *testing.T, db *store.DB, from time.Time) (*rig, chan posted) {
	t.Helper()
	r := newRig(t, db)
	offset := time.Until(from).Truncate(time.Second) // so that both clocks show whole seconds at once
	messages := make(chan posted, 100)
	r.clock.running = &offset
	r.slack.after = func(m posted) { messages <- m }
	return r, messages
}

// run runs a replica until stop is called, which waits for its end.
func run(t *testing.T, s *engine.Service) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("run: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

func receive(t *testing.T, messages chan posted) posted {
	t.Helper()
	select {
	case m := <-messages:
		return m
	case <-time.After(time.Minute):
		t.Fatal("nothing was posted within a minute")
		return posted{}
	}
}

func TestRiverRunsWhatIsDue(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, messages := running(t, db, monday.Add(at(0, 9, 0)-3*time.Second))
		for i := range 12 {
			r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = fmt.Sprint("C", i) })
		}
		stop, stopOther := run(t, r.Service), run(t, r.replica(t))
		var worst time.Duration
		for range 12 {
			m := receive(t, messages)
			worst = max(worst, m.at.Sub(m.key.Slot))
		}
		t.Logf("the last of them was posted %v after it was due", worst)
		sub := r.make(t, "daily 12:00")
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		if m := receive(t, messages); m.key.Subscription != sub.ID || !m.report.Manual {
			t.Errorf("what was asked for is %+v", m.key)
		}
		stop()
		stopOther()
		r.wantOncePerPost(t)
	})
}

// River begins with the first digest, whoever makes it.
func TestRiverWaitsForTheFirstDigest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, messages := running(t, db, monday.Add(at(0, 9, 0)))
		run(t, r.Service)()
		var queues int
		if err := db.Reader().QueryRowContext(t.Context(),
			`SELECT count(*) FROM river_queue`).Scan(&queues); err != nil {
			t.Fatal(err)
		}
		if queues != 0 {
			t.Errorf("River runs %d queues although there is no digest", queues)
		}
		other := r.replica(t)
		run(t, other)
		sub := r.make(t, "daily 12:00")
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		if m := receive(t, messages); m.key.Subscription != sub.ID {
			t.Errorf("what was asked for is %+v", m.key)
		}
	})
}

func TestRiverSendsPendingNotices(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, _ := running(t, db, monday.Add(at(0, 22, 0)))
		sub := r.make(t, "daily 09:00")
		r.exec(t, `INSERT INTO digest_notice (owner, scope, problem, subscription, slot_ms, failed, tried_ms)
			VALUES ('U1', '', 'slack_down', $1, $2, 1, 0)`,
			sub.ID, monday.Add(at(0, 9, 0)).UnixMilli())
		told := make(chan struct{})
		r.slack.failNotice = func() error {
			close(told)
			return nil
		}
		run(t, r.Service)
		select {
		case <-told:
		case <-time.After(time.Minute):
			t.Fatal("nobody was told within a minute")
		}
	})
}

// However long it takes to plan what is due at one time, all its jobs are scheduled for that time,
// so that they run in order.
func TestATickThatTakesLongParksAllForTheSameMoment(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, _ := running(t, db, monday.Add(at(0, 8, 0)))
		const digests = 200
		for i := range digests {
			r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = fmt.Sprint("C", i) })
		}
		r.clock.move(59 * time.Minute)
		jobs := r.RecordJobs()
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(jobs.At) != digests {
			t.Fatalf("%d jobs", len(jobs.At))
		}
		first, last := slices.MinFunc(jobs.At, time.Time.Compare), slices.MaxFunc(jobs.At, time.Time.Compare)
		if !first.Equal(last) {
			t.Errorf("what is due at one moment is parked from %v to %v", first, last)
		}
	})
}

// River goes by the database's clock. That of the machine may be wrong.
func TestJobsAreScheduledOnRiversClock(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r := newRig(t, db)
		r.river = func() time.Time { return monday.Add(at(10, 0, 0)) }
		r.Service = r.replica(t)
		r.make(t, "daily 09:00")
		r.jump(at(0, 8, 59))
		jobs := r.RecordJobs()
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := monday.Add(at(10, 0, 1)); len(jobs.At) != 1 || !jobs.At[0].Equal(want) {
			t.Errorf("jobs at %v, want one at %v", jobs.At, want)
		}
	})
}

// However slow everything is, no channel gets its second digest while others wait for their first.
func TestChannelsAreServedInRounds(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		channels := map[string]string{} // by subscription
		for _, channel := range []string{"C1", "C1", "C1", "C2", "C2", "C3"} {
			sub := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = channel })
			channels[sub.ID] = channel
		}
		jobs := r.RecordJobs()
		wantRounds := func() {
			t.Helper()
			jobs.Of = nil
			if err := r.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(jobs.Of) != 6 {
				t.Fatalf("%d jobs", len(jobs.Of))
			}
			var rounds [3][]string
			for i, round := range []int{0, 0, 0, 1, 1, 2} {
				rounds[round] = append(rounds[round], channels[jobs.Of[i]])
			}
			for _, round := range rounds {
				slices.Sort(round)
			}
			if diff := cmp.Diff([3][]string{{"C1", "C2", "C3"}, {"C1", "C2"}, {"C1"}}, rounds); diff != "" {
				t.Errorf("channels in the order of the queue (-want +got):\n%s", diff)
			}
		}
		r.jump(at(0, 9, 0))
		wantRounds()
		r.exec(t, `DELETE FROM river_job`) // lost
		r.jump(at(0, 9, 1))
		wantRounds()
	})
}

// In a busy queue, a job waits for longer than watchPatience. A new job in its place would run
// after those behind it.
func TestAQueuedJobKeepsItsPlace(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		jobs := r.RecordJobs()
		made := func(when string, want int) {
			t.Helper()
			if err := r.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(jobs.At) != want {
				t.Errorf("%s: %d jobs were made, want %d", when, len(jobs.At), want)
			}
		}
		r.jump(at(0, 9, 0))
		made("due", 1)
		r.jump(at(0, 9, 1))
		made("still in the queue", 1)
		taken := func(ago time.Duration) {
			t.Helper()
			at := time.Now().UTC().Add(-ago).Format("2006-01-02 15:04:05.000")
			if _, err := r.db.Writer().ExecContext(t.Context(), `UPDATE river_job
				SET state = 'running', attempted_at = $1 WHERE kind = 'digest_deliver'`, at); err != nil {
				t.Fatal(err)
			}
		}
		taken(time.Second)
		made("just taken", 1)
		taken(time.Minute)
		made("taken by a process that died", 2)
	})
}

// River's leader makes scheduled jobs available. Without one, as after a crash, the tick does.
func TestAScheduledJobNeedsNoLeader(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		jobs := r.RecordJobs()
		r.jump(at(0, 8, 59))
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		due := time.Now().UTC().Add(-10 * time.Second).Format("2006-01-02 15:04:05.000")
		r.exec(t, `UPDATE river_job SET scheduled_at = $1 WHERE kind = 'digest_deliver' AND state = 'scheduled'`, due)
		r.jump(at(0, 9, 0) + 10*time.Second)
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		var available, late int
		if err := r.db.Reader().QueryRowContext(t.Context(), `SELECT count(*),
			sum(CASE WHEN scheduled_at > $1 THEN 1 ELSE 0 END)
			FROM river_job WHERE kind = 'digest_deliver' AND state = 'available'`,
			due).Scan(&available, &late); err != nil {
			t.Fatal(err)
		}
		if available != 1 || late != 0 || len(jobs.At) != 1 {
			t.Errorf("%d jobs available, %d out of their place, %d made", available, late, len(jobs.At))
		}
	})
}

func TestRiverWaitsForA429AndFollowsTheMovedClock(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, messages := running(t, db, monday.Add(at(0, 8, 0)))
		r.make(t, "daily 09:00")
		r.slack.failOnce(tooMany(2*time.Second), false)
		stop := run(t, r.Service)
		r.clock.move(time.Hour)
		r.Wake()
		if m := receive(t, messages); m.at.Sub(m.key.Slot) < 2*time.Second {
			t.Errorf("it was posted %v after it was due", m.at.Sub(m.key.Slot))
		}
		r.clock.move(24 * time.Hour)
		r.Wake()
		receive(t, messages)
		stop()
		r.wantOncePerPost(t)
	})
}

func TestStoppingDuringAPostWaitsForIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, messages := running(t, db, monday.Add(at(0, 9, 0)))
		sub := r.make(t, "daily 12:00")
		inside, release := make(chan struct{}), make(chan struct{})
		r.slack.during = func(string) {
			close(inside)
			<-release
		}
		stop := run(t, r.Service)
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		<-inside
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			stop()
		}()
		close(release)
		receive(t, messages)
		<-stopped
		if got := r.deliveries(t); len(got) != 1 || got[0] == "" || r.slack.finds != 0 {
			t.Errorf("deliveries: %v", got)
		}
		r.wantOncePerPost(t)
	})
}

func TestAPostThatDoesNotEndIsCutShort(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		r, _ := running(t, db, monday.Add(at(0, 9, 0)))
		sub := r.make(t, "daily 12:00")
		inside := make(chan struct{})
		r.slack.hang = inside
		service, err := engine.New(engine.Config{DB: db, Mirror: r.mirror, Slack: r.slack, Compose: composer{r.slack},
			Now: r.clock.Now,
			Log: slog.New(slog.DiscardHandler), StopTimeout: 100 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		r.Service = service
		stop := run(t, service)
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		<-inside
		stop()
		all, err := r.Deliveries(t.Context())
		if err != nil || len(all) != 1 || all[0].Status != digest.Sending {
			t.Errorf("deliveries: %+v, %v", all, err)
		}
	})
}
