package message_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// A row of several has a button that shows each of them. Where there is a link, it is told for how
// much: not for the total.
func TestGroupButton(t *testing.T) {
	t.Parallel()
	four := receivables.Row{
		ID: "tx-1", Customer: "Teguh", URL: "https://toko.example/plt/1", Amount: 16_000_000, Count: 4,
		LatestAmount: receivables.Delta{Count: 1, Amount: 4_000_000},
	}
	nameless := four
	nameless.ID = "a|b"
	single := four
	single.Count, single.Amount, single.LatestAmount = 1, 4_000_000, receivables.Delta{Count: 1, Amount: 4_000_000}
	w := english(t)
	for name, tt := range map[string]struct {
		row       receivables.Row
		group     []string
		says, not string
	}{
		"four": {four, []string{"tx-1|1|1|oldest|K7F3QZA|ani"}, `"Show all 4"`,
			"https://toko.example/plt/1"},
		"without an id": {nameless, nil, `"Payment page (Rp4.000.000)"`, "Show all"},
		"one":           {single, nil, `"Payment page"`, "Show all"},
	} {
		list := unpaidPage(1, 1)
		list.Rows = []receivables.Row{tt.row}
		msg := w.Unpaid(list)
		if diff := cmp.Diff(tt.group, clickValues(t, msg)[message.ActionUnpaidGroup]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if text := jsonText(t, msg); !strings.Contains(text, tt.says) || strings.Contains(text, tt.not) {
			t.Errorf("%s: %q is missing, or %q is there: %s", name, tt.says, tt.not, text)
		}
	}
	digests := w.Digest(message.Digest{Report: digest.Report{
		Page: receivables.Page{Rows: []receivables.Row{four, single}, Totals: receivables.Totals{Count: 5},
			Complete: true}, At: time.Unix(1_800_000_000, 0),
	}})
	for i, want := range []string{`"1× Rp4.000.000"`, `|Payment page (Rp4.000.000)>`} {
		if text := jsonText(t, digests[i]); strings.Count(text, want) != 1 {
			t.Errorf("variant %d: %q once, not in %s", i, want, text)
		}
	}
}

func TestUnpaidGroup(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 9, 9, 0, 0, 0, time.UTC)
	list := message.UnpaidState{ListID: "K7F3QZA", Query: "teguh", Sort: receivables.SortOldest, Page: 3}
	v := message.UnpaidGroup{State: message.GroupState{ID: "tx-1", Page: 2, List: list},
		Page: receivables.Page{Pages: 3, Totals: receivables.Totals{Count: 24, Amount: 96_000_000}}, Now: now}
	for i := range 2 {
		v.Rows = append(v.Rows, receivables.Row{
			Customer: "Teguh", Email: "teguh@example.com", Mobile: "0812", Product: "Kelas", Amount: 4_000_000,
			Count: 1,
			URL:   "https://toko.example/plt/" + string(rune('1'+i)), Newest: now.AddDate(0, 0, -i-1),
		})
	}
	msg := english(t).UnpaidGroup(v)
	text := jsonText(t, msg)
	for _, want := range []string{
		"Teguh · 24× · Rp96.000.000", "teguh@example.com · 0812", "*Rp4.000.000* · 8 Nov 2026 09:00 · 1 day",
		"*Rp4.000.000* · 7 Nov 2026 09:00 · 2 days",
		"Payment page of Teguh, 8 Nov 2026 09:00", "Page 2 of 3",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	urls, _ := linksIn(t, msg)
	if diff := cmp.Diff([]string{"https://toko.example/plt/1", "https://toko.example/plt/2"}, urls); diff != "" {
		t.Error(diff)
	}
	clicks := clickValues(t, msg)
	delete(clicks, message.ActionLink)
	want := map[string][]string{
		message.ActionUnpaidGroupPrevious: {"tx-1|1|3|oldest|K7F3QZA|teguh"},
		message.ActionUnpaidGroupNext:     {"tx-1|3|3|oldest|K7F3QZA|teguh"},
		message.ActionUnpaidBack:          {"3|oldest|K7F3QZA|teguh"},
	}
	if diff := cmp.Diff(want, clicks); diff != "" {
		t.Error(diff)
	}
}

func TestGroupAndPaidStateRoundTrip(t *testing.T) {
	t.Parallel()
	group := message.GroupState{ID: "0e787345-2b1f_x.1:2", Page: 7,
		List: message.UnpaidState{ListID: "K7", Query: "a|b older:7d", Sort: receivables.SortCustomer, Page: 2}}
	if got, err := message.ParseGroupState(group.Value()); err != nil || got != group {
		t.Errorf("%+v became %+v, %v", group, got, err)
	}
	for _, wrong := range []string{"", "tx", "tx|1", "tx|0|1|newest||", "tx|a|1|newest||", "t x|1|1|newest||",
		"|1|1|newest||", "tx|1|1|name||", "tx|100001|1|newest||"} {
		if got, err := message.ParseGroupState(wrong); err == nil {
			t.Errorf("%q was parsed as %+v", wrong, got)
		}
	}
	paid := message.PaidState{Digest: "k7fq", From: time.UnixMilli(1000), To: time.UnixMilli(2000), Page: 3}
	if got, err := message.ParsePaidState(paid.Value()); err != nil || got != paid {
		t.Errorf("%+v became %+v, %v", paid, got, err)
	}
	for _, wrong := range []string{"", "k7fq", "k7fq|1|0|5", "k7fq|1|6|5", "|1|1|2", "k7fq|0|1|2", "k7fq|1|x|2",
		"k7fq|1|1|2|3", strings.Repeat("k", 99) + "|1|1|2"} {
		if got, err := message.ParsePaidState(wrong); err == nil {
			t.Errorf("%q was parsed as %+v", wrong, got)
		}
	}
}

// The headline names the status that the query asks for.
func TestHeadlineNamesTheStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[receivables.Status]string{
		"": "24 unpaid · Rp300.000", receivables.StatusActive: "24 unpaid · Rp300.000",
		receivables.StatusExpired: "24 expired · Rp300.000", receivables.StatusPaid: "24 paid · Rp300.000",
		receivables.StatusAll: "24 unpaid or expired · Rp300.000",
	} {
		list := unpaidPage(1, 3)
		list.Query.Status, list.Totals.Count = status, 24
		if got := english(t).Unpaid(list).Text; got != want {
			t.Errorf("%q: %q, want %q", status, got, want)
		}
	}
}

