package followup_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const chat = "https://wa.me/6281200000001?text="

// last returns the JSON of the card as it is in the end.
func last(t *testing.T, r *commandtest.Responder) string {
	t.Helper()
	if len(r.Views) == 0 {
		t.Fatal("no card was completed")
	}
	return commandtest.JSON(t, r.Views[len(r.Views)-1])
}

func TestCardOpensAtOnceAndIsCompleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	reply, req := w.open(t, budi)
	if first := commandtest.JSON(t, reply.Forms[0]); strings.Contains(first, "wa.me") ||
		!strings.Contains(first, "Checking with Mayar") || !strings.Contains(first, "ani@example.com") {
		t.Errorf("at once: %s", first)
	}
	card := last(t, reply)
	for _, want := range []string{chat, "Checked with Mayar", "Toko Contoh", "Budi", "https://toko.example/1"} {
		if !strings.Contains(card, want) {
			t.Errorf("%q is missing: %s", want, card)
		}
	}
	if w.state.Hold.By != budi {
		t.Errorf("held by %q", w.state.Hold.By)
	}
	if want := "follow up " + w.known.CaseID + ": ready"; req.AuditDetail != want {
		t.Errorf("audit = %q, want %q", req.AuditDetail, want)
	}
}

// Nobody gets a link to WhatsApp whom the gate refuses, and the audit says why.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change        func(*world)
		reads, audits string
	}{
		"paid": {func(w *world) {
			w.checked.Closed, w.checked.Status = noon, string(receivables.StatusPaid)
		}, "Paid", "paid"},
		"expired":   {func(w *world) { w.checked.ExpiresAt = noon }, "no longer be paid", "closed"},
		"elsewhere": {func(w *world) { w.checked.PaidElsewhere = noon }, "another checkout", "paid elsewhere"},
		"flag": {func(w *world) {
			w.state.DoNotContact = collecting.Flag{Reason: collecting.VIP, By: sita}
		}, "Do not contact this customer:* VIP", "do not contact"},
		"number": {func(w *world) { w.checked.Mobile = "12" }, "No mobile number", "no mobile number"},
		"held": {func(w *world) {
			w.state.Hold = collecting.Hold{By: sita, Until: noon.Add(time.Minute)}
		}, "is writing to this customer right now", "held"},
		"gone":     {func(w *world) { w.mirrorErr = receivables.ErrNoCase }, "This case is gone", "unknown"},
		"database": {func(w *world) { w.ledger = errAway }, "cannot be read right now", "the database is away"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.change(w)
			reply, req := w.open(t, budi)
			shown := ""
			for _, view := range append(reply.Forms, reply.Views...) {
				shown = commandtest.JSON(t, view)
				if strings.Contains(shown, "wa.me") {
					t.Errorf("there is a link: %s", shown)
				}
			}
			if !strings.Contains(shown, tt.reads) {
				t.Errorf("%q is missing: %s", tt.reads, shown)
			}
			if want := "follow up " + w.known.CaseID + ": " + tt.audits; req.AuditDetail != want {
				t.Errorf("audit = %q, want %q", req.AuditDetail, want)
			}
		})
	}
}

// A cool-down that ends at night is over in the morning.
func TestRefusalEndsAtAWorkingTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.state.Contacts = []collecting.Contact{{Card: "another", By: sita, At: noon.Add(-14 * time.Hour)}}
	reply, _ := w.open(t, budi)
	if card := last(t, reply); !strings.Contains(card, "It can be done from Tue 1 Dec 08:00.") {
		t.Errorf("the card is %s", card)
	}
}

func TestUncheckedCaseCanBeFollowedUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.checked = w.known
	reply, _ := w.open(t, budi)
	if card := last(t, reply); !strings.Contains(card, "not checked now") || !strings.Contains(card, chat) {
		t.Errorf("the card is %s", card)
	}
}

func TestContactCountsOnceAndCanBeUndone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	sent, req, err := w.click(t, budi, message.ActionCardWhatsApp, w.known.CaseID, opened)
	if card := last(t, sent); err != nil || !strings.Contains(card, "Opened WhatsApp at 12:00") ||
		strings.Contains(card, "wa.me") || req.AuditDetail != "whatsapp "+w.known.CaseID {
		t.Errorf("after the click: %v, %s, %s", err, req.AuditDetail, card)
	}
	if _, req, err = w.click(t, budi, message.ActionCardWhatsApp, w.known.CaseID, opened); err != nil ||
		req.AuditDetail != "whatsapp again "+w.known.CaseID {
		t.Errorf("a second click: %v, %s", err, req.AuditDetail)
	}
	_, _, err = w.click(t, sita, message.ActionCardUndo, w.known.CaseID, sent)
	if err != nil || len(w.state.Contacts) != 1 {
		t.Errorf("somebody else: %v, %v", err, w.state.Contacts)
	}
	undone, _, err := w.click(t, budi, message.ActionCardUndo, w.known.CaseID, sent)
	if card := last(t, undone); err != nil || !strings.Contains(card, "Undone") || !strings.Contains(card, chat) {
		t.Errorf("undone: %v, %s", err, card)
	}
}

