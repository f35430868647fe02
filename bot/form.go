package bot

import (
	"context"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A Form is a modal that was submitted. Its fields are read once, into a T.
type Form[T any] struct {
	Title string // of the modal while it shows the answer, at most 24 characters

	// Verbatim are the block_ids of fields that hold no words: an id would be lost when a mention
	// is replaced by its label.
	Verbatim []string

	// Parse reads the fields, and returns what is wrong by block_id. The answer goes into the ack,
	// so Parse must be quick and do no I/O: after 2.5 seconds its result is dropped and the user is
	// asked to submit the form again.
	Parse func(req *Request) (T, map[string]string)

	// Working is what the modal shows from the ack until Run replies.
	Working func() blockkit.Message

	// Run is called with what Parse has read, if nothing is wrong with it.
	Run func(ctx context.Context, input T, req *Request, reply Responder) error
}

// AnyForm is a Form of any T.
type AnyForm interface{ erase() form }

// A form is a Form without its T.
type form struct {
	command  *Command
	title    string
	verbatim []string
	parse    func(req *Request) (Handler, map[string]string) // nil: nobody handles it
	working  func() blockkit.Message
}

func (f Form[T]) erase() form {
	erased := form{title: f.Title, verbatim: f.Verbatim, working: f.Working}
	if f.Parse != nil && f.Run != nil {
		erased.parse = func(req *Request) (Handler, map[string]string) {
			input, wrong := f.Parse(req)
			return func(ctx context.Context, req *Request, reply Responder) error {
				return f.Run(ctx, input, req, reply)
			}, wrong
		}
	}
	return erased
}
