package message

import (
	"github.com/mayarbot/mayarbot/blockkit"
)

// Hello is the bot's first message in a channel.
func (w *Renderer) Hello() blockkit.Message { return w.hello("hello", "HelloChannel") }

// HelloDirect comes once to a person, before the first answer in their direct messages with the
// bot.
func (w *Renderer) HelloDirect() blockkit.Message { return w.hello("hello.direct", "HelloDirect") }

// HelloSilent goes to whoever added the bot to a channel in which it stays silent, because people
// of another company read it.
func (w *Renderer) HelloSilent() blockkit.Message { return w.hello("hello.quiet", "HelloQuiet") }

// SmallTalk answers a greeting or thanks.
func (w *Renderer) SmallTalk() blockkit.Message {
	b := newBuilder("smalltalk")
	body := w.mrkdwn("SmallTalk", nil)
	b.section(body)
	return b.message(body)
}

// OpenForm offers a button that opens a form. Its value is the text of a command.
func (w *Renderer) OpenForm(command string) blockkit.Message {
	b := newBuilder("openform")
	body := w.mrkdwn("OpenFormBody", nil)
	b.section(body)
	b.actions(button(ActionRunForm, w.text("OpenFormButton", nil), command))
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
