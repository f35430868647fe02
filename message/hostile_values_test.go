package message_test

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/samples"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

// attacks are texts that a buyer could type. The word EVIL shows where Slack would act on them.
func attacks() []string {
	return []string{
		samples.Hostile,
		samples.Hostile + strings.Repeat("EVIL <&> ", 560),
		strings.Repeat("*EVIL* ", 800),
		"```EVIL``` `EVIL` ``EVIL``", "*EVIL*", "_EVIL_", "~EVIL~", "*", "`", "> EVIL", "\n>>> EVIL",
		"<!channel>", "<!everyone>", "<!here|here>", "<!subteam^S0000001>", "<@U0000001>", "<#C0000001|general>",
		"@here", "@everyone", "#general",
		"<https://evil.example|https://mayar.id>", "https://evil.example/x", "mailto:evil@example.com",
		"javascript:EVIL", "https://mayar.id@evil.example/",
		"<!date^1392734382^{date}|EVIL>", "&lt;!channel&gt;", "&amp;lt;!channel>", "\u202Etxet EVIL\u202C",
		"*E\u200BV\u2060I\uFEFFL*", "\x00\x07\x1b[31mEVIL", "\xff\xfe",
		":tada: :EVIL:", strings.Repeat("&", 5000), strings.Repeat("🧨", 5000),
		strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306", 900), " ", "\u200B",
	}
}

// everyMessage returns all messages and forms, with text in each string of their values. The
// problems are of each kind.
func everyMessage(
	w *message.Renderer, kinds []message.ProblemKind, text string,
) ([]blockkit.Message, []slack.ModalViewRequest) {
	now := time.Date(2026, time.November, 3, 9, 43, 0, 0, time.UTC)
	unpaid := filled[message.Unpaid](text)
	unpaid.Now, unpaid.Number, unpaid.Pages, unpaid.Totals = now, 2, 3, receivables.Totals{Count: 30, Groups: 30}
	noMatch := unpaid
	noMatch.Rows, noMatch.Totals = nil, receivables.Totals{}
	group, paid := filled[message.UnpaidGroup](text), filled[message.Paid](text)
	group.Now, paid.Now = now, now
	links := filled[message.CheckoutLinks](text)
	linked := filled[message.CheckoutLinks](text)
	linked.SingleURL = "https://tokocontoh.myr.id/pl/x?immutable=a=="
	status := filled[message.Status](text)
	status.Now = now
	form := filled[message.CheckoutForm](text)
	digestForm := filled[digest.Subscription](text)
	messages := []blockkit.Message{
		w.Unpaid(unpaid), w.Unpaid(noMatch), w.UnpaidGroup(group), w.Paid(paid), w.UnpaidShared(unpaid, text),
		w.UnpaidShared(noMatch, text),
		w.CheckoutLinks(links), w.CheckoutLinks(linked), w.Help([]message.HelpEntry{filled[message.HelpEntry](text)}),
		w.Status(status),
		w.Busy(text), w.AccessDenied(text, []string{text}, text), w.AccessDenied("guest", []string{text}, text),
		w.Unknown(text, text, text),
	}
	for _, kind := range append(slices.Clone(kinds), message.ProblemKind(text)) {
		p := filled[message.Problem](text)
		p.Kind = kind
		messages = append(messages, w.Problem(p))
	}
	messages = append(messages, w.Given(filled[receivables.Case](text), text))
	views := append(cards(w, text), w.CheckoutForm(form), w.DigestForm(digestForm, 0))
	return append(messages, digestMessages(w, text)...), views
}

// cards returns cards in each state, with text in each string.
func cards(w *message.Renderer, text string) (views []slack.ModalViewRequest) {
	now := time.Date(2026, time.November, 3, 9, 43, 0, 0, time.UTC)
	full := filled[message.Card](text)
	full.Now, full.People.Snooze.Until, full.People.Promise.Due = now, now.Add(time.Hour), now.Add(time.Hour)
	full.Case.CaseID, full.Checking, full.Partial = "ab2cab2cab2crowa", false, false // an id is our own
	full.State = message.CardState{Case: full.Case.CaseID, Card: "mk1x2y3z-abcdefghij"}
	full.People.Notes[0].ID, full.People.Notes[1].ID = "1", "2"
	for _, change := range []func(*message.Card){
		func(*message.Card) {},
		func(v *message.Card) { v.Refusal, v.Draft.URL = nil, "https://wa.me/6281200000000" },
		func(v *message.Card) { v.Sent = nil },
		func(v *message.Card) { v.Refusal, v.Sent = nil, nil },
		func(v *message.Card) { v.Partial, v.Sent = true, nil },
		func(v *message.Card) { v.Checking = true },
	} {
		card := full
		draft := *full.Draft
		card.Draft = &draft
		change(&card)
		views = append(views, w.Card(card))
	}
	return views
}

// digestMessages returns all messages of digests, with text in each string.
func digestMessages(w *message.Renderer, text string) []blockkit.Message {
	now := time.Date(2026, time.November, 3, 9, 43, 0, 0, time.UTC)
	full := filled[message.Digest](text)
	full.At, full.Slot, full.Since, full.NoBaseline = now, now.Add(-time.Hour), now.AddDate(0, 0, -1), false
	compact := full
	compact.Subscription.Detailed, compact.Preview, compact.MayarDown = false, false, false
	empty := compact
	empty.Page.Rows, empty.Page.Totals = nil, receivables.Totals{}
	list := filled[message.DigestList](text)
	weekly := filled[message.DigestList](text)
	weekly.Digests[0].Schedule.Cron, weekly.Digests[1].PausedUntil = "", digest.Forever
	answer := filled[message.DigestConfirmation](text)
	notice := filled[message.DigestNotice](text)
	scope := message.DigestProblem{Kind: digest.ProblemMissingScope, Scope: text}
	return slices.Concat(w.Digest(full), w.Digest(compact), w.Digest(empty), []blockkit.Message{
		w.DigestList(list), w.DigestList(weekly), w.DigestListAll(list), w.DigestListAll(weekly),
		w.DigestCreated(answer, true), w.DigestSaved(answer), w.DigestDeleted(answer), w.DigestPaused(answer),
		w.DigestResumed(answer),
		w.DigestPreviewSent(answer), w.DigestPostingNow(answer), w.DigestNotYours(text, text, text),
		w.DigestNotice(notice),
		w.DigestCannotPost(message.DigestProblem{Kind: digest.ProblemNotInChannel}, text, text, text),
		w.DigestCannotPost(scope, text, text, text),
	})
}

// filled returns a value with text in each string, two elements in each list and a value behind
// each pointer.
func filled[T any](text string) T {
	var v T
	fill(reflect.ValueOf(&v).Elem(), text)
	return v
}

func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Struct:
		if _, isTime := v.Interface().(time.Time); isTime {
			return
		}
		for i := range v.NumField() {
			if !v.Field(i).CanSet() {
				continue // unexported
			}
			fill(v.Field(i), text)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), text)
		fill(v.Index(1), text)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case reflect.Pointer:
		if _, isZone := v.Interface().(*time.Location); isZone {
			v.Set(reflect.ValueOf(time.FixedZone(text, 3600)))
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Int, reflect.Int64:
		v.SetInt(3)
	case reflect.Bool:
		v.SetBool(true)
	}
}
