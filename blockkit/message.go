package blockkit

import "github.com/slack-go/slack"

// A Message is what a person reads: blocks, and the text that notifications and screen readers use
// instead of them.
type Message struct {
	Text   string // escaped mrkdwn, never empty
	Blocks []slack.Block
}
