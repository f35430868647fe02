package mirror_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// runMirror tests Run in a bubble of synctest, where time passes by itself.
func runMirror(t *testing.T, cfg mirror.Config, prepare func(m *fakeMayar), test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.Context(), storetest.MigratedSQLiteURL(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		w := newWorld(t, db)
		prepare(w.mayar)
		cfg.Log = slog.New(slog.DiscardHandler)
		w.mirror = mirror.New(db, w.mayar, cfg)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- w.mirror.Run(ctx) }()
		test(t, w)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run ended with %v", err)
		}
		synctest.Wait()
	})
}

func TestRunRefreshesAndSweepsOnSchedule(t *testing.T) {
	t.Parallel()
	runMirror(t, mirror.Config{}, func(m *fakeMayar) {
		m.listed, m.pageSize = transactions(60), 10
	}, func(t *testing.T, w *world) {
		time.Sleep(time.Minute)
		if lists, _, _ := w.mayar.requests(); lists != 6 {
			t.Errorf("%d pages in the first minute, want the 6 of a sweep", lists)
		}
		time.Sleep(time.Hour)
		// Four sweeps of 6 pages and at most 12 refreshes of one.
		if lists, _, _ := w.mayar.requests(); lists < 6+4*6 || lists > 6+4*6+12 {
			t.Errorf("%d pages after an hour", lists)
		}
		if state := w.state(); time.Since(state.AsOf) > 6*time.Minute || time.Since(state.LastSweep) > 17*time.Minute {
			t.Errorf("refreshed %s ago, swept %s ago", time.Since(state.AsOf), time.Since(state.LastSweep))
		}
	})
}

func TestRunSweepsLongListLessOften(t *testing.T) {
	t.Parallel()
	runMirror(t, mirror.Config{}, func(m *fakeMayar) {
		m.listed, m.pageSize = transactions(400), 2
	}, func(t *testing.T, w *world) {
		time.Sleep(39 * time.Minute)
		// 200 pages deserve a sweep every 40 minutes; 7 refreshes read a page each.
		if lists, _, _ := w.mayar.requests(); lists < 200 || lists > 208 {
			t.Errorf("%d pages in 39 minutes", lists)
		}
		time.Sleep(10 * time.Minute)
		if lists, _, _ := w.mayar.requests(); lists < 400 {
			t.Errorf("%d pages in 49 minutes, want a second sweep", lists)
		}
	})
}

func TestRunRetriesWhenMayarIsDown(t *testing.T) {
	t.Parallel()
	runMirror(t, mirror.Config{}, func(m *fakeMayar) {
		m.listed = transactions(3)
		m.onPage = func(int) error {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.listPages++
			if len(m.listed) == 3 {
				return errors.New("down")
			}
			return nil
		}
	}, func(t *testing.T, w *world) {
		time.Sleep(time.Hour)
		lists, _, _ := w.mayar.requests()
		if lists < 5 || lists > 12 {
			t.Errorf("tried %d times in an hour, want a few", lists)
		}
		w.mayar.add(transaction(4))
		time.Sleep(15 * time.Minute)
		if state := w.state(); state.Count != 4 || !state.FailingSince.IsZero() {
			t.Errorf("after Mayar came back: %+v", state)
		}
	})
}

func TestRunPurges(t *testing.T) {
	t.Parallel()
	runMirror(t, mirror.Config{Retention: 2 * day}, func(m *fakeMayar) {
		m.listed = transactions(3)
	}, func(t *testing.T, w *world) {
		time.Sleep(time.Minute)
		w.mayar.pay(time.Now(), "tx-0001")
		time.Sleep(time.Hour)
		if got := w.outcome("tx-0001"); got != "paid" {
			t.Fatalf("outcome %q, want paid", got)
		}
		if err := store.NewAudit(w.db, "").Record(t.Context(), audit.Record{At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * day)
		var gone, audit int
		const left = `SELECT (SELECT count(*) FROM unpaid WHERE closed_ms > 0), (SELECT count(*) FROM audit)`
		if err := w.db.Reader().QueryRowContext(t.Context(), left).Scan(&gone, &audit); err != nil || gone != 0 ||
			audit != 0 {
			t.Errorf("%d transactions and %d audit records are left (%v), want none", gone, audit, err)
		}
	})
}
