package mayar

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

type personKey struct{}

// ForPerson marks the calls made with the returned context as asked for by one person, of whom only
// that two ids are the same counts. The budget goes round by person: who has used least of the
// minute is served next, and nobody gets more than is left for the others. An empty id is nobody's,
// as is Background work.
func ForPerson(ctx context.Context, id string) context.Context {
	if id != "" {
		// A ledger is for others to read, and an id may be of any length.
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

// A WaitingError says that a person has so many requests waiting for their turn that no further one
// is taken.
type WaitingError struct {
	Op      string
	Waiting int
}

// Error returns what was refused, and why.
func (e *WaitingError) Error() string {
	return fmt.Sprintf("mayar: %s: %d requests of the same person are waiting already", e.Op, e.Waiting)
}
