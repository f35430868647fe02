package engine_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/workdays"
)

func TestASubscriptionIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		made := r.make(t, "mon,thu 09:00,15:00 WIT", func(s *digest.Subscription) {
			s.Channel, s.Owner, s.Language, s.Filter, s.Mention = "C9", "U9", "en", `older:7d "ani b"`, "S1"
			s.OnlyWhenOpen, s.Detailed, s.SkipLate, s.Holidays = true, true, true, digest.HolidaysNext
		})
		got, err := r.Get(t.Context(), made.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(made, got); diff != "" {
			t.Errorf("it is kept as (-made +kept):\n%s", diff)
		}
		if len(made.ID) != 4 || made.Zone != "Asia/Jayapura" || made.Schedule.String() != "mon,thu 09:00,15:00" ||
			made.Revision != 1 {
			t.Errorf("made: %+v", made)
		}
		other := r.make(t, "daily 09:00")
		list, err := r.List(t.Context(), "C9")
		if err != nil || len(list) != 1 || list[0].ID != made.ID {
			t.Errorf("the channel has %d, %v", len(list), err)
		}
		all, err := r.ListAll(t.Context())
		if err != nil || len(all) != 2 || all[0].ID != other.ID {
			t.Errorf("there are %d, %v", len(all), err)
		}
	})
}

func TestInvalidSubscriptionsAreRefused(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		kept := r.make(t, "daily 09:00")
		for name, wrong := range map[string]func(*digest.Subscription){
			"zone":     func(s *digest.Subscription) { s.Zone = "Mars/Olympus" },
			"schedule": func(s *digest.Subscription) { s.Schedule = digest.Schedule{} },
			"time":     func(s *digest.Subscription) { s.Schedule.Times = []digest.TimeOfDay{24 * 60} },
			"apart": func(s *digest.Subscription) {
				s.Schedule = digest.Schedule{Times: []digest.TimeOfDay{60,
					61}}
			},
			"cron":   func(s *digest.Subscription) { s.Schedule = digest.Schedule{Cron: "0 9 31 2 *"} },
			"filter": func(s *digest.Subscription) { s.Filter = "older:soon" },
		} {
			sub := kept
			wrong(&sub)
			for what, try := range map[string]func() error{
				"create": func() error { _, err := r.Create(t.Context(), sub); return err },
				"update": func() error { _, err := r.Update(t.Context(), sub); return err },
			} {
				err := try()
				_, isWord := errors.AsType[*digest.ParseError](err)
				_, isQuery := errors.AsType[*receivables.QueryError](err)
				if !isWord && !isQuery {
					t.Errorf("%s with a wrong %s: %v", what, name, err)
				}
			}
		}
		all, err := r.ListAll(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("there are %d, %v", len(all), err)
		}
		if diff := cmp.Diff(kept, all[0]); diff != "" {
			t.Errorf("it changed (-before +after):\n%s", diff)
		}
	})
}

func TestUnknownIDs(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		_, get := r.Get(t.Context(), "none")
		_, pause := r.Pause(t.Context(), "none", digest.Forever)
		_, resume := r.Resume(t.Context(), "none", "")
		_, now := r.PostNow(t.Context(), "none", "")
		for what, err := range map[string]error{"get": get, "pause": pause, "resume": resume, "now": now,
			"delete": r.Delete(t.Context(), "none")} {
			if !errors.Is(err, digest.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestAPauseSkipsWhatCouldNotBePosted(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.slack.failing(kicked)
		r.pass(t, at(0, 9, 5))
		r.pause(t, sub, monday.Add(at(0, 9, 10)))
		r.slack.failing(nil)
		r.pass(t, at(1, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 skipped paused", "Tue 09:00 posted")
		if skipped := r.slack.all()[0].report.Skipped; len(skipped) != 0 {
			t.Errorf("it names %v", skipped)
		}
	})
}

func TestAPreviewLeavesNoTrace(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.mirror.happens(event{new: 12})
		r.pass(t, at(0, 9, 30))
		r.mirror.happens(event{paid: 5})
		report, err := r.Preview(t.Context(), sub)
		if err != nil {
			t.Fatal(err)
		}
		if report.Paid.Count != 5 || report.Page.Totals.Count != 7 || !report.Since.Equal(monday.Add(at(0, 9, 0))) {
			t.Errorf("it says that %d were paid, and %d are open, since %v", report.Paid.Count,
				report.Page.Totals.Count, report.Since)
		}
		if _, err := r.Preview(t.Context(), digest.Subscription{Schedule: sub.Schedule, Zone: "WIB"}); err != nil {
			t.Errorf("of one that is not there yet: %v", err)
		}
		r.wantDeliveries(t, "Mon 09:00 posted")
		r.pass(t, at(1, 9, 30))
		if again := r.slack.all()[1].report; again.Paid.Count != 5 {
			t.Errorf("the next digest says that %d were paid", again.Paid.Count)
		}
	})
}

func TestTheRowsAreThoseThatMostDeserveACall(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.make(t, "daily 09:00")
		r.mirror.happens(event{new: 33})
		r.pass(t, at(0, 9, 0))
		rows := r.slack.all()[0].report.Page.Rows
		seen := map[string]bool{}
		for _, row := range rows {
			seen[row.ID] = true
		}
		if len(rows) != 10 || len(seen) != 10 {
			t.Errorf("%d rows, %d of them different", len(rows), len(seen))
		}
	})
}

