// Package usererr has the one type of error that says what a person reads, and finds what the
// person reads of every other error.
package usererr

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/message"
)

// An Error says what a person reads of an error. Usually that is the sentence of a kind of problem.
type Error struct {
	Kind message.ProblemKind // "": Err decides
	Op   message.Operation   // what was being done

	Word, Example string        // the wrong word, and how to write it
	RetryAfter    time.Duration // until it may be tried again

	// Render, if not nil, returns a message of its own instead of the sentence.
	Render func(ref string) blockkit.Message

	// Detail is for the log and the audit, when Render is set. It holds nothing that anybody typed.
	Detail string

	Err error // may be nil
}

func (e *Error) Error() string {
	text := e.Detail
	if text == "" {
		text = string(e.Op)
		if e.Kind != "" {
			text += ": " + string(e.Kind)
		}
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }
