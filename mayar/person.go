package mayar

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

type personKey struct{}

// ForPerson marks the calls made with the returned context as requested by one person. Ids are only
// compared with each other. The budget serves the person with the fewest recent requests first, and
// nobody gets more than is left for the others. An empty id is no person, and so is Background
// work.
func ForPerson(ctx context.Context, id string) context.Context {
	if id != "" {
		// Others can read a SharedState, and an id may have any length, so only a short hash is
		// kept.
		sum := sha256.Sum256([]byte(id))
		id = hex.EncodeToString(sum[:8])
	}
	return context.WithValue(ctx, personKey{}, id)
}

func personOf(ctx context.Context) string {
	if isBackground(ctx) {
		return ""
	}
	who, _ := ctx.Value(personKey{}).(string)
	return who
}

// A WaitingError says that too many requests of one person already wait.
type WaitingError struct {
	Op      string
	Waiting int
}

// Error returns what was rejected and why.
func (e *WaitingError) Error() string {
	return fmt.Sprintf("mayar: %s: %d requests of the same person are waiting already", e.Op, e.Waiting)
}