// Two requests with the same id make one digest, even if there is no room for two. Another
// subscription that already has the id stays as it is.
func TestTheSameIDIsTheSameDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		other := r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C2" })
		for range digest.MaxPerChannel - 1 {
			r.make(t, "daily 09:00")
		}
		sub := digest.Subscription{ID: digest.NewID(), Channel: "C1", Owner: "U1", Schedule: other.Schedule,
			Zone: "Asia/Jakarta"}
		replicas := []*engine.Service{r.Service, r.replica(t)}
		var submissions sync.WaitGroup
		for i := range 4 {
			submissions.Go(func() {
				if made, err := replicas[i%2].Create(t.Context(), sub); err != nil || made.ID != sub.ID {
					t.Errorf("made %q, want %q: %v", made.ID, sub.ID, err)
				}
			})
		}
		submissions.Wait()
		if all, err := r.List(t.Context(), "C1"); err != nil || len(all) != digest.MaxPerChannel {
			t.Errorf("the channel has %d, %v", len(all), err)
		}

		for _, channel := range []string{"C2", "C3"} {
			made := r.make(t, "daily 11:00", func(s *digest.Subscription) { s.ID, s.Channel = other.ID, channel })
			if made.ID == other.ID {
				t.Errorf("it took the id of another: %+v", made)
			}
		}
		if kept, err := r.Get(t.Context(), other.ID); err != nil || !cmp.Equal(kept, other) {
			t.Errorf("it was %+v, and is %+v, %v", other, kept, err)
		}
	})
}

func TestOldDeliveriesAreDeletedButForTheLastDigest(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(2, 10, 0))
		r.pause(t, sub, digest.Forever)
		r.jump(100 * 24 * time.Hour)
		if err := r.CleanUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantDeliveries(t, "Wed 09:00 posted")
	})
}

// Nothing is left of a deleted digest, because its filter may name a customer.
func TestDeletedDigestsAreForgotten(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		kept, gone := r.make(t, "daily 09:00"), r.make(t, "daily 09:00")
		r.pass(t, at(0, 9, 0))
		if err := r.replica(t).Delete(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{2, 1} {
			if err := r.CleanUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			var subs, slots int
			const count = `SELECT (SELECT count(*) FROM subscription), (SELECT count(*) FROM delivery)`
			if err := r.db.Reader().QueryRowContext(t.Context(), count).Scan(&subs, &slots); err != nil {
				t.Fatal(err)
			}
			if subs != want || slots < want {
				t.Errorf("%d subscriptions and %d slots are kept, want %d and as many or more", subs, slots, want)
			}
			r.pause(t, kept, digest.Forever)
			r.jump(at(1, 9, 30))
		}
	})
}

func TestOneAskedForWhileAnotherIsUnderWay(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.slack.failOnce(errTimeout, true) // Nobody knows for some seconds whether it was posted.
		r.pass(t, at(0, 9, 0))
		if _, err := r.replica(t).PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		r.pass(t, at(0, 9, 3))
		all := r.slack.all()
		if len(all) != 2 || !all[1].report.Since.Equal(monday.Add(at(0, 9, 0))) {
			t.Fatalf("%d digests", len(all))
		}
		r.wantOncePerPost(t)
	})
}

