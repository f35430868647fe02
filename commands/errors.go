package commands

import (
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// ErrorMessages are the answers of the bot itself, such as those to errors.
type ErrorMessages struct {
	Renderer *message.Renderer
	Admins   []string // Slack user ids, whom to ask for access
	Health   func() mayar.Health
	Now      func() time.Time
}

var _ bot.Messages = (*ErrorMessages)(nil)

// Busy says that the queue is full.
func (m *ErrorMessages) Busy(ref string) blockkit.Message { return m.Renderer.Busy(ref) }

// Denied says why somebody may not use the bot, and whom to ask.
func (m *ErrorMessages) Denied(why bot.DenyReason, ref string) blockkit.Message {
	return m.Renderer.AccessDenied(string(why), m.Admins, ref)
}

// Failed says what happened and what to do about it.
func (m *ErrorMessages) Failed(err error, ref string) blockkit.Message {
	return usererr.Message(m.Renderer, err, m.Health(), m.Now(), ref)
}

// FormBusy asks to submit a form again that was not checked.
func (m *ErrorMessages) FormBusy() string { return m.Renderer.FormBusy() }

// Unknown says that there is no such command, and which one was probably meant.
func (m *ErrorMessages) Unknown(word, nearest, ref string) blockkit.Message {
	return m.Renderer.Unknown(word, nearest, ref)
}

// OpenForm shows the button that opens the form.
func (m *ErrorMessages) OpenForm(text string) blockkit.Message { return m.Renderer.OpenForm(text) }
