package message

import (
	"github.com/slack-go/slack"
)

// DigestForm is a digest as the form shows it.
type DigestForm struct {
	Digest   DigestEntry // what is filled in; the id is "" for a new one
	Problems []FieldKind // what is wrong with what was given
}

// DigestForm is the modal to make or change a digest. Its fields come back under the ids BlockDigestDays and so on. Whoever opens it puts what they
// need to know again into its private metadata.
func (w *Writer) DigestForm(v DigestForm) slack.ModalViewRequest {
	return slack.ModalViewRequest{}
}

// WordProblem is what stands under a field when one word in it is wrong, as plain text. The form may be "".
func (w *Writer) WordProblem(word, form string) string { return "" }