// However many requests create digests in a channel at the same time, on any replicas, it has ten
// at the end.
func TestAChannelHasTenDigests(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		for range digest.MaxPerChannel - 1 {
			r.make(t, "daily 09:00")
		}
		nine, err := digest.ParseTimes("09:00")
		if err != nil {
			t.Fatal(err)
		}
		replicas := []*engine.Service{r.Service, r.replica(t)}
		outcomes := make(chan error, 8)
		for i := range cap(outcomes) {
			go func() {
				_, err := replicas[i%2].Create(t.Context(), digest.Subscription{
					Channel: "C1", Owner: "U1", Schedule: digest.Schedule{Times: nine}, Zone: "UTC", Language: "en",
				})
				outcomes <- err
			}()
		}
		made := 0
		for range cap(outcomes) {
			switch err := <-outcomes; {
			case err == nil:
				made++
			case !errors.Is(err, digest.ErrLimit):
				t.Errorf("create: %v", err)
			}
		}
		all, err := r.List(t.Context(), "C1")
		if err != nil || made != 1 || len(all) != digest.MaxPerChannel {
			t.Errorf("%d were made, the channel has %d, %v", made, len(all), err)
		}
		r.make(t, "daily 09:00", func(s *digest.Subscription) { s.Channel = "C2" })
	})
}

// While a digest is created, another replica changes two of its channel, as a tick does, in any
// order. Postgres ends one of the two when they wait for each other.
func TestCreateWhileOthersOfTheChannelChange(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		if r.db.Engine() == store.SQLite {
			return // transactions that write follow on each other
		}
		one, two := r.make(t, "daily 09:00"), r.make(t, "daily 10:00")
		for _, ids := range [][]string{{one.ID, two.ID}, {two.ID, one.ID}} {
			tx, err := r.db.Writer().BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			const change = `UPDATE subscription SET revision = revision WHERE id = $1`
			if _, err := tx.ExecContext(t.Context(), `SET LOCAL deadlock_timeout = '1h'`); err != nil {
				t.Fatal(err) // the other one is ended
			}
			if _, err := tx.ExecContext(t.Context(), change, ids[0]); err != nil {
				t.Fatal(err)
			}
			made := make(chan error, 1)
			nine, _ := digest.ParseTimes("09:00")
			go func() {
				_, err := r.Create(t.Context(), digest.Subscription{
					Channel: "C1", Owner: "U1", Schedule: digest.Schedule{Times: nine}, Zone: "UTC", Language: "en",
				})
				made <- err
			}()
			for waiting := 0; waiting == 0; {
				if err := r.db.Reader().QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
					WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := tx.ExecContext(t.Context(), change, ids[1]); err != nil {
				t.Fatal(err)
			}
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			if err := <-made; err != nil {
				t.Error(err)
			}
		}
	})
}

// A digest is posted on request once a minute, on any replica, and an earlier request is told when
// to come back.
func TestNowOnceAMinute(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub, other := r.make(t, "daily 09:00"), r.make(t, "daily 10:00")
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Fatal(err)
		}
		r.clock.set(monday.Add(59 * time.Second))
		_, err := r.replica(t).PostNow(t.Context(), sub.ID, "")
		if soon, ok := errors.AsType[*digest.TooSoonError](err); !ok || !soon.Again.Equal(monday.Add(time.Minute)) {
			t.Errorf("59 seconds later: %v", err)
		}
		if _, err := r.PostNow(t.Context(), other.ID, ""); err != nil {
			t.Errorf("another digest: %v", err)
		}
		r.clock.set(monday.Add(time.Minute))
		if _, err := r.PostNow(t.Context(), sub.ID, ""); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
}

// Two replicas that are asked at the same time post it once.
func TestNowAskedOfTwoReplicas(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		var entered atomic.Int64
		var group errgroup.Group
		for range 4 {
			replica := r.replica(t)
			group.Go(func() error {
				_, err := replica.PostNow(t.Context(), sub.ID, "")
				if _, soon := errors.AsType[*digest.TooSoonError](err); soon {
					return nil
				}
				entered.Add(1)
				return err
			})
		}
		if err := group.Wait(); err != nil || entered.Load() != 1 {
			t.Errorf("%d were entered, %v", entered.Load(), err)
		}
	})
}

// The digest at the end of a day's pause is posted, and the pause says so.
func TestAPauseOfADaySaysWhatComesNext(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "daily 09:00")
		r.pass(t, at(1, 9, 5))
		until, err := sub.AfterADay(r.clock.Now(), workdays.Calendar{})
		if err != nil {
			t.Fatal(err)
		}
		paused, err := r.Pause(t.Context(), sub.ID, until)
		if err != nil || !paused.Next.Equal(monday.Add(at(3, 9, 0))) {
			t.Errorf("next is %v, %v", paused.Next, err)
		}
		r.pass(t, at(3, 9, 5))
		r.wantDeliveries(t, "Mon 09:00 posted", "Tue 09:00 posted", "Thu 09:00 posted")
	})
}
