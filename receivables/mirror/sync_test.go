package mirror_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

func TestFirstRefreshSweeps(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(25)...)
		if list := w.list("", 1); list.Synced || list.Complete || !list.AsOf.IsZero() || list.Totals.Count != 0 {
			t.Errorf("before the first sync: %+v", list)
		}
		var heard []receivables.Progress
		if err := w.mirror.Refresh(t.Context(), func(p receivables.Progress) { heard = append(heard, p) }); err != nil {
			t.Fatal(err)
		}
		want := []receivables.Progress{{Pages: 1, PagesTotal: 3, Rows: 10}, {Pages: 2, PagesTotal: 3, Rows: 20},
			{Pages: 3, PagesTotal: 3, Rows: 25}}
		if diff := cmp.Diff(want, heard); diff != "" {
			t.Error(diff)
		}
		list := w.list("", 1)
		if !list.Synced || !list.Complete || !list.AsOf.Equal(noon) || list.Totals.Count != 25 {
			t.Errorf("after it: ever %v, complete %v, as of %s, total %+v", list.Synced, list.Complete, list.AsOf,
				list.Totals)
		}
	})
}

func TestRefreshStopsAtKnownPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(50)...)
		w.sweep()
		fresh := transaction(1000)
		fresh.CreatedAt = w.clock()
		w.mayar.add(fresh)
		before, _, _ := w.mayar.requests()
		w.refresh()
		if after, _, _ := w.mayar.requests(); after-before != 2 {
			t.Errorf("read %d pages, want the one with something new and one without", after-before)
		}
		if got := w.count(""); got != 51 {
			t.Errorf("%d open, want 51", got)
		}
		if list := w.list("", 1); !list.AsOf.Equal(w.clock()) {
			t.Errorf("as of %s, want %s", list.AsOf, w.clock())
		}
	})
}

func TestRefreshClosesPaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(30)...)
		w.sweep()
		w.mayar.pay(w.clock(), "tx-0025")
		before, _, _ := w.mayar.requests()
		w.refresh()
		if after, _, _ := w.mayar.requests(); after-before != 1 {
			t.Errorf("read %d pages of the list, want 1", after-before)
		}
		if got := w.outcome("tx-0025"); got != "paid" {
			t.Errorf("outcome %q, want paid", got)
		}
	})
}

func TestRefreshKeepsListedPaidOpen(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(30)...)
		w.sweep()
		w.mayar.pay(w.clock().Add(-time.Hour), "tx-0025")
		w.mayar.add(transaction(25))
		w.sweep()
		w.refresh()
		if got := w.outcome("tx-0025"); got != "" {
			t.Errorf("outcome %q, want it open: a sweep has seen it since the payment", got)
		}
	})
}

func TestRefreshSweepsStaleShortList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(80)...)
		w.sweep()
		w.mayar.details["tx-0070"] = "expired"
		w.mayar.unlist("tx-0070")
		w.refresh()
		if got := w.count(""); got != 80 {
			t.Errorf("%d open after a refresh, want 80: it does not read that far", got)
		}
		w.advance(3 * time.Minute)
		w.refresh()
		if got := w.outcome("tx-0070"); got != "expired" {
			t.Errorf("outcome %q, want the sweep's: expired", got)
		}
	})
}

func TestConcurrentRefreshesShareOneSync(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(30)...)
		release := make(chan struct{})
		reached := make(chan struct{})
		w.mayar.onPage = func(number int) error {
			if number == 2 {
				close(reached)
				<-release
			}
			return nil
		}
		var group errgroup.Group
		group.Go(func() error { return w.mirror.Refresh(t.Context(), nil) })
		<-reached
		heard := make(chan receivables.Progress, 10)
		for range 19 {
			group.Go(func() error { return w.mirror.Refresh(t.Context(), func(p receivables.Progress) { heard <- p }) })
		}
		// Each waiter gets the current progress at once.
		for range 19 {
			if p := <-heard; p.Pages != 1 {
				t.Errorf("joined at %+v, want page 1", p)
			}
		}
		if p, ok := w.mirror.Syncing(); !ok || p.Pages != 1 {
			t.Errorf("syncing: %v %+v", ok, p)
		}
		go func() {
			for range heard {
			}
		}()
		close(release)
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		close(heard)
		if lists, _, _ := w.mayar.requests(); lists != 3 {
			t.Errorf("%d pages read for 20 who asked, want the 3 of one sweep", lists)
		}
		if _, ok := w.mirror.Syncing(); ok {
			t.Error("still syncing")
		}
	})
}