// The suggestions depend on the query.
func TestNoMatchSuggestions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		query      string
		words, all bool
	}{
		"words":            {"ani", true, true},
		"only a filter":    {"type:event", false, true},
		"among expired":    {"ani status:expired", true, false},
		"filter, and paid": {"status:paid", false, false},
	} {
		query, err := receivables.ParseQuery(tt.query, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		list := message.Unpaid{State: message.UnpaidState{Query: tt.query}, Query: query}
		text := jsonText(t, english(t).Unpaid(list))
		if words, all := strings.Contains(text, "All words have to match"), strings.Contains(text,
			"looks among the expired"); words != tt.words || all != tt.all {
			t.Errorf("%s: words %v, elsewhere %v: %s", name, words, all, text)
		}
	}
}

// A type is not shown if the product's name says the same.
func TestTypeIsNotRepeated(t *testing.T) {
	t.Parallel()
	id, err := message.New("id", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		product, kind, want, not string
	}{
		{"Penagihan", "payment_request", "Penagihan", "penagihan"},
		{"INVOICE", "invoice", "INVOICE", "invoice"},
		{"Kelas Kopi", "invoice", "Kelas Kopi · invoice", "×"},
	} {
		list := unpaidPage(1, 1)
		list.Rows = []receivables.Row{{Product: tt.product, Type: tt.kind, Count: 1}}
		list.State.Query = ""
		if text := jsonText(t, id.Unpaid(list)); !strings.Contains(text, tt.want) ||
			strings.Contains(text, "· "+tt.not) {
			t.Errorf("%s of type %s: %s", tt.product, tt.kind, text)
		}
	}
}

// Screen readers read buttons alone, so each label says what its button opens.
func TestLinkButtonsHaveDistinctLabels(t *testing.T) {
	t.Parallel()
	tier := func(id, name string) message.TierLink {
		return message.TierLink{ID: id, Name: name, URL: "https://toko.example/" + id,
			UsageURL: "https://toko.example/usage/" + id}
	}
	list := unpaidPage(1, 1)
	list.Rows = []receivables.Row{{Customer: "Ani", URL: "https://toko.example/1", Count: 1},
		{URL: "https://toko.example/2", Count: 1}}
	links := message.CheckoutLinks{Tiers: []message.TierLink{tier("t1", "Paket 1"), tier("t2", "")}}
	w := english(t)
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"links": {jsonText(t, w.CheckoutLinks(links)), []string{
			"Open: Paket 1", "Open: Paket 1, Link for credit", "Open: t2", "Open: t2, Link for credit",
		}},
		"list": {jsonText(t, w.Unpaid(list)), []string{"Payment page of Ani", "Payment page of No customer"}},
	} {
		for _, want := range tt.want {
			if !strings.Contains(tt.text, `"accessibility_label":"`+want+`"`) {
				t.Errorf("%s: no button has the label %q in %s", name, want, tt.text)
			}
		}
	}
	report := digest.Report{At: list.Now, Page: receivables.Page{
		Totals: receivables.Totals{Count: 3}, Complete: true,
		Rows: []receivables.Row{
			{Customer: "Ani Wijaya", URL: "https://toko.example/1"},
			{Customer: "Budi", URL: "https://toko.example/2"},
			{Customer: "<https://evil.example>", URL: "https://toko.example/3"},
		},
	}}
	table := jsonText(t, w.Digest(message.Digest{Report: report})[0])
	for _, want := range []string{`"Link Ani"`, `"Link Budi"`, `"Payment page"`} {
		if !strings.Contains(table, want) {
			t.Errorf("no link has the label %s in %s", want, table)
		}
	}
}
