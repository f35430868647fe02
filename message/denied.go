package message

import "github.com/mayarbot/mayarbot/blockkit"

// Busy says that the bot has too many requests at the moment.
func (w *Renderer) Busy(ref string) blockkit.Message {
	return w.shortMessage("busy", ref, w.mrkdwn("BusyTitle", nil), w.mrkdwn("BusyBody", nil))
}

// FormBusy returns the error below a field of a form that the bot was too busy to read.
func (w *Renderer) FormBusy() string { return w.text("FormBusy", nil) }

// tooFast is the bot.DenyReason that passes by itself.
const tooFast = "too_fast"

var denialIDs = map[string]string{
	"bot":         "DeniedBot",
	"channel":     "DeniedChannel",
	"deactivated": "DeniedDeactivated",
	"guest":       "DeniedGuest",
	"not_allowed": "DeniedNotAllowed",
	"stranger":    "DeniedStranger",
	"unknown":     "DeniedUnknown",
}

// maxAdmins is how many admins a message names.
const maxAdmins = 3

// AccessDenied says why somebody may not use the bot (a bot.DenyReason), and whom to ask: admins
// are Slack user ids, and may be empty.
func (w *Renderer) AccessDenied(reason string, admins []string, ref string) blockkit.Message {
	if reason == tooFast {
		return w.shortMessage("refused", ref, w.mrkdwn("TooFastTitle", nil), w.mrkdwn("TooFastBody", nil))
	}
	id, ok := denialIDs[reason]
	if !ok {
		id = "DeniedOther"
	}
	var people []markup
	for _, admin := range admins {
		if who := mention(admin); who != "" && len(people) < maxAdmins {
			people = append(people, who)
		}
	}
	ask := w.mrkdwn("AskAdmin", nil)
	if len(people) > 0 {
		ask = w.mrkdwn("AskPeople", args{"People": joinDots(people...)})
	}
	return w.shortMessage("refused", ref, w.mrkdwn("DeniedTitle", nil), w.mrkdwn(id, nil)+" "+ask)
}

// Unknown says that there is no such command, and names the nearest one unless nearest is "".
func (w *Renderer) Unknown(word, nearest, ref string) blockkit.Message {
	title := w.mrkdwn("UnknownTitle", nil)
	body := w.mrkdwn("UnknownWord", args{"Word": code(word, 40)})
	if nearest != "" {
		body += " " + w.mrkdwn("UnknownNearest", args{"Nearest": code("/mayar "+nearest, 60)})
	}
	return w.shortMessage("unknown", ref, title, body+"\n"+w.mrkdwn("UnknownHelp", nil))
}

// More says how many items are not shown: "and 12 more".
func (w *Renderer) More(n int) string {
	return w.text("More", args{"N": n})
}

// shortMessage returns a message of a title, a sentence or two, and the reference.
func (w *Renderer) shortMessage(name, ref string, title, body markup) blockkit.Message {
	b := newBuilder(name)
	b.section("*" + title + "*\n" + body)
	b.context(w.reference(ref))
	return b.message(title)
}