func TestCanceledWaiterDoesNotStopSharedSync(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(3)...)
		release, reached := make(chan struct{}), make(chan struct{})
		w.mayar.onPage = func(int) error {
			close(reached)
			<-release
			return nil
		}
		first, cancel := context.WithCancel(t.Context())
		gaveUp := make(chan error, 1)
		go func() { gaveUp <- w.mirror.Refresh(first, nil) }()
		<-reached
		joined := make(chan error, 1)
		go func() { joined <- w.mirror.Refresh(t.Context(), nil) }()
		waitFor(t, func() bool { return mirror.Waiting(w.mirror) == 2 })
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("the one who gave up got %v, want context.Canceled", err)
		}
		close(release)
		if err := <-joined; err != nil {
			t.Errorf("the other got %v", err)
		}
		if got := w.count(""); got != 3 {
			t.Errorf("%d open, want 3", got)
		}
	})
}

func TestSyncWithoutWaitersStops(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	w.mayar.pageSize = 1
	w.mayar.add(transactions(5)...)
	reached, release := make(chan struct{}), make(chan struct{})
	w.mayar.onPage = func(number int) error {
		if number == 2 {
			close(reached)
			<-release
		}
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.mirror.Refresh(ctx, nil) }()
	<-reached
	cancel()
	<-done
	late := make(chan error, 1)
	go func() { late <- w.mirror.Refresh(t.Context(), nil) }()
	waitFor(t, func() bool { return mirror.Waiting(w.mirror) == 1 })
	close(release)
	if err := <-late; err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("who came too late got %v, which is not what happened to them", err)
	}
	waitFor(t, func() bool { _, ok := w.mirror.Syncing(); return !ok })
	if state := w.state(); state.Synced || !state.FailingSince.IsZero() {
		t.Errorf("a stopped sync counts as done or failed: %+v", state)
	}
}

func TestRefreshDuringLongSweepReadsNewestPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.pageSize = 10
		w.mayar.add(transactions(50)...)
		w.sweep()
		release, reached := make(chan struct{}), make(chan struct{})
		first := true
		w.mayar.onPage = func(number int) error {
			if number == 3 && first {
				first = false
				close(reached)
				<-release
			}
			return nil
		}
		swept := make(chan error, 1)
		go func() { swept <- w.mirror.Sweep(t.Context(), nil) }()
		<-reached
		fresh := transaction(1000)
		fresh.CreatedAt = w.clock()
		w.mayar.add(fresh)
		refreshed := make(chan error, 1)
		go func() { refreshed <- w.mirror.Refresh(t.Context(), nil) }()
		waitFor(t, func() bool { return mirror.Waiting(w.mirror) == 2 })
		close(release)
		if err := <-refreshed; err != nil {
			t.Fatal(err)
		}
		if err := <-swept; err != nil {
			t.Fatal(err)
		}
		if got := w.count(""); got != 51 {
			t.Errorf("%d open, want 51", got)
		}
		// The sweep has not read it, but does not count it as missing either.
		w.sweep()
		if got := w.outcome("tx-1000"); got != "" {
			t.Errorf("outcome %q, want it open", got)
		}
	})
}

func TestFailingSince(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(3)...)
		down := errors.New("Mayar is down")
		w.mayar.onPage = func(int) error { return down }
		since := w.clock()
		for range 2 {
			if err := w.mirror.Refresh(t.Context(), nil); !errors.Is(err, down) {
				t.Fatalf("got %v, want the source's error", err)
			}
			w.advance(time.Minute)
		}
		if got := w.state().FailingSince; !got.Equal(since) {
			t.Errorf("failing since %s, want the first failure, %s", got, since)
		}
		w.mayar.onPage = nil
		w.refresh()
		if got := w.state().FailingSince; !got.IsZero() {
			t.Errorf("failing since %s after a sync that worked", got)
		}
	})
}

func (w *world) state() receivables.State {
	w.t.Helper()
	state, err := w.mirror.State(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

// waitFor waits until a condition holds that another goroutine fulfils.
func waitFor(t *testing.T, happened func() bool) {
	t.Helper()
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !happened() {
		select {
		case <-ticker.C:
		case <-t.Context().Done():
			t.Fatal("it never happened")
		}
	}
}

// A read under a clock that was ahead does not count as a read in the future, and does not keep the
// mirror fresh until then.
func TestClockThatWasAhead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(3)...)
		w.advance(40 * day)
		w.sweep()
		w.advance(-40 * day)
		state, err := w.mirror.State(t.Context())
		if err != nil || !state.AsOf.IsZero() || !state.LastSweep.IsZero() || !state.Stale || !state.Synced {
			t.Errorf("set right: %+v, %v", state, err)
		}
		if v := w.list("", 1); !v.AsOf.IsZero() {
			t.Errorf("the list is as of %v", v.AsOf)
		}
		w.refresh()
		state, err = w.mirror.State(t.Context())
		if now := w.clock(); err != nil || !state.AsOf.Equal(now) || !state.LastSweep.Equal(now) ||
			!w.list("", 1).AsOf.Equal(now) {
			t.Errorf("read again at %v: %+v, %v", now, state, err)
		}
	})
}
