package message_test

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/message"
)

// A tier that nobody can buy now has no button. Its link stays as text for later.
func TestSoldOutTierHasNoButton(t *testing.T) {
	t.Parallel()
	w := english(t)
	for name, tt := range map[string]struct {
		change func(*message.TierLink)
		opened int
	}{
		"for sale":   {func(*message.TierLink) {}, 2},
		"sold out":   {func(t *message.TierLink) { t.SoldOut = true }, 0},
		"not active": {func(t *message.TierLink) { t.Inactive = true }, 0},
	} {
		tier := message.TierLink{ID: "t1", Name: "Dasar", URL: "https://toko.example/1",
			UsageURL: "https://toko.example/2"}
		tt.change(&tier)
		text := jsonText(t, w.CheckoutLinks(message.CheckoutLinks{Tiers: []message.TierLink{tier}}))
		if opened := strings.Count(text, `"action_id":"link.open"`); opened != tt.opened {
			t.Errorf("%s: %d buttons in %s", name, opened, text)
		}
		for _, url := range []string{tier.URL, tier.UsageURL} {
			if !strings.Contains(text, `"text":"`+url+`"`) {
				t.Errorf("%s: %s is missing as text to copy: %s", name, url, text)
			}
		}
	}
}

func TestNoteOnLinksWithoutCredit(t *testing.T) {
	t.Parallel()
	const none, usage = "No credit amount is fixed in the link", "https://toko.example/kredit"
	for name, tt := range map[string]struct {
		links message.CheckoutLinks
		noted bool
	}{
		"none requested": {message.CheckoutLinks{UsageURL: usage}, true},
		"requested":      {message.CheckoutLinks{UsageURL: usage, Credit: 1000, WithCredit: 1}, false},
		"not requested": {message.CheckoutLinks{UsageURL: usage, UnrequestedCredit: map[string]int64{usage: 500}},
			false},
		"unreadable":      {message.CheckoutLinks{UsageURL: usage, Unverifiable: 1}, false},
		"another product": {message.CheckoutLinks{SingleURL: usage}, false},
	} {
		if text := jsonText(t, english(t).CheckoutLinks(tt.links)); strings.Contains(text,
			none) != tt.noted {
			t.Errorf("%s: %s", name, text)
		}
	}
}
