package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// newReplica names this process among those of an installation: the machine, the process, and a few
// letters that tell it from its predecessor, which in a container may have had the same two.
func newReplica() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return strings.ToLower(fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:4]))
}

// newBudget is the budget of the whole installation, which is the database's: there may be other
// replicas, and the last process may have spent of this minute. It is this process's own where, for
// the doctor, there is no database.
func newBudget(cfg config, db *store.DB) *mayar.Budget {
	perMinute := int(cfg.MayarRequestsPerMinute)
	if db == nil {
		return mayar.NewBudget(perMinute)
	}
	return mayar.NewSharedBudget(perMinute, store.NewBudget(db))
}
