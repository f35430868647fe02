package main

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func TestForgetCommand(t *testing.T) {
	clearEnv(t)
	databaseURL := storetest.MigratedSQLiteURL(t)
	t.Setenv("DATABASE_URL", databaseURL)
	forget := func(args ...string) (string, int) {
		var out, errs strings.Builder
		code := run(t.Context(), append([]string{"forget"}, args...), &out, &errs)
		return out.String() + errs.String(), code
	}
	db, err := store.Open(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	people := ledger.New(db, collecting.DefaultRules(time.UTC), time.Now)
	c := receivables.Case{CustomerKey: "id c-1", Row: receivables.Row{CaseID: "case", Email: "Ani@example.com",
		Mobile: "0812-0000-1111"}}
	if err := people.Flag(t.Context(), c, "UBUDI", collecting.AskedToStop); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {" "}, {"--all"}} {
		if said, code := forget(args...); code != 1 || !strings.Contains(said, "CUSTOMER-ID") {
			t.Errorf("%q: exit %d, %s", args, code, said)
		}
	}
	if said, code := forget("budi@example.com"); code != 0 || !strings.Contains(said, "flags 0, ") {
		t.Errorf("a stranger: exit %d, %s", code, said)
	}
	said, code := forget("+62", "812", "0000", "1111")
	const want = "Deleted: notes 0, contacts 0, do-not-contact flags 1, "
	if code != 0 || !strings.HasPrefix(said, want) || strings.Contains(said, "1111") {
		t.Errorf("exit %d, %s", code, said)
	}
	t.Setenv("DATABASE_URL", storetest.SQLiteURL(t))
	if said, code := forget("ani@example.com"); code != 1 || !strings.Contains(said, "no database") {
		t.Errorf("without a database: exit %d, %s", code, said)
	}
}
