package message

import (
	"github.com/mayarbot/mayarbot/blockkit"
)

// Hello is said once in a channel that the bot was brought into.
func (w *Renderer) Hello() blockkit.Message { return w.hello("hello", "HelloChannel") }

// HelloDirect is said once to a person, before the first answer in the direct messages with the bot.
func (w *Renderer) HelloDirect() blockkit.Message { return w.hello("hello.direct", "HelloDirect") }

// HelloSilent is said to whoever brought the bot into a channel that it is silent in, because people of another company read it.
func (w *Renderer) HelloSilent() blockkit.Message { return w.hello("hello.quiet", "HelloQuiet") }

// SmallTalk answers what is kind and asks for nothing.
func (w *Renderer) SmallTalk() blockkit.Message {
	s := newSheet("smalltalk")
	body := w.mrkdwn("SmallTalk", nil)
	s.section(body)
	return s.message(body)
}

// OpenForm says that a form opens by a button, which carries the words of a command.
func (w *Renderer) OpenForm(words string) blockkit.Message {
	s := newSheet("openform")
	body := w.mrkdwn("OpenFormBody", nil)
	s.section(body)
	s.actions(button(ActionRunForm, w.words("OpenFormButton", nil), words))
	return s.message(body)
}

func (w *Renderer) hello(name, id string) blockkit.Message {
	s := newSheet(name)
	body := w.mrkdwn(id, nil)
	s.section(body)
	s.actions(
		button(ActionRunUnpaid, w.words("HelloUnpaidButton", nil), "unpaid"),
		button(ActionRunDigest, w.words("HelloDigestButton", nil), "digest new"),
		button(ActionRunHelp, w.words("HelloHelpButton", nil), "help"),
	)
	return s.message(body)
}
