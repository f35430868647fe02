package message_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func english(t testing.TB) *message.Renderer {
	t.Helper()
	w, err := message.New("en", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// clickValues maps the action ids of a message to the values that a click sends.
func clickValues(t *testing.T, msg blockkit.Message) map[string][]string {
	t.Helper()
	var tree any
	if err := json.Unmarshal(messageJSON(t, msg), &tree); err != nil {
		t.Fatal(err)
	}
	clicks := map[string][]string{}
	walk(tree, func(object map[string]any) {
		id, ok := object["action_id"].(string)
		if !ok {
			return
		}
		value, _ := object["value"].(string)
		values := []string{value}
		if options, isMenu := object["options"].([]any); isMenu {
			values = nil
			for _, option := range options {
				values = append(values, option.(map[string]any)["value"].(string))
			}
		}
		clicks[id] = append(clicks[id], values...)
	})
	return clicks
}

func unpaidPage(number, pages int) message.Unpaid {
	return message.Unpaid{
		State: message.UnpaidState{ListID: "K7F3QZA", Query: "ani", Sort: receivables.SortOldest, Page: number},
		Page: receivables.Page{
			Totals: receivables.Totals{Count: 30, Groups: 30, Amount: 300_000}, Complete: true,
			Rows: make([]receivables.Row, 10), Number: number, Pages: pages,
		},
		Now: time.Unix(1_800_000_000, 0),

		ShareKey: "SHOWN12",
	}
}

// linksIn returns the addresses that buttons open, and the rich texts to copy.
func linksIn(t *testing.T, msg blockkit.Message) (urls, texts []string) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(messageJSON(t, msg), &tree); err != nil {
		t.Fatal(err)
	}
	walk(tree, func(object map[string]any) {
		if url, ok := object["url"].(string); ok {
			urls = append(urls, url)
		}
		if text, ok := object["text"].(string); ok && object["type"] == "text" {
			texts = append(texts, text)
		}
	})
	return urls, texts
}

// Previous and Next appear above and below the rows if there is such a page, and all buttons keep
// query and order.
func TestUnpaidButtons(t *testing.T) {
	t.Parallel()
	menu := []string{"1|newest|K7F3QZA|ani", "1|oldest|K7F3QZA|ani", "1|largest|K7F3QZA|ani", "1|customer|K7F3QZA|ani"}
	for _, tt := range []struct {
		name string
		list message.Unpaid
		want map[string][]string
	}{
		{"first", unpaidPage(1, 3), map[string][]string{
			message.ActionUnpaidNext:      {"2|oldest|K7F3QZA|ani"},
			message.ActionUnpaidBelowNext: {"2|oldest|K7F3QZA|ani"}, message.ActionUnpaidSort: menu,
			message.ActionUnpaidRefresh: {"1|oldest|K7F3QZA|ani"},
			message.ActionUnpaidShare:   {"SHOWN12|1|oldest|K7F3QZA|ani"},
		}},
		{"middle", unpaidPage(2, 3), map[string][]string{
			message.ActionUnpaidPrevious:      {"1|oldest|K7F3QZA|ani"},
			message.ActionUnpaidBelowPrevious: {"1|oldest|K7F3QZA|ani"},
			message.ActionUnpaidNext:          {"3|oldest|K7F3QZA|ani"},
			message.ActionUnpaidBelowNext:     {"3|oldest|K7F3QZA|ani"}, message.ActionUnpaidSort: menu,
			message.ActionUnpaidRefresh: {"2|oldest|K7F3QZA|ani"},
			message.ActionUnpaidShare:   {"SHOWN12|2|oldest|K7F3QZA|ani"},
		}},
		{"last", unpaidPage(3, 3), map[string][]string{
			message.ActionUnpaidPrevious:      {"2|oldest|K7F3QZA|ani"},
			message.ActionUnpaidBelowPrevious: {"2|oldest|K7F3QZA|ani"}, message.ActionUnpaidSort: menu,
			message.ActionUnpaidRefresh: {"3|oldest|K7F3QZA|ani"},
			message.ActionUnpaidShare:   {"SHOWN12|3|oldest|K7F3QZA|ani"},
		}},
		{"no match", message.Unpaid{State: message.UnpaidState{Query: "ani"}}, map[string][]string{
			message.ActionUnpaidRefresh: {"1|newest||ani"}, message.ActionUnpaidClearQuery: {"1|newest||"},
		}},
		{"nothing", message.Unpaid{}, map[string][]string{message.ActionUnpaidRefresh: {"1|newest||"}}},
	} {
		if diff := cmp.Diff(tt.want, clickValues(t, english(t).Unpaid(tt.list))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSharedListHasNoShareButton(t *testing.T) {
	t.Parallel()
	list := unpaidPage(1, 1)
	list.Shared, list.SharedTS = true, "1700000000.000100"
	if got := clickValues(t, english(t).Unpaid(list))[message.ActionUnpaidUnshare]; len(got) != 1 {
		t.Error("the button to take it back is missing")
	}
	if _, there := clickValues(t, english(t).Unpaid(list))[message.ActionUnpaidShare]; there {
		t.Error("the button is still there")
	}
}

// An option holds less text than a button: a list with a longer query has no menu.
func TestSortMenuKeepsTheQuery(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 130, 140, 200, message.MaxQueryLen} {
		list := unpaidPage(1, 1)
		list.State.Query = strings.Repeat("a", n)
		for _, value := range clickValues(t, english(t).Unpaid(list))[message.ActionUnpaidSort] {
			if state, err := message.ParseUnpaidState(value); err != nil || state.Query != list.State.Query {
				t.Errorf("%d characters: the menu leads to %q", n, value)
			}
		}
	}
}

func TestPaymentPagesAreUnchangedOrMissing(t *testing.T) {
	t.Parallel()
	for url, shown := range map[string]bool{
		"https://tokocontoh.myr.id/plt/1?a=b%20c&d=e+f==#g": true,
		"http://tokocontoh.example/plt/1":                   true,
		"":                                                  false,
		"javascript:alert(1)":                               false,
		"https://tokocontoh.myr.id/plt/1 ":                  false,
		"https://tokocontoh.myr.id/" + strings.Repeat("a", 500): false,
	} {
		list := unpaidPage(1, 1)
		list.Rows = []receivables.Row{{URL: url}}
		urls, _ := linksIn(t, english(t).Unpaid(list))
		if got := slices.Contains(urls, url); got != shown || len(urls) > 1 {
			t.Errorf("%.60q shown: %v, want %v", url, got, shown)
		}
	}
}

// Links are unchanged in the button and in the text to copy.
func TestLinksAreByteForByte(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://tokocontoh.myr.id/m/x?immutable=eyJh+/b==.0f1e&a=%20%2B",
		"https://tokocontoh.myr.id/m/x?immutable=eyJ_-h.0f1e#frag|",
		"https://tokocontoh.myr.id/pl/checkout?product=1&immutable=" + strings.Repeat("eyJh", 150),
	} {
		for _, links := range []message.CheckoutLinks{
			{Tiers: []message.TierLink{{ID: "1", URL: url}}}, {Tiers: []message.TierLink{{ID: "1", UsageURL: url}}},
			{SingleURL: url}, {UsageURL: url},
		} {
			var want []string
			if _, safe := blockkit.SafeURL(url); safe {
				want = []string{url}
			}
			urls, texts := linksIn(t, english(t).CheckoutLinks(links))
			if !slices.Equal(urls, want) || !slices.Equal(texts, want) {
				t.Errorf("%.80q: button %q, text %q", url, urls, texts)
			}
		}
	}
}

// Ten tiers with the longest links observed fit: a button and a text each.
func TestTenTiersFit(t *testing.T) {
	t.Parallel()
	var links message.CheckoutLinks
	for range 10 {
		links.Tiers = append(links.Tiers,
			message.TierLink{Name: "Paket", URL: "https://tokocontoh.myr.id/m/x?immutable=" + strings.Repeat("a", 300)})
	}
	if urls, texts := linksIn(t, english(t).CheckoutLinks(links)); len(urls) != 10 || len(texts) != 10 {
		t.Errorf("%d buttons and %d texts", len(urls), len(texts))
	}
}

func TestProductOptions(t *testing.T) {
	t.Parallel()
	w := english(t)
	products := []message.Product{{ID: "0e787345-0000", Name: "Kelas", Type: "membership"},
		{ID: strings.Repeat("a", 151), Name: "too long an id"}, {Name: "no id"}, {ID: "1"}}
	var got []string
	for _, option := range w.ProductOptions(products) {
		line := option.Value + ": " + option.Text.Text
		if option.Description != nil {
			line += " (" + option.Description.Text + ")"
		}
		got = append(got, line)
	}
	want := []string{"0e787345-0000: Kelas (membership · 0e78734…)", "1: Product id 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := len(w.ProductOptions(slices.Repeat([]message.Product{{ID: "1", Name: "x"}}, 300))); n != 100 {
		t.Errorf("%d options, Slack allows 100", n)
	}
	if w.PastedProduct("") != nil {
		t.Error("an option without an id")
	}
}

func BenchmarkUnpaid(b *testing.B) {
	w := english(b)
	list := unpaidPage(2, 3)
	for i := range list.Rows {
		list.Rows[i] = receivables.Row{
			Customer: "Ani Contoh", Email: "ani@example.com", Mobile: "0812-0000-0001",
			Product: "Kelas Menulis Daring", Type: "invoice", Status: "active",
			URL: "https://tokocontoh.myr.id/plt/1", Amount: 104930, Count: 1, Newest: list.Now.Add(-time.Hour),
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		w.Unpaid(list)
	}
}

// The buttons to publish and to take back have values that anybody can forge.
func TestShareValues(t *testing.T) {
	t.Parallel()
	state := message.UnpaidState{ListID: "K7F3QZA", Query: "ani | budi", Sort: receivables.SortOldest, Page: 3}
	key, got, err := message.ParseShare(message.ShareValue("SHOWN12", state))
	if diff := cmp.Diff(state, got); err != nil || key != "SHOWN12" || diff != "" {
		t.Errorf("%q, %v, %s", key, err, diff)
	}
	for _, value := range []string{"", state.Value(), "|" + state.Value(), "a b|" + state.Value(), "SHOWN12",
		"SHOWN12|x"} {
		if _, _, err := message.ParseShare(value); err == nil {
			t.Errorf("%q was parsed as a share", value)
		}
	}
	if ts, got, err := message.ParseUnshare("1700000000.000100|" + state.Value()); err != nil ||
		ts != "1700000000.000100" || got != state {
		t.Errorf("%q, %+v, %v", ts, got, err)
	}
	for _, value := range []string{"", "|", "1.2", "x.y|" + state.Value(), "1700000000.000100|x",
		"1700000000.000100,1|" + state.Value()} {
		if _, _, err := message.ParseUnshare(value); err == nil {
			t.Errorf("%q was parsed as a shared list", value)
		}
	}
}
