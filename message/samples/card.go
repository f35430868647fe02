package samples

import (
	"time"

	"github.com/mayarbot/mayarbot/collecting"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	budi = "U0SAMPLE02"
	siti = "U0SAMPLE01"
)

// card is the card of a bill of three days ago, checked just now, before anybody did anything.
func card() message.Card {
	row := rows()[3]
	return message.Card{
		Case: receivables.Case{
			Row: row, CustomerKey: "id 1", AsOf: ago(2 * time.Minute), CheckedAt: now, ExpiresAt: now.Add(4 * day),
		},
		State: message.CardState{Case: row.CaseID, Card: "mk1x2y3z-abcdefghij"}, Now: now,
		Viewer: collecting.Person{ID: budi},
		Draft: &message.CardDraft{
			Text: "Halo Kak Dewi, ini Budi dari Toko Contoh. Kami ingin mengingatkan pembayaran " +
				"*Tagihan Membership - paket 2* sebesar Rp150.000. Kakak bisa menyelesaikannya di sini:\n" + row.URL +
				"\nKalau sudah membayar, abaikan pesan ini ya. Terima kasih! (Balas STOP bila tidak ingin diingatkan.)",
			URL:      "https://wa.me/6281200000004?text=Halo%20Kak%20Dewi%2C%20ini%20Budi%20dari%20Toko%20Contoh.",
			Language: "id", Tone: 1,
		},
	}
}

func (s *set) cards(w *message.Renderer) {
	add := func(name, title string, change func(*message.Card)) {
		v := card()
		change(&v)
		s.view("card-"+name, title, w.Card(v))
	}
	add("checking", "The card at once, while Mayar is asked", func(v *message.Card) {
		v.Checking, v.Case.CheckedAt, v.Case.ExpiresAt, v.Draft = true, time.Time{}, time.Time{}, nil
	})
	add("ready", "Nobody has paid: the reminder", func(*message.Card) {})
	add("unchecked", "Mayar does not answer: the reminder, and as of when", func(v *message.Card) {
		v.Case.CheckedAt, v.Case.ExpiresAt, v.Case.AsOf = time.Time{}, time.Time{}, ago(44*time.Minute)
	})
	add("history", "Owner, promise, contacts and notes", history)
	add("opened", "After WhatsApp was opened", func(v *message.Card) {
		v.People.Owner.ID = budi
		v.People.Contacts = []collecting.Contact{{By: budi, At: now, How: collecting.OpenedWhatsApp}}
		v.Sent = &message.CardSent{At: now}
	})
	add("copied", "After the text was copied, too late for the hold", func(v *message.Card) {
		v.People.Owner.ID, v.Sent = budi, &message.CardSent{At: now, Copy: true, Other: siti}
	})
	add("many", "After thirty customers in a day", func(v *message.Card) { v.People.DayContacts = 30 })
	add("partial", "The database does not answer", func(v *message.Card) { v.Partial, v.Draft = true, nil })
	add("no-text", "No payment page to name", func(v *message.Card) { v.Case.URL, v.Draft = "", nil })
	add("undone", "A contact was undone", func(v *message.Card) { v.Notice.Kind = message.NoticeUndone })
	add("taken-by", "Somebody else took it first", func(v *message.Card) {
		v.People.Owner.ID = siti
		v.Notice = message.CardNotice{Kind: message.NoticeTakenBy, User: siti, At: ago(15 * time.Second), Now: now}
	})
	add("not-saved", "A form for a case that has closed", func(v *message.Card) {
		v.Notice.Kind = message.NoticeNotSaved
		refuse(v, collecting.Refusal{Kind: collecting.Paid, Since: ago(time.Minute)})
	})
	for _, r := range refusals() {
		add("refused-"+r.name, r.title, func(v *message.Card) {
			refuse(v, r.refusal)
			v.MayInsist = r.mayInsist
		})
	}
	add("refused-no-mobile", "No number: the text can be copied", func(v *message.Card) {
		v.Case.Mobile, v.Draft.URL = "0812", ""
		v.Refusal = &collecting.Refusal{Kind: collecting.NoMobileNumber}
	})
	s.view("card-gone", "A case that is no longer known", w.CardGone())
	state := card().State
	s.view("card-form-anyway", "Why to remind anyway", w.AnywayForm(state))
	s.view("card-form-snooze", "Until when to snooze", w.SnoozeForm(state, now.Add(day)))
	s.view("card-form-promise", "What was promised", w.PromiseForm(state, now.Add(day)))
	s.view("card-form-note", "A note", w.NoteForm(state))
	s.view("card-form-block", "Do not contact", w.BlockForm(state))
	s.view("card-form-give", "Give to somebody", w.GiveForm(state))
	s.message("card-given", "Somebody gave a case to another", w.Given(card().Case, siti))
	add("hostile", "A buyer who types what nobody should", func(v *message.Card) {
		v.Case.Customer, v.Case.Email, v.Case.Mobile = hostile(), hostile(), hostile()
		v.Case.Product, v.Case.Type, v.Case.URL = hostile(), hostile(), "javascript:alert(1)"
		v.People.Notes = []collecting.Note{{ID: "1", By: budi, At: now, Text: hostile()}}
		v.People.Snooze = collecting.Snooze{Until: now.Add(day), Reason: hostile(), By: siti}
		v.Draft.Text, v.Draft.URL = hostile()+"\n"+hostile(), "javascript:alert(1)"
	})
}

