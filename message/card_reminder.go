package message

import (
	"cmp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/collecting"
)

var refusalIDs = map[collecting.Kind]string{
	collecting.Paid:            "RefusalPaid",
	collecting.Closed:          "RefusalClosed",
	collecting.PaidElsewhere:   "RefusalElsewhere",
	collecting.NotToBeReached:  "RefusalBlocked",
	collecting.NoMobileNumber:  "RefusalNoMobile",
	collecting.HeldByColleague: "RefusalHeld",
	collecting.Promised:        "RefusalPromised",
	collecting.Snoozed:         "RefusalSnoozed",
	collecting.CoolingDown:     "RefusalTooSoon",
	collecting.QuietTime:       "RefusalQuiet",
	collecting.TooYoung:        "RefusalYoung",
}

// limitIDs are the texts of limits other than the time between two contacts.
var limitIDs = map[collecting.Limit]string{
	collecting.PerWeek:     "RefusalWeekly",
	collecting.PerBill:     "RefusalEnough",
	collecting.PerCheckout: "RefusalEnough",
}

// A CardDraft is the text of a reminder.
type CardDraft struct {
	Text     string
	URL      string // that opens WhatsApp with the text; empty: it can only be copied
	Language string // of Languages
	Tone     collecting.Tone
}

// addReminder adds the reminder, or the sentence why there is none.
func (w *Renderer) addReminder(b *builder, v Card) {
	switch {
	case v.Sent != nil:
		w.addSent(b, v)
	case v.Partial:
		b.section("⚠️ " + w.mrkdwn("CardPartial", nil))
		b.actions(button(ActionCardCheck, w.text("CardCheckAgain", nil), v.Case.CaseID))
	case v.Refusal != nil:
		b.section(w.refusal(*v.Refusal, v.Now))
		b.actions(w.refusalActions(v)...)
		w.addDraft(b, v)
	case v.Draft == nil:
		b.section(w.mrkdwn("CardNoText", nil))
	default:
		w.addDraft(b, v)
	}
}

// refusal is the sentence why a customer is not reminded.
func (w *Renderer) refusal(r collecting.Refusal, now time.Time) markup {
	id := cmp.Or(refusalIDs[r.Kind], "RefusalClosed")
	if r.Kind == collecting.CoolingDown && limitIDs[r.Limit] != "" {
		id = limitIDs[r.Limit]
	}
	a := args{"User": markup(w.text("CardSomebody", nil)), "Reason": markup(w.flagReason(r.Reason)),
		"At": markup(w.formatTime(r.Since, now)), "Ago": markup(w.formatAgo(r.Since, now))}
	if who := mention(r.Who); who != "" {
		a["User"] = who
	}
	text := w.mrkdwn(id, a)
	if !r.Until.IsZero() && r.Kind != collecting.HeldByColleague {
		text += " " + w.mrkdwn("RefusalUntil", args{"Until": markup(w.formatDayTime(r.Until, now))})
	}
	return text
}

// formatDayTime formats a time with its day, unless that is today: "Mon 7 Dec 08:00".
func (w *Renderer) formatDayTime(t, now time.Time) string {
	t, now = t.In(w.zone), now.In(w.zone)
	if calendarDays(now, t) == 0 {
		return t.Format("15:04")
	}
	return w.formatDay(t) + t.Format(" 15:04")
}

func (w *Renderer) refusalActions(v Card) []slack.BlockElement {
	var elements []slack.BlockElement
	if v.MayInsist {
		elements = append(elements, button(ActionCardAnyway, w.text("CardAnyway", nil), v.Case.CaseID))
	}
	if v.Refusal.Kind == collecting.HeldByColleague {
		elements = append(elements, button(ActionCardCheck, w.text("CardCheckAgain", nil), v.Case.CaseID))
	}
	return elements
}

// addDraft adds the text as it will be, how to change it, and how to send it.
func (w *Renderer) addDraft(b *builder, v Card) {
	d := v.Draft
	if d == nil {
		return
	}
	b.quote(cleanLines(d.Text))
	elements := []slack.BlockElement{}
	if open := w.openWhatsApp(v); open != nil {
		elements = append(elements, open)
	}
	elements = append(elements, button(ActionCardCopy, w.text("CardCopy", nil), v.Case.CaseID))
	elements = append(elements, w.draftMenus(*d)...)
	b.actions(elements...)
	if v.People.DayContacts >= collecting.ManyContacts {
		b.context("⚠️ " + w.mrkdwn("CardManyADay", nil))
	}
}

// maxButtonURL is the longest address of a button in Slack.
const maxButtonURL = 3000

func (w *Renderer) openWhatsApp(v Card) slack.BlockElement {
	safe, ok := blockkit.SafeURL(v.Draft.URL)
	if !ok || utf8.RuneCountInString(safe) > maxButtonURL {
		return nil
	}
	open := button(ActionCardWhatsApp, w.text("CardWhatsApp", nil), v.Case.CaseID).WithURL(safe)
	return open.WithStyle(slack.StylePrimary)
}

// draftMenus choose the language and the tone.
func (w *Renderer) draftMenus(d CardDraft) []slack.BlockElement {
	var elements []slack.BlockElement
	var languages, tones []*slack.OptionBlockObject
	for _, l := range Languages {
		languages = append(languages, slack.NewOptionBlockObject(l, blockkit.Plain(languageName(l)), nil))
	}
	for tone, id := range toneIDs {
		tones = append(tones, w.choice(strconv.Itoa(tone), id))
	}
	for _, menu := range []struct {
		action, placeholder, chosen string
		options                     []*slack.OptionBlockObject
	}{
		{ActionCardLanguage, "CardLanguage", d.Language, languages},
		{ActionCardTone, "CardTone", strconv.Itoa(int(d.Tone)), tones},
	} {
		placeholder := blockkit.Plain(w.text(menu.placeholder, nil))
		s := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, placeholder, menu.action, menu.options...)
		for _, option := range menu.options {
			if option.Value == menu.chosen {
				s.InitialOption = option
			}
		}
		elements = append(elements, s)
	}
	return elements
}

// toneIDs are the names of the tones.
var toneIDs = [collecting.Tones]string{"ToneT0", "ToneT1", "ToneT2", "ToneT3", "ToneT4"}

// addSent says what the person did with the reminder, and lets them take it back.
func (w *Renderer) addSent(b *builder, v Card) {
	id := "CardOpened"
	if v.Sent.Copy {
		id = "CardCopied"
		if v.Draft != nil {
			b.preformatted(cleanLines(v.Draft.Text))
		}
	}
	text := w.mrkdwn(id, args{"Time": markup(w.formatTime(v.Sent.At, v.Now))})
	if who := mention(v.Sent.Other); who != "" {
		text = joinLines(text, "⚠️ "+w.mrkdwn("CardOtherWrote", args{"User": who}))
	}
	b.sectionWithButton(text, button(ActionCardUndo, w.text("CardUndo", nil), v.Case.CaseID))
}

// maxDraft is the longest text of a reminder that is shown.
const maxDraft = 2900

// cleanLines removes what nobody can see from a text of several lines.
func cleanLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			lines[i] = ""
			continue
		}
		lines[i] = blockkit.Sanitize(line, maxDraft)
	}
	clean := strings.TrimSpace(strings.Join(lines, "\n"))
	if runes := []rune(clean); len(runes) > maxDraft {
		clean = string(runes[:maxDraft])
	}
	if clean == "" {
		return blockkit.EmptyValue
	}
	return clean
}
