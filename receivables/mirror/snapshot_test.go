package mirror_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sync/errgroup"
)

// pools opens one database twice, as two processes do.
func pools(t *testing.T, test func(t *testing.T, one, other *world)) {
	t.Helper()
	storetest.EachMigratedURL(t, func(t *testing.T, databaseURL string) {
		var worlds [2]*world
		for i := range worlds {
			db, err := store.Open(t.Context(), databaseURL)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			worlds[i] = newWorld(t, db)
		}
		test(t, worlds[0], worlds[1])
	})
}

// pagesNow returns the first page in every order, as of the clock of another world.
func pagesNow(w, clock *world) (pages []receivables.Page) {
	w.t.Helper()
	w.advance(clock.clock().Sub(w.clock()))
	for _, order := range []string{"newest", "oldest", "largest", "customer"} {
		pages = append(pages, w.list("sort:"+order, 1))
	}
	return pages
}

func TestPagesShowTheWritesOfAnotherPool(t *testing.T) {
	t.Parallel()
	pools(t, func(t *testing.T, one, other *world) {
		for i := range 5 {
			one.mayar.add(transaction(i), transaction(100+i))
			one.sweep()
			here, there := pagesNow(one, one), pagesNow(other, one)
			if !reflect.DeepEqual(here, there) || there[0].Totals.Count != 2*(i+1) {
				t.Fatalf("round %d: %+v there, %+v here", i, there, here)
			}
		}
	})
}

func TestPagesAfterSchemaChanges(t *testing.T) {
	t.Parallel()
	pools(t, func(t *testing.T, one, other *world) {
		one.mayar.add(transactions(30)...)
		one.sweep()
		before := pagesNow(one, one)
		for _, change := range []string{
			`ALTER TABLE unpaid ADD COLUMN note TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE unpaid_group ADD COLUMN note TEXT NOT NULL DEFAULT ''`,
			`ALTER TABLE mirror ADD COLUMN note TEXT NOT NULL DEFAULT ''`,
			`CREATE INDEX unpaid_hour_count ON unpaid_hour (hour, count)`,
			`DROP INDEX unpaid_by_age`,
			`ALTER TABLE unpaid_group DROP COLUMN note`,
			`ALTER TABLE mirror RENAME COLUMN note TO remark`,
		} {
			if _, err := other.db.Writer().ExecContext(t.Context(), change); err != nil {
				t.Fatalf("%s: %v", change, err)
			}
			if after := pagesNow(one, one); !reflect.DeepEqual(after, before) {
				t.Fatalf("after %s: %+v, before %+v", change, after, before)
			}
		}
	})
}

// On Postgres, the result of a prepared statement must keep its types. pgx prepares the statement
// again after it has failed on a connection.
func TestPageAfterChangedType(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), storetest.MigratedPostgresURL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w := newWorld(t, db)
	w.mayar.add(transactions(3)...)
	w.sweep()
	before := w.list("", 1)
	if _, err := db.Writer().ExecContext(t.Context(),
		`ALTER TABLE mirror ALTER COLUMN sync_pages TYPE INTEGER`); err != nil {
		t.Fatal(err)
	}
	for range db.Pool().Stat().TotalConns() {
		if _, err = w.mirror.List(t.Context(), w.query(""), 1); err == nil {
			break
		}
		if e, ok := errors.AsType[*pgconn.PgError](err); !ok || e.Code != "0A000" {
			t.Fatalf("list: %v", err)
		}
	}
	if after := w.list("", 1); !reflect.DeepEqual(after, before) {
		t.Errorf("%+v, before %+v", after, before)
	}
}

func TestFirstPagesAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(30)...)
		w.sweep()
		var group errgroup.Group
		for range 20 {
			group.Go(func() error {
				page, err := w.mirror.List(t.Context(), receivables.Query{}, 1)
				if err == nil && (page.Totals.Count != 30 || len(page.Rows) != receivables.PageSize) {
					err = fmt.Errorf("page: %+v", page)
				}
				return err
			})
		}
		if err := group.Wait(); err != nil {
			t.Error(err)
		}
	})
}
