package message_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

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
