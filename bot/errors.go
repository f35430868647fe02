package bot

import "errors"

// Errors that handlers may want to tell apart.
var (
	// ErrTriggerExpired is returned by Responder.OpenModal when the three seconds are over in which
	// Slack lets a form be opened.
	ErrTriggerExpired = errors.New("the form came too late: Slack lets a form be opened for three seconds only")

	// ErrSlackTimeout means that a call to Slack (not Mayar) timed out.
	ErrSlackTimeout = errors.New("no answer from Slack in time")

	// ErrNoChannel is returned by Responder.PostPublic for a form, which carries no channel.
	ErrNoChannel = errors.New("nothing can be shared from here: there is no channel")

	// ErrFormClosed is returned by Responder.OpenModal when the modal to replace was closed. A
	// handler may return it, and the user is not told: a user who closes a modal does not want the
	// form.
	ErrFormClosed = errors.New("the modal was closed")

	// ErrModalChanged is returned by Responder.UpdateModal when something else has replaced what
	// the modal shows. A handler may return it, and the user is not told: what they see is newer.
	ErrModalChanged = errors.New("the modal shows something newer")

	// ErrUnknownAction is the error for a click or form that no command of this version handles,
	// such as one on a message of an older version.
	ErrUnknownAction = errors.New("this control is of another version of the bot")

	// ErrMalformed is the error for an envelope that this version cannot decode.
	ErrMalformed = errors.New("this came in a form that this version of the bot does not understand")
)

// Reported marks an error that the user was told of already: it is recorded and logged, but the
// user is not told again.
func Reported(err error) error {
	if err == nil {
		return nil
	}
	return &reportedError{err}
}

type reportedError struct{ err error }

func (e *reportedError) Error() string { return e.err.Error() }
func (e *reportedError) Unwrap() error { return e.err }