// The text of a case that has been paid meanwhile is not copied.
func TestCopyIsRefusedAtTheClick(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	copied, _, err := w.click(t, budi, message.ActionCardCopy, w.known.CaseID, opened)
	if card := last(t, copied); err != nil || w.contacts != 1 || !strings.Contains(card, "rich_text_preformatted") {
		t.Errorf("copied: %v, %s", err, card)
	}
	w.state, w.checked.Closed, w.checked.Status = collecting.State{}, noon, string(receivables.StatusPaid)
	refused, _, err := w.click(t, budi, message.ActionCardCopy, w.known.CaseID, opened)
	if card := last(t, refused); err != nil || w.contacts != 1 || !strings.Contains(card, "*Paid* at") {
		t.Errorf("paid: %v, %s", err, card)
	}
}

func TestLanguageAndTone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	if !strings.Contains(last(t, opened), "Halo Kak Ani") {
		t.Errorf("the text is not Indonesian: %s", last(t, opened))
	}
	english, _, err := w.click(t, budi, message.ActionCardLanguage, "en", opened)
	if err != nil || !strings.Contains(last(t, english), "Hi Ani") {
		t.Errorf("%v, %s", err, last(t, english))
	}
	firm, _, err := w.click(t, budi, message.ActionCardTone, "3", english)
	if err != nil || !strings.Contains(last(t, firm), "We have not received the payment") {
		t.Errorf("%v, %s", err, last(t, firm))
	}
	if _, _, err := w.click(t, budi, message.ActionCardTone, "9", firm); err == nil {
		t.Error("a tone that does not exist was taken")
	}
}

// Only the owner and admins can remind anyway, and only of what can be passed. The reason is for
// the audit.
func TestRemindAnyway(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		user   string
		passes bool
	}{"admin": {ayu, true}, "owner": {budi, true}, "colleague": {sita, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.state.Owner.ID = budi
			w.state.Snooze = collecting.Snooze{Until: noon.Add(time.Hour), By: budi}
			opened, _ := w.open(t, tt.user)
			if button := strings.Contains(last(t, opened), message.ActionCardAnyway); button != tt.passes {
				t.Errorf("the button is there: %v", button)
			}
			reply, req, _ := submit[string](t, w, tt.user, message.CallbackAnyway, opened,
				fields{message.BlockCardReason: "asked me to"})
			if card := last(t, reply); strings.Contains(card, chat) != tt.passes {
				t.Errorf("the card is %s", card)
			}
			audits := "remind anyway " + w.known.CaseID + ": snoozed"
			if tt.passes {
				audits = "remind anyway " + w.known.CaseID + ": ready"
			}
			if req.AuditReason != "asked me to" || req.AuditDetail != audits {
				t.Errorf("audit: %q, %q", req.AuditDetail, req.AuditReason)
			}
		})
	}
}

// A card counts one contact. Once that cannot be undone, the card begins anew, and so does the
// reason that was given.
func TestCardBeginsAnewAfterItsContact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.state.Snooze = collecting.Snooze{Until: noon.Add(time.Hour), By: budi}
	opened, _ := w.open(t, ayu)
	passed, _, _ := submit[string](t, w, ayu, message.CallbackAnyway, opened,
		fields{message.BlockCardReason: "asked me to"})
	sent, _, err := w.click(t, ayu, message.ActionCardWhatsApp, w.known.CaseID, passed)
	if err != nil {
		t.Fatal(err)
	}
	first := w.state.Contacts[0].Card
	w.state.Contacts[0].At = noon.Add(-collecting.UndoLasts)
	later, _, err := w.click(t, ayu, message.ActionCardTake, w.known.CaseID, sent)
	if card := last(t, later); err != nil || strings.Contains(card, "wa.me") {
		t.Errorf("the reason passes again: %v, %s", err, card)
	}
	w.state.Snooze, w.state.Contacts[0].At = collecting.Snooze{}, noon.AddDate(0, 0, -2)
	again, _, err := w.click(t, ayu, message.ActionCardCheck, w.known.CaseID, sent)
	if err != nil || !strings.Contains(last(t, again), chat) {
		t.Fatalf("two days later: %v, %s", err, last(t, again))
	}
	if _, _, err := w.click(t, ayu, message.ActionCardWhatsApp, w.known.CaseID, again); err != nil ||
		w.state.Contacts[0].Card == first {
		t.Errorf("the second contact is that of the first card: %v, %v", err, w.state.Contacts)
	}
}

