package store_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// openEnv names a database. It makes the test binary open that and do nothing else, as a separate
// process for the test below.
const openEnv = "MAYARBOT_TEST_OPEN"

func TestMain(m *testing.M) {
	databaseURL := os.Getenv(openEnv)
	if databaseURL == "" {
		os.Exit(m.Run())
	}
	db, err := store.Open(context.Background(), databaseURL)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	if err := db.Close(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func TestConcurrentMigrationsAllSucceed(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, databaseURL string) {
		var started []*exec.Cmd
		for range 4 {
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), openEnv+"="+databaseURL)
			cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			started = append(started, cmd)
		}
		for _, cmd := range started {
			if err := cmd.Wait(); err != nil {
				t.Errorf("a process did not come up: %v", err)
			}
		}
		db, err := store.Open(t.Context(), databaseURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, table := range []string{"subscription", "delivery", "river_job", "river_leader"} {
			var count int
			if err := db.Reader().QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&count); err != nil {
				t.Errorf("the table %s: %v", table, err)
			}
		}
	})
}
