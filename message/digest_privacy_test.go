package message_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// A digest notifies its mention in its last block, and only if something is open.
func TestDigestNotifiesOnlyItsMention(t *testing.T) {
	t.Parallel()
	v := morning(33)
	for mention, want := range map[string]string{"U0SAMPLE01": "user", "S0SAMPLE01": "usergroup", "": "",
		"C0SAMPLE01": "", "channel": "", "U1> <!channel": "", "S1> <!channel": "", "Sample": ""} {
		v.Subscription.Mention = mention
		for _, msg := range english(t).Digest(v) {
			if got := notified(t, msg); got != want {
				t.Errorf("%q notifies %q", mention, got)
			}
		}
	}
	v.Subscription.Mention = "U0SAMPLE01"
	test, empty := v, morning(0)
	test.Preview, empty.Subscription.Mention = true, v.Subscription.Mention
	for _, quiet := range []message.Digest{test, empty} {
		for _, msg := range english(t).Digest(quiet) {
			if got := notified(t, msg); got != "" {
				t.Errorf("test %t: it notifies a %s", quiet.Preview, got)
			}
		}
	}
}

// notified returns what a message mentions. Only its last block may mention anybody.
func notified(t *testing.T, msg blockkit.Message) (kind string) {
	t.Helper()
	for i, block := range msg.Blocks {
		var tree any
		if err := json.Unmarshal(encode(t, block), &tree); err != nil {
			t.Fatal(err)
		}
		walk(tree, func(object map[string]any) {
			switch object["type"] {
			case "user", "usergroup", "broadcast":
				kind, _ = object["type"].(string)
				if i != len(msg.Blocks)-1 {
					t.Errorf("a %s in block %d", kind, i)
				}
			}
			if text, _ := object["text"].(string); strings.Contains(text, "<@") || strings.Contains(text, "<!") {
				t.Errorf("a mention in %q", text)
			}
		})
	}
	return kind
}

// A channel reads no e-mail and no phone number, wherever a buyer or the owner typed it.
func TestDigestIsMasked(t *testing.T) {
	t.Parallel()
	for _, private := range []string{
		"ani@example.com", "0812-3456-7890", "081234567890", "+62 812 3456 7890", "Ani <ani@example.com> 081234567890",
		"ani\u200B@example.com", "0812\u200B34567890", "\"ani contoh\" ani@example.com",
	} {
		for _, full := range []bool{false, true} {
			v := filled[message.Digest](private)
			v.Subscription.ID, v.Subscription.Detailed, v.MayarDown, v.At = "k7m2", full, false, monday
			v.Page.Rows[0].URL = "https://tokocontoh.myr.id/plt/1"
			v.Page.Rows[1].URL = "https://tokocontoh.myr.id/plt/2"
			for i, msg := range english(t).Digest(v) {
				raw := jsonText(t, msg)
				for _, secret := range []string{"ani@", "3456", "34567890"} {
					if strings.Contains(raw, secret) {
						t.Errorf("%q: the channel reads %s in variant %d: %s", private, secret, i, raw)
					}
				}
			}
		}
	}
}

// Buttons carry ids, and See all the list of the digest.
func TestDigestButtons(t *testing.T) {
	t.Parallel()
	v := morning(33)
	v.State = message.UnpaidState{Query: "older:7d min:100000", Sort: receivables.SortOldest, Page: 4}
	want := map[string][]string{
		message.ActionDigestShowAll: {"1|oldest||older:7d min:100000"}, message.ActionDigestPauseDay: {"k7m2"},
		message.ActionDigestSettings: {"k7m2"},
	}
	for _, msg := range english(t).Digest(v) {
		if diff := cmp.Diff(want, clickValues(t, msg)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if _, err := message.ParseUnpaidState(want[message.ActionDigestShowAll][0]); err != nil {
		t.Error(err)
	}
	v.Preview = true
	if _, pauses := clickValues(t, english(t).Digest(v)[0])[message.ActionDigestPauseDay]; pauses {
		t.Error("a preview can be paused")
	}
}
