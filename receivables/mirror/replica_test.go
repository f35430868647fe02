package mirror_test

import (
	"errors"
	"testing"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

func TestReplicaWaitsForSyncOfAnother(t *testing.T) {
	t.Parallel()
	databaseURL := storetest.MigratedPostgresURL(t)
	var worlds [2]*world
	for i := range worlds {
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		worlds[i] = newWorld(t, db)
		worlds[i].mayar.pageSize = 10
		worlds[i].mayar.add(transactions(25)...)
	}
	release, reached := make(chan struct{}), make(chan struct{})
	worlds[0].mayar.onPage = func(number int) error {
		if number == 2 {
			close(reached)
			<-release
		}
		return nil
	}
	var group errgroup.Group
	group.Go(func() error { return worlds[0].mirror.Refresh(t.Context(), nil) })
	<-reached
	heard := make(chan receivables.Progress, 100)
	group.Go(func() error {
		return worlds[1].mirror.Refresh(t.Context(), func(p receivables.Progress) {
			select {
			case heard <- p:
			default:
			}
		})
	})
	if p := <-heard; p != (receivables.Progress{Pages: 1, PagesTotal: 3, Rows: 10}) {
		t.Errorf("heard %+v of the other replica", p)
	}
	close(release)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if lists, _, _ := worlds[1].mayar.requests(); lists != 0 {
		t.Errorf("the second replica read %d pages itself", lists)
	}
	if got := worlds[1].count(""); got != 25 {
		t.Errorf("the second replica has %d open, want 25", got)
	}
}

func TestReplicaTakesOverFailedSync(t *testing.T) {
	t.Parallel()
	databaseURL := storetest.MigratedPostgresURL(t)
	var worlds [2]*world
	for i := range worlds {
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		worlds[i] = newWorld(t, db)
		worlds[i].mayar.add(transactions(5)...)
	}
	release, reached := make(chan struct{}), make(chan struct{})
	worlds[0].mayar.onPage = func(int) error {
		close(reached)
		<-release
		return errors.New("no way out from this replica")
	}
	failed, took := make(chan error, 1), make(chan error, 1)
	go func() { failed <- worlds[0].mirror.Refresh(t.Context(), nil) }()
	<-reached
	go func() { took <- worlds[1].mirror.Refresh(t.Context(), nil) }()
	close(release)
	if err := <-failed; err == nil {
		t.Error("the first replica's sync did not fail")
	}
	if err := <-took; err != nil {
		t.Error(err)
	}
	if got := worlds[1].count(""); got != 5 {
		t.Errorf("%d open, want 5", got)
	}
}

func TestListsSurviveAFailover(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), storetest.MigratedPostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w := newWorld(t, db)
	w.mayar.add(transactions(5)...)
	w.sweep()
	for range 3 { // the page is remembered from the second on
		storetest.Disconnect(t, db)
		if got := w.count(""); got != 5 {
			t.Errorf("%d open, want 5", got)
		}
		storetest.Disconnect(t, db)
		if got := w.count("older:1h"); got != 4 {
			t.Errorf("%d are older, want 4", got)
		}
		storetest.Disconnect(t, db)
		if page, err := w.mirror.ListGroup(t.Context(), w.query(""), "tx-0003", 1); err != nil || len(page.Rows) != 1 {
			t.Errorf("a row has %d transactions: %v", len(page.Rows), err)
		}
	}
}
