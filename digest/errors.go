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
// with [errors.AsType].
type PostError struct {
	NotPosted  bool          // Slack certainly has no message
	RetryAfter time.Duration // how long Slack asked to wait: a 429; 0: it did not
	Problem    Problem       // what somebody must mend first; empty when trying again may help
	Err        error
}

func (e *PostError) Error() string { return e.Err.Error() }

func (e *PostError) Unwrap() error { return e.Err }
