package message

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
)

// Until when a case can be snoozed: the values of a form.
const (
	SnoozeTomorrow = "tomorrow"
	SnoozeMonday   = "monday"
	SnoozeWeek     = "week"
	SnoozeDate     = "date"
)

var snoozeIDs = []struct{ value, id string }{
	{SnoozeTomorrow, "SnoozeTomorrow"},
	{SnoozeMonday, "SnoozeMonday"},
	{SnoozeWeek, "SnoozeWeek"},
	{SnoozeDate, "SnoozeDate"},
}

var flagReasonIDs = map[collecting.FlagReason]string{
	collecting.AskedToStop: "BlockAsked",
	collecting.Dispute:     "BlockDispute",
	collecting.VIP:         "BlockVIP",
	collecting.OtherReason: "BlockOther",
}

func (w *Renderer) flagReason(reason collecting.FlagReason) string {
	if id, ok := flagReasonIDs[reason]; ok {
		return w.text(id, nil)
	}
	return w.text("BlockOther", nil)
}

// maxAmountField is the longest amount that can be typed, in characters.
const maxAmountField = 20

// AnywayForm asks why a customer is reminded all the same.
func (w *Renderer) AnywayForm(state CardState) slack.ModalViewRequest {
	reason := w.longText(BlockCardReason, "AnywayReason", "AnywayReasonHint", collecting.MaxReason)
	reason.Element.(*slack.PlainTextInputBlockElement).MinLength = collecting.MinReason
	return w.cardForm(state, CallbackAnyway, "CardAnyway", "AnywaySubmit", reason)
}

// SnoozeForm asks until when a case is left alone.
func (w *Renderer) SnoozeForm(state CardState, proposed time.Time) slack.ModalViewRequest {
	choose := slack.NewRadioButtonsBlockElement(BlockCardUntil)
	for _, until := range snoozeIDs {
		choose.Options = append(choose.Options, w.choice(until.value, until.id))
	}
	choose.InitialOption = choose.Options[0]
	return w.cardForm(state, CallbackSnooze, "CardSnooze", "FormSaveCard",
		w.field(BlockCardUntil, "SnoozeUntil", "SnoozeUntilHint", choose),
		w.dateField(proposed).WithOptional(true),
		w.longText(BlockCardReason, "SnoozeReason", "", collecting.MaxSnoozeReason).WithOptional(true),
	)
}

// PromiseForm asks what the customer promised.
func (w *Renderer) PromiseForm(state CardState, proposed time.Time) slack.ModalViewRequest {
	amount := slack.NewPlainTextInputBlockElement(nil, BlockCardAmount)
	amount.MaxLength = maxAmountField
	return w.cardForm(state, CallbackPromise, "CardPromise", "FormSaveCard",
		w.dateField(proposed),
		w.field(BlockCardAmount, "PromiseAmount", "PromiseAmountHint", amount).WithOptional(true),
	)
}

// NoteForm asks for a note.
func (w *Renderer) NoteForm(state CardState) slack.ModalViewRequest {
	return w.cardForm(state, CallbackNote, "CardNote", "FormSaveCard",
		w.longText(BlockCardText, "NoteText", "NoteHint", collecting.MaxNote))
}

// BlockForm asks why a customer must not be contacted.
func (w *Renderer) BlockForm(state CardState) slack.ModalViewRequest {
	choose := slack.NewRadioButtonsBlockElement(BlockCardReason)
	for _, reason := range collecting.FlagReasons {
		choose.Options = append(choose.Options, w.choice(string(reason), flagReasonIDs[reason]))
	}
	choose.InitialOption = choose.Options[0]
	return w.cardForm(state, CallbackBlock, "CardBlock", "FormSaveCard",
		w.field(BlockCardReason, "BlockWhy", "BlockHint", choose))
}

// GiveForm asks who takes a case.
func (w *Renderer) GiveForm(state CardState) slack.ModalViewRequest {
	user := slack.NewOptionsSelectBlockElement(slack.OptTypeUser, nil, BlockCardUser)
	return w.cardForm(state, CallbackGive, "CardGive", "FormSaveCard",
		w.field(BlockCardUser, "GiveTo", "GiveHint", user))
}

