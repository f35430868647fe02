package commands

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// ErrorMessages turns errors into sentences that the person may see.
type ErrorMessages struct {
	Writer *message.Renderer
	Admins []string            // Slack user ids whom a refusal names
	Health func() mayar.Health // since when Mayar is down
	Now    func() time.Time
}

var _ bot.Messages = (*ErrorMessages)(nil)

// Busy says that there is too much to do.
func (v *ErrorMessages) Busy(ref string) blockkit.Message { return v.Writer.Busy(ref) }

// Denied says why somebody may not use the bot and whom to ask.
func (v *ErrorMessages) Denied(why bot.DenyReason, ref string) blockkit.Message {
	return v.Writer.AccessDenied(string(why), v.Admins, ref)
}

// Failed says what happened and what to do about it.
func (v *ErrorMessages) Failed(err error, ref string) blockkit.Message {
	return usererr.Message(v.Writer, err, v.Health(), v.Now(), ref)
}

// FormBusy says that a form was not looked at, and is to be sent again.
func (v *ErrorMessages) FormBusy() string { return v.Writer.FormBusy() }

// Unknown says that there is no such command, and which one was perhaps meant.
func (v *ErrorMessages) Unknown(word, nearest, ref string) blockkit.Message {
	return v.Writer.Unknown(word, nearest, ref)
}

// OpenForm says that a form opens by a button.
func (v *ErrorMessages) OpenForm(words string) blockkit.Message { return v.Writer.OpenForm(words) }