func history(v *message.Card) {
	v.People = collecting.State{
		Owner:   collecting.Owner{ID: siti},
		Promise: collecting.Promise{Due: ago(day), Amount: 100000, By: siti},
		Broken:  2,
		Snooze:  collecting.Snooze{Until: now.Add(4 * day), Reason: "di luar kota", By: siti},
		Contacts: []collecting.Contact{
			{By: siti, At: ago(26 * time.Hour), How: collecting.OpenedWhatsApp},
			{By: budi, At: ago(5 * day), How: collecting.CopiedText},
			{By: budi, At: ago(9 * day), How: collecting.OpenedWhatsApp},
		},
		Notes: []collecting.Note{
			{ID: "2", By: budi, At: ago(2 * time.Hour), Text: "Minta dikirimi tagihan ke alamat lain."},
			{ID: "1", By: siti, At: ago(3 * day), Text: "Baru gajian tanggal 5."},
		},
	}
}

func refuse(v *message.Card, r collecting.Refusal) { v.Refusal, v.Draft = &r, nil }

type refusalSample struct {
	name, title string
	refusal     collecting.Refusal
	mayInsist   bool
}

func refusals() []refusalSample {
	tomorrow, hour := now.Add(23*time.Hour), ago(time.Hour)
	cooling := collecting.Refusal{Kind: collecting.CoolingDown, Who: siti, Since: hour, Until: tomorrow}
	limited := func(limit collecting.Limit, until time.Time) collecting.Refusal {
		r := cooling
		r.Limit, r.Until = limit, until
		return r
	}
	return []refusalSample{
		{"paid", "It was paid", collecting.Refusal{Kind: collecting.Paid, Since: hour}, false},
		{"closed", "It has expired", collecting.Refusal{Kind: collecting.Closed, Since: hour}, false},
		{"elsewhere", "Paid with another checkout", collecting.Refusal{
			Kind: collecting.PaidElsewhere, Since: hour,
		}, false},
		{"blocked", "Do not contact", collecting.Refusal{
			Kind: collecting.NotToBeReached, Who: siti, Since: hour, Reason: collecting.AskedToStop,
		}, false},
		{"held", "A colleague is writing", collecting.Refusal{
			Kind: collecting.HeldByColleague, Who: siti, Until: now.Add(2 * time.Minute),
		}, true},
		{"promised", "A promise is not due yet", collecting.Refusal{
			Kind: collecting.Promised, Who: siti, Since: hour, Until: tomorrow,
		}, true},
		{"snoozed", "Snoozed", collecting.Refusal{Kind: collecting.Snoozed, Who: siti, Until: tomorrow}, false},
		{"too-soon", "Reminded an hour ago", limited(collecting.PerGap, tomorrow), true},
		{"weekly", "Reminded three times in a week", limited(collecting.PerWeek, tomorrow), false},
		{"enough", "Reminded as often as a bill may be", limited(collecting.PerBill, time.Time{}), false},
		{"quiet", "At night or on a holiday", collecting.Refusal{Kind: collecting.QuietTime, Until: tomorrow}, true},
		{"young", "In the first hour", collecting.Refusal{
			Kind: collecting.TooYoung, Since: hour, Until: now.Add(20 * time.Minute),
		}, true},
	}
}
