package blockkit

import "github.com/slack-go/slack"

// A Problem is one thing in a message or a form that Slack would refuse.
type Problem struct {
	Pointer string // JSON pointer to what is wrong: "/blocks/3/text/text", "/view/blocks/0/label/text"
	Rule    Rule
	Message string // as Slack says it: "must be less than 3001 characters [json-pointer:/blocks/3/text/text]"
}

// A Rule names the kind of limit that a Problem is about.
type Rule string

// Check returns what Slack would refuse in msg, in the order of the blocks; nothing if it would take it.
func Check(msg Message) []Problem {
	return nil
}

// CheckModal returns what Slack would refuse in view, with pointers that begin with "/view".
func CheckModal(view slack.ModalViewRequest) []Problem {
	return nil
}
