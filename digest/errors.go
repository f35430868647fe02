package digest

import (
	"errors"
	"time"
)

// Errors of digests that people may meet.
var (
	ErrNotFound = errors.New("there is no such digest")
	ErrConflict = errors.New("the digest was changed by somebody else meanwhile")
	ErrLimit    = errors.New("the channel has as many digests as it may have")

	// ErrStaleData is a preview's: Mayar could not be asked, and there is no data or it is too old.
	ErrStaleData = errors.New("nothing recent enough is known of Mayar")
)

// A TooSoonError says that the digest was posted on request less than a minute ago.
type TooSoonError struct{ Again time.Time }

func (e *TooSoonError) Error() string {
	return "the digest was posted on request less than a minute ago"
}

// A PostError is an error of a post to Slack, or of another call to it, with more details. Find it
// with [errors.As].
type PostError interface {
	error

	// NotPosted tells whether Slack certainly has no message.
	NotPosted() bool

	// RetryAfter is how long Slack asked to wait, if it did: a 429.
	RetryAfter() (time.Duration, bool)

	// Problem is what somebody must mend first; empty when trying again may help.
	Problem() Problem
}
