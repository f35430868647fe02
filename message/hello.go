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
	b := newBuilder("smalltalk")
	body := w.mrkdwn("SmallTalk", nil)
	b.section(body)
	return b.message(body)
}

// OpenForm says that a form opens by a button, which carries the words of a command.
func (w *Renderer) OpenForm(words string) blockkit.Message {
	b := newBuilder("openform")
	body := w.mrkdwn("OpenFormBody", nil)
	b.section(body)
	b.actions(button(ActionRunForm, w.text("OpenFormButton", nil), words))
	return b.message(body)
}

func (w *Renderer) hello(name, id string) blockkit.Message {
	b := newBuilder(name)
	body := w.mrkdwn(id, nil)
	b.section(body)
	b.actions(
		button(ActionRunUnpaid, w.text("HelloUnpaidButton", nil), "unpaid"),
		button(ActionRunDigest, w.text("HelloDigestButton", nil), "digest new"),
		button(ActionRunHelp, w.text("HelloHelpButton", nil), "help"),
	)
	return b.message(body)
}
