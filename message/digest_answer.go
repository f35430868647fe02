package message

import (
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
)

// DigestAnswer is a digest after something was done to it.
type DigestAnswer struct {
	Digest DigestEntry
	Bot    string // the bot's name in Slack, for /invite
	Now    time.Time
}

// DigestCreated says that there is a new digest.
func (w *Writer) DigestCreated(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestSaved says that a digest was changed.
func (w *Writer) DigestSaved(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestDeleted says that a digest is gone, and what it was.
func (w *Writer) DigestDeleted(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestPaused says until when a digest does not come.
func (w *Writer) DigestPaused(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestResumed says when a digest comes again.
func (w *Writer) DigestResumed(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestTested says that a test was sent to whoever asked, as a direct message.
func (w *Writer) DigestTested(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestNow says that a digest goes to the channel right now.
func (w *Writer) DigestNow(v DigestAnswer) blockkit.Message { return blockkit.Message{} }

// DigestNotice tells the owner of a digest, in a direct message, that it cannot be delivered.
type DigestNotice struct {
	Digest  DigestEntry
	Slot    time.Time // what was due
	Trouble Trouble
	GivenUp bool   // the slot failed; else it is tried again
	Bot     string // the bot's name in Slack, for /invite
	Ref     string
	Now     time.Time
}

// DigestNotice tells the owner what failed and how to fix it.
func (w *Writer) DigestNotice(v DigestNotice) blockkit.Message { return blockkit.Message{} }

// DigestCannotPost says that no digest was made, because it could not be posted in the channel, and how to fix that.
func (w *Writer) DigestCannotPost(trouble Trouble, channel, bot, ref string) blockkit.Message {
	return blockkit.Message{}
}
