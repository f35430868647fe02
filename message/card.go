package message

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/receivables"
)

// A Card is the follow-up card of a case, for one person: all that is known of it, and the text of
// a reminder, or why there is none.
type Card struct {
	Case   receivables.Case
	People collecting.State // what people did
	State  CardState
	Viewer collecting.Person
	Now    time.Time

	Checking bool       // Mayar is being asked; the card is completed later
	Partial  bool       // People could not be read, so there is no reminder
	Notice   CardNotice // what was just done

	Refusal   *collecting.Refusal // why there is no reminder
	MayInsist bool                // the viewer may remind anyway
	Draft     *CardDraft          // the reminder
	Sent      *CardSent           // what the viewer did with it
}

// A CardSent is a contact that was just made from the card.
type CardSent struct {
	At    time.Time
	Copy  bool   // show the text to be copied
	Other string // user id of who held the customer by then; empty: nobody
}

// FollowUpTitle is the title of the card and of its forms.
func (w *Renderer) FollowUpTitle() string { return w.text("FollowUpTitle", nil) }

// Card is the card as a modal.
func (w *Renderer) Card(v Card) slack.ModalViewRequest {
	b := newBuilder("card")
	w.addNotice(b, v.Notice)
	b.expandedSection(w.cardHead(v))
	b.context(joinDots(w.payableUntil(v), w.cardCheckedAt(v)))
	b.context(w.cardMarks(v))
	if !v.Checking {
		w.addReminder(b, v)
	}
	b.divider()
	b.actions(w.cardActions(v)...)
	w.addContacts(b, v)
	w.addNotes(b, v)
	return w.cardModal(b, v.State)
}

func (w *Renderer) cardModal(b *builder, state CardState) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           blockkit.Plain(w.FollowUpTitle()),
		Close:           blockkit.Plain(w.text("CardClose", nil)),
		PrivateMetadata: state.metadata(),
		Blocks:          slack.Blocks{BlockSet: b.blocksWithIDs()},
	}
}

// CardGone is the card of a case that the mirror does not know.
func (w *Renderer) CardGone() slack.ModalViewRequest {
	b := newBuilder("card.gone")
	b.section("*" + w.mrkdwn("CardGoneTitle", nil) + "*\n" + w.mrkdwn("CardGoneBody", nil))
	return w.cardModal(b, CardState{})
}

// cardHead says who owes what, since when, and how to reach them.
func (w *Renderer) cardHead(v Card) markup {
	row := v.Case.Row
	lines := []markup{
		joinDots("*"+w.customer(row.Customer)+"*", w.rowAmount(row, "*"), repeatCount(row.Count)),
		joinDots(w.rowProduct(row), w.rowAge(row, v.Now), w.rowStatus(row)),
	}
	if contact := contactLine(row.Email, row.Mobile); contact != "" {
		lines = append(lines, contact)
	}
	return joinLines(lines...)
}

func (w *Renderer) payableUntil(v Card) markup {
	if v.Case.ExpiresAt.IsZero() || !v.Case.Closed.IsZero() {
		return ""
	}
	return w.mrkdwn("CardPayableUntil", args{"Time": markup(w.formatTime(v.Case.ExpiresAt, v.Now))})
}

// cardCheckedAt says how sure the card is that nobody has paid.
func (w *Renderer) cardCheckedAt(v Card) markup {
	switch {
	case v.Checking:
		return w.mrkdwn("CardChecking", nil)
	case !v.Case.CheckedAt.IsZero():
		return w.mrkdwn("CardChecked", args{"Time": markup(w.formatTime(v.Case.CheckedAt, v.Now))})
	case v.Case.AsOf.IsZero():
		return w.mrkdwn("NeverSynced", nil)
	}
	return w.mrkdwn("CardNotChecked", args{"Time": markup(w.formatTime(v.Case.AsOf, v.Now))})
}

// cardMarks say who has the case, and what was agreed.
func (w *Renderer) cardMarks(v Card) markup {
	if v.Partial {
		return ""
	}
	owner := w.mrkdwn("CardNobody", nil)
	if who := mention(v.People.Owner.ID); who != "" {
		owner = w.mrkdwn("CardOwner", args{"User": who})
	}
	return joinDots(owner, w.promiseMark(v), w.snoozeMark(v.People.Snooze, v.Now))
}