// A reason that was given before a colleague began to write does not pass the colleague.
func TestReasonDoesNotPassALaterHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.state.Snooze = collecting.Snooze{Until: noon.Add(time.Hour), By: budi}
	opened, _ := w.open(t, ayu)
	reason := fields{message.BlockCardReason: "asked me to"}
	passed, _, _ := submit[string](t, w, ayu, message.CallbackAnyway, opened, reason)
	w.state.Hold = collecting.Hold{By: sita, Until: noon.Add(time.Minute)}
	held, _, err := w.click(t, ayu, message.ActionCardTone, "2", passed)
	if card := last(t, held); err != nil || w.state.Hold.By != sita || strings.Contains(card, "wa.me") {
		t.Errorf("held by %q, %v, %s", w.state.Hold.By, err, card)
	}
	if passed, _, _ = submit[string](t, w, ayu, message.CallbackAnyway, held, reason); w.state.Hold.By != ayu {
		t.Errorf("with a reason: held by %q, %s", w.state.Hold.By, last(t, passed))
	}
}

// submit submits a form over the card that was shown last, and returns what is wrong with it.
func submit[T any](
	t *testing.T, w *world, user, callback string, on *commandtest.Responder, fields map[string]string,
) (*commandtest.Responder, *bot.Request, map[string]string) {
	t.Helper()
	reply := &commandtest.Responder{}
	req := &bot.Request{
		Kind: bot.KindForm, User: bot.User{ID: user, Name: "Budi"}, ID: callback, Fields: fields,
		Metadata: on.Views[len(on.Views)-1].PrivateMetadata,
	}
	form := w.Command().Forms[callback].(bot.Form[T])
	input, wrong := form.Parse(req)
	if len(wrong) > 0 {
		return reply, req, wrong
	}
	if err := form.Run(t.Context(), input, req, reply); err != nil {
		t.Fatal(err)
	}
	return reply, req, nil
}

type fields = map[string]string

func TestForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	note := "asked for <!channel> *a day*"
	_, req, _ := submit[string](t, w, budi, message.CallbackNote, opened, fields{message.BlockCardText: note})
	if len(w.notes) != 1 || w.notes[0] != note || req.AuditDetail != "note "+w.known.CaseID {
		t.Errorf("notes %q, audit %q", w.notes, req.AuditDetail)
	}
	friday := time.Date(2026, 12, 4, 8, 0, 0, 0, time.UTC)
	submit[collecting.Snooze](t, w, budi, message.CallbackSnooze, opened, fields{
		message.BlockCardUntil: message.SnoozeDate, message.BlockCardDate: "2026-12-04",
		message.BlockCardReason: " away ",
	})
	if s := w.state.Snooze; !s.Until.Equal(friday) || s.Reason != "away" || s.By != budi {
		t.Errorf("snooze = %+v", s)
	}
	submit[collecting.Snooze](t, w, budi, message.CallbackSnooze, opened, fields{message.BlockCardUntil: "monday"})
	if s := w.state.Snooze; !s.Until.Equal(friday.AddDate(0, 0, 3)) {
		t.Errorf("snooze to Monday = %+v", s)
	}
	submit[collecting.Promise](t, w, budi, message.CallbackPromise, opened, fields{
		message.BlockCardDate: "2026-12-03", message.BlockCardAmount: "Rp 100.000",
	})
	due := time.Date(2026, 12, 4, 0, 0, 0, 0, time.UTC)
	if p := w.state.Promise; !p.Due.Equal(due) || p.Amount != 100000 || p.By != budi {
		t.Errorf("promise = %+v", p)
	}
	submit[collecting.FlagReason](t, w, budi, message.CallbackBlock, opened, fields{message.BlockCardReason: "stop"})
	if w.state.DoNotContact.Reason != collecting.AskedToStop {
		t.Errorf("flag = %+v", w.state.DoNotContact)
	}
	shown, _, err := w.click(t, budi, message.ActionCardUnblock, w.known.CaseID, opened)
	if err != nil || !strings.Contains(last(t, shown), "only its owner or an admin") {
		t.Errorf("lifted by no admin: %v, %s", err, last(t, shown))
	}
	if _, _, err := w.click(t, ayu, message.ActionCardUnblock, w.known.CaseID, opened); err != nil ||
		w.state.DoNotContact.Reason != "" {
		t.Errorf("lifted by an admin: %v, %+v", err, w.state.DoNotContact)
	}
}

func TestWrongFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	date := func(date string) fields {
		return fields{message.BlockCardUntil: message.SnoozeDate, message.BlockCardDate: date}
	}
	for _, d := range []string{"2026-11-30", "2027-02-01", "", "soon"} {
		_, _, wrong := submit[collecting.Snooze](t, w, budi, message.CallbackSnooze, opened, date(d))
		if !strings.Contains(wrong[message.BlockCardDate], "such as") {
			t.Errorf("snooze to %q: %v", d, wrong)
		}
	}
	for _, d := range []string{"2026-11-29", "2027-02-01", ""} {
		_, _, wrong := submit[collecting.Promise](t, w, budi, message.CallbackPromise, opened, date(d))
		if len(wrong) == 0 {
			t.Errorf("promise for %q was taken", d)
		}
	}
	_, _, wrong := submit[collecting.Promise](t, w, budi, message.CallbackPromise, opened,
		fields{message.BlockCardDate: "2026-12-03", message.BlockCardAmount: "a lot"})
	if wrong[message.BlockCardAmount] == "" {
		t.Error("an amount that is none was taken")
	}
	for _, reason := range []string{"", "  ", "ab", strings.Repeat("x", 201)} {
		_, _, wrong := submit[string](t, w, ayu, message.CallbackAnyway, opened,
			fields{message.BlockCardReason: reason})
		if len(wrong) == 0 {
			t.Errorf("the reason %q was taken", reason)
		}
	}
	if _, _, wrong := submit[string](t, w, budi, message.CallbackGive, opened, fields{}); len(wrong) == 0 {
		t.Error("a case was given to nobody")
	}
}

// A case that is forgotten while its card is open is gone for each click.
func TestCaseIsGoneAtAClick(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	w.mirrorErr = receivables.ErrNoCase
	for _, action := range []string{
		message.ActionCardWhatsApp, message.ActionCardCopy, message.ActionCardTake, message.ActionCardUndo,
	} {
		shown, req, err := w.click(t, budi, action, w.known.CaseID, opened)
		if err != nil || !strings.Contains(last(t, shown), "This case is gone") {
			t.Errorf("%s: %v", action, err)
		}
		if !strings.HasPrefix(req.AuditDetail, "gone: ") {
			t.Errorf("%s: audit %q", action, req.AuditDetail)
		}
	}
}

// What is submitted for a case that has closed is not saved.
func TestClosedCaseSavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	w.checked.Closed, w.checked.Status = noon, string(receivables.StatusPaid)
	reply, req, _ := submit[string](t, w, budi, message.CallbackNote, opened, fields{message.BlockCardText: "a note"})
	if card := last(t, reply); len(w.notes) > 0 || !strings.Contains(card, "Nothing was saved") ||
		!strings.Contains(card, "*Paid* at 12:00") {
		t.Errorf("notes %q, card %s", w.notes, card)
	}
	if want := "not saved, closed: note " + w.known.CaseID; req.AuditDetail != want {
		t.Errorf("audit = %q", req.AuditDetail)
	}
}

func TestOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	for _, step := range []struct{ user, action, owner, reads string }{
		{budi, message.ActionCardTake, budi, "It is yours now"},
		{sita, message.ActionCardTake, budi, "took it just now"},
		{sita, message.ActionCardRelease, budi, "only its owner or an admin"},
		{budi, message.ActionCardRelease, "", "nobody's now"},
		{sita, message.ActionCardTake, sita, "It is yours now"},
		{ayu, message.ActionCardRelease, "", "nobody's now"},
	} {
		shown, _, err := w.click(t, step.user, step.action, w.known.CaseID, opened)
		if card := last(t, shown); err != nil || w.state.Owner.ID != step.owner || !strings.Contains(card, step.reads) {
			t.Errorf("%+v: %v, owner %q, %s", step, err, w.state.Owner.ID, card)
		}
	}
	submit[string](t, w, budi, message.CallbackGive, opened, fields{message.BlockCardUser: ayu})
	if w.state.Owner.ID != ayu || len(w.told) != 1 || w.told[0] != ayu {
		t.Errorf("given: owner %q, told %v", w.state.Owner.ID, w.told)
	}
	shown, req, _ := submit[string](t, w, ayu, message.CallbackGive, opened, fields{message.BlockCardUser: sita})
	if want := "not given: " + w.known.CaseID; req.AuditDetail != want {
		t.Errorf("audit = %q, want %q", req.AuditDetail, want)
	}
	if w.state.Owner.ID != ayu || len(w.told) != 1 || !strings.Contains(last(t, shown), "may not use the bot") {
		t.Errorf("given to somebody who may not use the bot: owner %q, told %v", w.state.Owner.ID, w.told)
	}
}

