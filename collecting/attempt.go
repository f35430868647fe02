package collecting

import "errors"

// Errors of what people ask for.
var (
	ErrClosed     = errors.New("the case is closed")
	ErrAdminsOnly = errors.New("only an admin may do that")
	ErrBadText    = errors.New("the text is empty or too long")
)

// An Attempt is what became of the wish to remind a customer.
type Attempt struct {
	State   State
	Verdict Verdict // why not; empty or CopyOnly if the customer is held for the person
	Passed  Verdict // what the person has passed by reminding anyway
	Card    CardID  // of who holds the customer; else empty
}

// A Contacted is what became of a click that opens or copies a reminder.
type Contacted struct {
	Contact Contact   // of this card; the first click's, however many there are
	First   bool      // it counts by this click
	Others  []Contact // of colleagues, with the same customer since the card was opened
	Hold    Hold      // of a colleague who writes now
}
