package message_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/commands/commandtest"
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
	return append(messages, digestMessages(w, text)...), []slack.ModalViewRequest{w.CheckoutForm(form),
		w.DigestForm(digestForm)}
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

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	kinds := commandtest.Constants[message.ProblemKind](t, ".", "ProblemKind")
	for _, language := range message.Languages {
		w, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		for _, attack := range attacks() {
			messages, views := everyMessage(w, kinds, attack)
			for _, msg := range messages {
				checkText(t, attack, msg.Text)
				checkTree(t, attack, messageJSON(t, msg))
				for _, problem := range blockkit.Check(msg) {
					t.Errorf("%.40q: Slack would reject it: %s", attack, problem.Message)
				}
			}
			for _, view := range views {
				checkTree(t, attack, encode(t, view))
				for _, problem := range blockkit.CheckModal(view) {
					t.Errorf("%.40q: Slack would reject the form: %s", attack, problem.Message)
				}
			}
		}
	}
}

// checkText checks the text beside the blocks, which must hold no untrusted text.
func checkText(t *testing.T, attack, text string) {
	t.Helper()
	if text == "" || strings.Contains(text, "EVIL") || strings.ContainsAny(text, "<>@") {
		t.Errorf("%.40q: the text is %.80q", attack, text)
	}
}

func checkTree(t *testing.T, attack string, raw []byte) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	walk(tree, func(object map[string]any) { checkObject(t, attack, object) })
}

func walk(node any, visit func(map[string]any)) {
	switch node := node.(type) {
	case map[string]any:
		visit(node)
		for _, child := range node {
			walk(child, visit)
		}
	case []any:
		for _, child := range node {
			walk(child, visit)
		}
	}
}

func checkObject(t *testing.T, attack string, object map[string]any) {
	t.Helper()
	text, _ := object["text"].(string)
	switch object["type"] {
	case "mrkdwn":
		if object["verbatim"] != true {
			t.Errorf("%.40q: mrkdwn that is not verbatim: %.80q", attack, text)
		}
		checkMrkdwn(t, attack, text)
		checkVisible(t, attack, text)
	case "plain_text":
		if object["emoji"] == true {
			t.Errorf("%.40q: plain text with emoji: %.80q", attack, text)
		}
		checkVisible(t, attack, text)
	case "link":
		if !paymentLabel.MatchString(text) {
			t.Errorf("%.40q: a link that says %.80q", attack, text)
		}
	case "user", "usergroup", "broadcast", "channel", "emoji", "image", "date":
		t.Errorf("%.40q: it became a %v", attack, object["type"])
	}
	if address, ok := object["url"].(string); ok {
		if _, safe := blockkit.SafeURL(address); !safe {
			t.Errorf("%.40q: a link to %.80q", attack, address)
		}
	}
}

var (
	ours = regexp.MustCompile(`<https://web\.mayar\.id/api-keys>`)

	// A link is a safe address and one of our labels.
	payment = regexp.MustCompile(
		`<https?://[^<>|\s]+\|(Payment page|Link bayar)( \((at least |setidaknya )?Rp[\d.]+\))?>`,
	)

	// In a table it may have a plain first name or an amount, to distinguish the links.
	paymentLabel = regexp.MustCompile(
		`^(Payment page|Link bayar|Link [\p{L}\p{N}]{1,12}|1× (at least |setidaknya )?Rp[\d.]+)$`,
	)
	inCode   = regexp.MustCompile("`[^`\n]*`")
	emoji    = regexp.MustCompile(`:[\p{L}\p{N}_+'-]+:`)
	entities = regexp.MustCompile(`&(amp|lt|gt);`)
)

// checkMrkdwn looks for anything that Slack would act on, outside of our own code spans.
func checkMrkdwn(t *testing.T, attack, text string) {
	t.Helper()
	text = payment.ReplaceAllString(ours.ReplaceAllString(text, ""), "")
	if strings.ContainsAny(text, "<>") || strings.Contains(entities.ReplaceAllString(text, ""), "&") {
		t.Errorf("%.40q: not escaped: %.120q", attack, text)
	}
	text = inCode.ReplaceAllString(text, "code")
	if strings.Contains(text, "`") || emoji.MatchString(text) {
		t.Errorf("%.40q: code or an emoji: %.120q", attack, text)
	}
	for _, marked := range []string{"*EVIL* ", "_EVIL_", "~EVIL~", "**"} {
		if strings.Contains(text, marked) {
			t.Errorf("%.40q: it formats: %.120q", attack, text)
		}
	}
}

// checkVisible finds characters that nobody sees.
func checkVisible(t *testing.T, attack, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && r != '\uFE0F' &&
			(unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar) {
			t.Errorf("%.40q: %U in %.80q", attack, r, text)
			return
		}
	}
}

// What a channel reads has no e-mail, no phone number and no payment link in it, wherever a buyer
// or the asker typed them.
func TestSharedIsMasked(t *testing.T) {
	t.Parallel()
	w, err := message.New("en", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{
		"ani@example.com", "0812-3456-7890", "081234567890", "+62 812 3456 7890", "Ani <ani@example.com> 081234567890",
		"ani\u200B@example.com", "0812\u200B34567890", "\"ani contoh\" ani@example.com",
	} {
		list := filled[message.Unpaid](private)
		list.Totals = receivables.Totals{Count: 2, Groups: 2}
		list.Rows[0].URL, list.Rows[1].URL = "https://tokocontoh.myr.id/plt/1", "https://tokocontoh.myr.id/plt/2"
		list.Problem, list.Outage = nil, nil
		raw := jsonText(t, w.UnpaidShared(list, "U0SAMPLE01"))
		for _, secret := range []string{"ani@", "3456", "34567890", "myr.id"} {
			if strings.Contains(raw, secret) {
				t.Errorf("%q: the channel reads %s in %s", private, secret, raw)
			}
		}
		if !strings.Contains(raw, message.ActionUnpaidShowPrivately) ||
			strings.Contains(raw, message.ActionUnpaidRefresh) {
			t.Errorf("%q: not the one button", private)
		}
	}
}