func (w *Renderer) cardForm(
	state CardState, callback, title, submit string, fields ...slack.Block,
) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      callback,
		Title:           blockkit.Plain(w.text(title, nil)),
		Submit:          blockkit.Plain(w.text(submit, nil)),
		Close:           blockkit.Plain(w.text("FormCancel", nil)),
		PrivateMetadata: state.metadata(),
		Blocks:          slack.Blocks{BlockSet: fields},
	}
}

func (w *Renderer) longText(blockID, label, hint string, most int) *slack.InputBlock {
	input := slack.NewPlainTextInputBlockElement(nil, blockID)
	input.Multiline, input.MaxLength = true, most
	return w.field(blockID, label, hint, input)
}

func (w *Renderer) dateField(proposed time.Time) *slack.InputBlock {
	date := slack.NewDatePickerBlockElement(BlockCardDate)
	date.InitialDate = proposed.In(w.zone).Format(time.DateOnly)
	return w.field(BlockCardDate, "CardDate", "CardDateHint", date)
}

// DateError is the error below the date of a form, with a day that would be right.
func (w *Renderer) DateError(proposed time.Time) string {
	return w.text("FieldDate", args{"Example": w.formatDay(proposed)})
}

// Given tells somebody in a direct message that they have a case now.
func (w *Renderer) Given(c receivables.Case, by string) blockkit.Message {
	b := newBuilder("card.given")
	who := markup(w.text("CardSomebody", nil))
	if by := mention(by); by != "" {
		who = by
	}
	title := w.mrkdwn("GivenTitle", args{"User": who})
	b.sectionWithButton(joinLines("*"+title+"*", joinDots(w.customer(c.Customer), w.rowAmount(c.Row, "*")),
		w.rowProduct(c.Row)), w.followUp(c.Row))
	return b.message(title)
}

// A CardNotice is what was just done on a card, or why it was not.
type CardNotice struct {
	Kind NoticeKind
	User string    // who did it, or was given the case
	At   time.Time // when
	Now  time.Time
}

// A NoticeKind says what happened.
type NoticeKind string

// What can happen on a card.
const (
	NoticeTaken         NoticeKind = "taken"          // by the viewer
	NoticeTakenBy       NoticeKind = "taken_by"       // by somebody else, who was quicker
	NoticeReleased      NoticeKind = "released"       // by the viewer
	NoticeGiven         NoticeKind = "given"          // to somebody
	NoticeGivenSilently NoticeKind = "given_silently" // to somebody whom the bot could not tell
	NoticeMayNot        NoticeKind = "may_not"        // be given a case: somebody who may not use the bot
	NoticeUndone        NoticeKind = "undone"         // the contact
	NoticeTooLate       NoticeKind = "too_late"       // to undo the contact
	NoticeNotSaved      NoticeKind = "not_saved"      // the case has closed since
	NoticeNotYours      NoticeKind = "not_yours"      // only the owner or an admin may do that
)

var noticeIDs = map[NoticeKind]string{
	NoticeTaken:         "NoticeTaken",
	NoticeTakenBy:       "NoticeTakenBy",
	NoticeReleased:      "NoticeReleased",
	NoticeGiven:         "NoticeGiven",
	NoticeGivenSilently: "NoticeGivenSilently",
	NoticeMayNot:        "NoticeMayNot",
	NoticeUndone:        "NoticeUndone",
	NoticeTooLate:       "NoticeTooLate",
	NoticeNotSaved:      "NoticeNotSaved",
	NoticeNotYours:      "NoticeNotYours",
}

func (w *Renderer) addNotice(b *builder, n CardNotice) {
	id, ok := noticeIDs[n.Kind]
	if !ok {
		return
	}
	a := args{"User": markup(w.text("CardSomebody", nil)), "Ago": ""}
	if who := mention(n.User); who != "" {
		a["User"] = who
	}
	if !n.At.IsZero() {
		a["Ago"] = markup(w.formatAgo(n.At, n.Now))
	}
	b.section(w.mrkdwn(id, a))
}