func (w *Renderer) promiseMark(v Card) markup {
	p, broken := v.People.Promise, v.People.Broken
	if p.Due.IsZero() {
		return ""
	}
	id, amount := "CardPromised", markup("")
	if v.Case.Closed.IsZero() && p.IsBroken(v.Now) {
		id = "CardPromiseBroken"
		broken--
	}
	if p.Amount > 0 {
		amount = markup(receivables.Rupiah(p.Amount)) + " "
	}
	day := w.formatDay(p.Due.Add(-time.Second)) // the end of the promised day
	mark := w.mrkdwn(id, args{"Amount": amount, "Day": markup(day)})
	if broken > 0 {
		mark += " " + w.mrkdwn("CardBrokenBefore", args{"Count": broken})
	}
	return mark
}

func (w *Renderer) snoozeMark(s collecting.Snooze, now time.Time) markup {
	if !s.Until.After(now) {
		return ""
	}
	mark := w.mrkdwn("CardSnoozed", args{"Day": markup(w.formatDay(s.Until))})
	if strings.TrimSpace(s.Reason) != "" {
		mark += ": " + safeText(s.Reason, maxInline)
	}
	return mark
}

// formatDay formats a day: "Thu 3 Dec".
func (w *Renderer) formatDay(t time.Time) string {
	t = t.In(w.zone)
	return w.shortDay(t.Weekday()) + t.Format(" 2 ") + w.months[t.Month()-1]
}

// cardActions are what can be done with the case besides reminding.
func (w *Renderer) cardActions(v Card) []slack.BlockElement {
	id := v.Case.CaseID
	var elements []slack.BlockElement
	if page := w.paymentPage(v.Case.Row, ""); page != nil {
		elements = append(elements, page)
	}
	if v.Checking || v.Partial {
		return elements
	}
	do := func(action, label string) {
		elements = append(elements, button(action, w.text(label, nil), id))
	}
	if v.Case.Closed.IsZero() {
		switch {
		case v.People.Owner.ID == "":
			do(ActionCardTake, "CardTake")
		case v.People.Owner.ID == v.Viewer.ID || v.Viewer.Admin:
			do(ActionCardRelease, "CardRelease")
		}
		do(ActionCardGive, "CardGive")
		if v.People.Snooze.Until.After(v.Now) {
			do(ActionCardWake, "CardWake")
		} else {
			do(ActionCardSnooze, "CardSnooze")
		}
		do(ActionCardPromise, "CardPromise")
	}
	do(ActionCardNote, "CardNote")
	if v.Case.CustomerKey != "" {
		switch {
		case v.People.DoNotContact.Reason == "":
			do(ActionCardBlock, "CardBlock")
		case v.Viewer.Admin:
			do(ActionCardUnblock, "CardUnblock")
		}
	}
	return elements
}

// addContacts lists the last times that somebody wrote to the customer.
func (w *Renderer) addContacts(b *builder, v Card) {
	var lines []markup
	for _, c := range v.People.Contacts[:min(len(v.People.Contacts), maxCardContacts)] {
		id := "CardOpenedBy"
		if c.How == collecting.CopiedText {
			id = "CardCopiedBy"
		}
		lines = append(lines, "• "+w.mrkdwn(id, args{
			"User": mention(c.By), "Time": markup(w.formatTime(c.At, v.Now)), "Ago": markup(w.formatAgo(c.At, v.Now)),
		}))
	}
	if len(lines) > 0 {
		b.section("*" + w.mrkdwn("CardContacts", nil) + "*\n" + joinLines(lines...))
	}
}

const (
	maxCardContacts = 5
	maxCardNotes    = 3
)

// addNotes lists the last notes. People can delete their own.
func (w *Renderer) addNotes(b *builder, v Card) {
	for i, note := range v.People.Notes[:min(len(v.People.Notes), maxCardNotes)] {
		head := joinDots(mention(note.By), markup(w.formatTime(note.At, v.Now)))
		if i == 0 {
			head = "*" + w.mrkdwn("CardNotes", nil) + "*\n" + head
		}
		var remove *slack.ButtonBlockElement
		if note.By == v.Viewer.ID {
			remove = button(ActionCardDeleteNote, w.text("CardDeleteNote", nil), note.ID)
		}
		b.sectionWithButton(joinLines(head, safeText(note.Text, collecting.MaxNote)), remove)
	}
}
