package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// newReplica names this process among those of an installation: the machine, the process, and a few letters that tell it from its predecessor, which
// in a container may have had the same two.
func newReplica() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return strings.ToLower(fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:4]))
}

// newBudget is the budget of the whole installation: this process's where it is alone with its file or, for the doctor, has no database; the
// database's where there may be others.
func newBudget(cfg config, db *store.DB) *mayar.Budget {
	perMinute := int(cfg.MayarRequestsPerMinute)
	if db == nil || db.Engine() == store.SQLite {
		return mayar.NewBudget(perMinute)
	}
	return mayar.NewSharedBudget(perMinute, store.NewBudget(db))
}

// sharedCheckouts is where other replicas find the links of this one, nil where there are none.
func sharedCheckouts(db *store.DB) commands.Checkouts {
	if db.Engine() == store.SQLite {
		return nil
	}
	return store.NewCheckouts(db)
}