// carried matches what a card carries from click to click: values and metadata.
var carried = regexp.MustCompile(`"(?:value|private_metadata|block_id|action_id)":"(?:[^"\\]|\\.)*"`)

// Neither the log, nor the record, nor what a card carries has anything of the customer.
func TestNothingOfTheCustomerIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var kept []string
	keep := func(r *commandtest.Responder, req *bot.Request) {
		kept = append(kept, req.AuditDetail)
		for _, view := range slices.Concat(r.Forms, r.Pushed, r.Views) {
			kept = append(kept, carried.FindAllString(commandtest.JSON(t, view), -1)...)
		}
	}
	opened, req := w.open(t, budi)
	keep(opened, req)
	for _, action := range []string{
		message.ActionCardNote, message.ActionCardSnooze, message.ActionCardAnyway, message.ActionCardCopy,
		message.ActionCardTake, message.ActionCardUndo,
	} {
		r, req, err := w.click(t, budi, action, w.known.CaseID, opened)
		if err != nil {
			t.Fatal(err)
		}
		keep(r, req)
	}
	r, req, _ := submit[string](t, w, budi, message.CallbackNote, opened, fields{message.BlockCardText: "EVIL note"})
	keep(r, req)
	w.ledger = errAway
	keep(w.open(t, budi))
	all := strings.Join(kept, "\n") + w.log.String()
	logged := strings.Contains(w.log.String(), "state of a case not read")
	if len(kept) < 50 || !strings.Contains(all, `\"card\":`) || !logged {
		t.Fatalf("only %d are kept, and the log is %q", len(kept), w.log.String())
	}
	for _, secret := range []string{"Ani", "EVIL", "ani@example.com", "0812", "62812", "150000", "150.000", "Halo"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q is kept in %s", secret, all)
		}
	}
}

// Values and metadata come back from outside.
func TestForgedCards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	for _, metadata := range []string{"", "{}", `{"case":"x","card":"y"}`, `{"case":"` + w.known.CaseID + `"}`} {
		opened.Views[0].PrivateMetadata = metadata
		if _, _, err := w.click(t, budi, message.ActionCardTake, w.known.CaseID, opened); err == nil {
			t.Errorf("%s was taken", metadata)
		}
	}
	for _, value := range []string{"", "x", "1|newest||", strings.Repeat("a", 17)} {
		req := &bot.Request{User: bot.User{ID: budi}, Value: value}
		if err := w.Command().Clicks[message.ActionFollowUp](t.Context(), req, &commandtest.Responder{}); err == nil {
			t.Errorf("the case %q was opened", value)
		}
	}
}

// A card without a reminder says why.
func TestCaseWithoutAPaymentPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.checked.URL = ""
	reply, _ := w.open(t, budi)
	if card := last(t, reply); strings.Contains(card, "wa.me") || !strings.Contains(card, "There is no text for it") {
		t.Errorf("the card is %s", card)
	}
}

// Who chooses what a menu shows already deselects it, and Slack sends no value.
func TestMenusCanBeDeselected(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	opened, _ := w.open(t, budi)
	for _, action := range []string{message.ActionCardTone, message.ActionCardLanguage} {
		shown, _, err := w.click(t, budi, action, "", opened)
		if err != nil || last(t, shown) != last(t, opened) {
			t.Errorf("%s: %v", action, err)
		}
	}
	reply, req := &commandtest.Responder{}, &bot.Request{Kind: bot.KindClick, ID: message.ActionFollowUpPick}
	err := w.Command().Clicks[req.ID](t.Context(), req, reply)
	if err != nil || len(reply.Forms)+len(reply.Views)+len(reply.Shown) > 0 {
		t.Errorf("no row: %v, %+v", err, reply)
	}
}
