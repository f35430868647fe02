package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// newReplica names this process among the replicas: host, process id and a few random letters,
// because the next process in a container may have the same host and id.
func newReplica() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return strings.ToLower(fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:4]))
}

// newBudget returns the budget that all replicas share through the database, and the last process
// too, which may have used some of this minute. The doctor without a database has its own.
func newBudget(cfg config, db *store.DB) *mayar.Budget {
	perMinute := int(cfg.MayarRequestsPerMinute)
	if db == nil {
		return mayar.NewBudget(perMinute)
	}
	return mayar.NewSharedBudget(perMinute, store.NewBudget(db))
}
