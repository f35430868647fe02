package main

import (
	"testing"

	"github.com/mayarbot/mayarbot/store"
)

// Slack tells one socket of one replica that somebody has become a guest. All replicas refuse them
// from then on, although each has just seen that they were a member.
func TestWhoBecomesAGuestIsRefusedByEachReplica(t *testing.T) {
	t.Parallel()
	r, _ := newReplicas(t)
	const sockets = 4
	for range 2 * sockets {
		r.answers("/mayar help", "/checkout")
	}
	if by := r.audited(2 * sockets)["command"]; len(by) != 2 {
		t.Errorf("%d replicas have answered, want 2", len(by))
	}
	if err := r.slack.Demote(r.user); err != nil {
		t.Fatal(err)
	}
	changes := store.NewChanges(r.app.db)
	r.eventually("the change to be passed on", func() bool {
		last, err := changes.Last(t.Context(), r.user)
		return err == nil && last != ""
	})
	for range 2 * sockets {
		r.answers("/mayar help", "Guests may not see")
	}
}
