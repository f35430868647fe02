package message

import "github.com/mayarbot/mayarbot/blockkit"

// Busy says that too much is being asked at this moment.
func (w *Renderer) Busy(ref string) blockkit.Message {
	return w.note("busy", ref, w.mrkdwn("BusyTitle", nil), w.mrkdwn("BusyBody", nil))
}

// FormBusy says at a field that the form was not looked at, and is to be sent again.
func (w *Renderer) FormBusy() string { return w.words("FormBusy", nil) }

// tooFast is how bot.DenyReason names the one that passes by itself.
const tooFast = "too_fast"

var refusalIDs = map[string]string{
	"bot":         "RefusedBot",
	"channel":     "RefusedChannel",
	"deactivated": "RefusedDeactivated",
	"guest":       "RefusedGuest",
	"not_allowed": "RefusedNotAllowed",
	"stranger":    "RefusedStranger",
	"unknown":     "RefusedUnknown",
}

// maxAdmins is how many people are named to ask.
const maxAdmins = 3

// AccessDenied says why somebody may not use the bot (a bot.DenyReason), and whom to ask: admins are Slack user ids, none where nobody is known.
func (w *Renderer) AccessDenied(reason string, admins []string, ref string) blockkit.Message {
	if reason == tooFast {
		return w.note("refused", ref, w.mrkdwn("TooFastTitle", nil), w.mrkdwn("TooFastBody", nil))
	}
	id, ok := refusalIDs[reason]
	if !ok {
		id = "RefusedOther"
	}
	var people []markup
	for _, admin := range admins {
		if who := mention(admin); who != "" && len(people) < maxAdmins {
			people = append(people, who)
		}
	}
	ask := w.mrkdwn("AskAdmin", nil)
	if len(people) > 0 {
		ask = w.mrkdwn("AskPeople", args{"People": joined(people...)})
	}
	return w.note("refused", ref, w.mrkdwn("RefusedTitle", nil), w.mrkdwn(id, nil)+" "+ask)
}

// Unknown says that there is no such command, with the nearest name if one is near.
func (w *Renderer) Unknown(word, nearest, ref string) blockkit.Message {
	title := w.mrkdwn("UnknownTitle", nil)
	body := w.mrkdwn("UnknownWord", args{"Word": code(word, 40)})
	if nearest != "" {
		body += " " + w.mrkdwn("UnknownNearest", args{"Nearest": code("/mayar "+nearest, 60)})
	}
	return w.note("unknown", ref, title, body+"\n"+w.mrkdwn("UnknownHelp", nil))
}

// More says how many things were left out: "and 12 more".
func (w *Renderer) More(n int) string {
	return w.words("More", args{"N": n})
}

// note is a short message: a title, a sentence or two, and the reference.
func (w *Renderer) note(name, ref string, title, body markup) blockkit.Message {
	s := newSheet(name)
	s.section("*" + title + "*\n" + body)
	s.context(w.reference(ref))
	return s.message(title)
}
