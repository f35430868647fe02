package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

func TestCasesOfLeaversAreReleased(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		people := ledger.New(db, collecting.DefaultRules(time.UTC), time.Now)
		for _, id := range []string{"UGONE1", "UHERE2", "UZFAIL"} {
			if _, err := db.Writer().ExecContext(t.Context(), `INSERT INTO collect_case (case_id, subject, owner)
				VALUES ($1, $1, $1)`, id); err != nil {
				t.Fatal(err)
			}
		}
		away := errors.New("Slack is away")
		deactivated := func(_ context.Context, user string) (bool, error) {
			if user == "UZFAIL" {
				return false, away
			}
			return user == "UGONE1", nil
		}
		released, err := releaseLeavers(t.Context(), people, deactivated)
		if released != 1 || !errors.Is(err, away) {
			t.Errorf("%d released, %v", released, err)
		}
		if owners, err := people.Owners(t.Context()); err != nil || len(owners) != 2 || owners[0] != "UHERE2" {
			t.Errorf("%v, %v", owners, err)
		}
	})
}
