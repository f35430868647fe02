// Package ledger keeps, in the database, what people do about cases and customers: who writes to
// whom, who owns a case, what was promised and noted.
//
//	l := ledger.New(db, collecting.DefaultRules(zone), now)
//	go l.Run(ctx)
//
//	c, err := mirror.Case(ctx, id)
//	attempt, err := l.Begin(ctx, c, person, false)
//	if why, refused := attempt.Verdict.First(); refused && !attempt.Verdict.CopyOnly() {
//		return sentence(why)
//	}
//	// attempt.Card names the card. Its customer is held for three minutes.
//	contacted, err := l.Contacted(ctx, attempt.Card, collecting.OpenedWhatsApp, person.ID, c)
//	undone, err := l.Undo(ctx, attempt.Card, person.ID)
//
// Other calls are State, SetOwner, Snooze, Promise, AddNote, Flag, Marks, and Forget.
//
// # Exactly one
//
// A hold, an owner and a contact are each written by one statement that compares and sets, so two
// replicas cannot both succeed. Begin checks the gate, and takes the hold only if nothing has
// happened to the customer since.
//
// # Closed cases
//
// When a case has nothing open, its owner, snooze and promise end with it. They come back if the
// same transaction is open again within 48 hours. Nothing is saved for a case that is closed:
// [collecting.ErrClosed].
package ledger
