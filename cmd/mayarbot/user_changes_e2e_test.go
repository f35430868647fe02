package main

import (
	"testing"

	"github.com/mayarbot/mayarbot/store"
)

// Slack tells one socket of one replica that a member has become a guest. All replicas then deny
// access, although each has the member in its cache.
func TestNewGuestIsDeniedByEachReplica(t *testing.T) {
	t.Parallel()
	r, _ := newReplicas(t)
	const sockets = 4
	for range 2 * sockets {
		r.expectAnswer("/mayar help", "/checkout")
	}
	if by := r.waitForAudit(2 * sockets)["command"]; len(by) != 2 {
		t.Errorf("%d replicas have answered, want 2", len(by))
	}
	if err := r.slack.Demote(r.user); err != nil {
		t.Fatal(err)
	}
	changes := store.NewChanges(r.app.db)
	r.poll("the change to be passed on", func() bool {
		last, err := changes.Last(t.Context(), r.user)
		return err == nil && last != ""
	})
	for range 2 * sockets {
		r.expectAnswer("/mayar help", "Guests may not see")
	}
}
