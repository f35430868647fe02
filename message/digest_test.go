package message_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

var monday = time.Date(2026, time.November, 9, 9, 0, 0, 0, time.UTC)

// morning is a digest of n rows, of which it holds at most twelve.
func morning(n int) message.Digest {
	v := message.Digest{
		Report: digest.Report{
			Subscription: digest.Subscription{ID: "k7m2"}, Slot: monday, At: monday, AsOf: monday,
			Since: monday.AddDate(0, 0, -3),
			Page: receivables.Page{Totals: receivables.Totals{Count: n, Groups: n, Amount: int64(n) * 104930},
				Complete: true},
			AllComplete: true,
			Paid:        receivables.Delta{Count: 5, Amount: 1200000}, New: receivables.Delta{Count: 12},
			Expired: receivables.Delta{Count: 3, Amount: 450000},
		},
	}
	for i := range min(n, 12) {
		v.Page.Rows = append(v.Page.Rows, receivables.Row{
			Customer: fmt.Sprintf("Ani Contoh %d", i+1), Product: "Kelas Menulis Daring", Count: 1, Amount: 104930,
			Email: "ani@example.com", Mobile: "0812-0000-0001", Newest: monday.AddDate(0, 0, -12),
			URL: fmt.Sprintf("https://tokocontoh.myr.id/plt/%d", i+1),
		})
	}
	return v
}

// changed replaces the changes since the last digest.
func changed(v *message.Digest, r digest.Report) {
	v.Paid, v.New, v.Expired, v.Reappeared, v.Edited = r.Paid, r.New, r.Expired, r.Reappeared, r.Edited
	v.Closed, v.Unknown, v.Aged, v.LatePaid, v.LateExpired = r.Closed, r.Unknown, r.Aged, r.LatePaid, r.LateExpired
}

// A phone and notifications show only the first line, so both variants begin with the summary.
func TestDigestHeadline(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*message.Digest)
		want   string
	}{
		"usual": {func(*message.Digest) {},
			"278 unpaid · Rp29.170.540 — 5 paid (Rp1.200.000), 12 new, 3 expired since Fri 09:00"},
		"at least": {func(v *message.Digest) { v.Page.Complete = false },
			"At least 278 unpaid · Rp29.170.540 — 5 paid (Rp1.200.000), 12 new, 3 expired since Fri 09:00"},
		"first":       {func(v *message.Digest) { v.Since = time.Time{} }, "278 unpaid · Rp29.170.540"},
		"no baseline": {func(v *message.Digest) { v.NoBaseline = true }, "278 unpaid · Rp29.170.540"},
		"unchanged": {func(v *message.Digest) { changed(v, digest.Report{}) },
			"278 unpaid · Rp29.170.540 — no change since Fri 09:00"},
		"expired only": {func(v *message.Digest) {
			changed(v, digest.Report{Expired: receivables.Delta{Count: 1, Amount: 5}})
		},
			"278 unpaid · Rp29.170.540 — 1 expired since Fri 09:00"},
		"closed": {func(v *message.Digest) {
			changed(v,
				digest.Report{Closed: receivables.Delta{Count: 5, Amount: 5},
					Unknown: receivables.Delta{Count: 20, Amount: 5}, Reappeared: receivables.Delta{Count: 1}})
		}, "278 unpaid · Rp29.170.540 — 25 gone since Fri 09:00"},
		"reappeared and aged in": {func(v *message.Digest) {
			changed(v,
				digest.Report{Reappeared: receivables.Delta{Count: 4, Amount: 5},
					Aged: receivables.Delta{Count: 8, Amount: 5}, Edited: receivables.Delta{Amount: 5}})
		}, "278 unpaid · Rp29.170.540 — 4 open again, 8 aged into this list since Fri 09:00"},
		"aged out": {func(v *message.Digest) {
			changed(v, digest.Report{Aged: receivables.Delta{Count: -34, Amount: -5}})
		},
			"278 unpaid · Rp29.170.540 — 34 aged out of this list since Fri 09:00"},
		"edited": {func(v *message.Digest) { changed(v, digest.Report{Edited: receivables.Delta{Amount: -5}}) },
			"278 unpaid · Rp29.170.540 — only amounts changed since Fri 09:00"},
		"aged in and out": {func(v *message.Digest) { changed(v, digest.Report{Aged: receivables.Delta{Amount: 5}}) },
			"278 unpaid · Rp29.170.540 — as many aged into this list as out of it since Fri 09:00"},
		"all clear": {func(v *message.Digest) { v.Page.Totals, v.Page.Rows = receivables.Totals{}, nil },
			"Nothing is unpaid — 5 paid (Rp1.200.000), 12 new, 3 expired since Fri 09:00"},
		"no match": {func(v *message.Digest) {
			v.Page.Totals, v.Page.Rows, v.All = receivables.Totals{}, nil, receivables.Totals{Count: 131,
				Amount: 82_000_000}
		},
			"Nothing matches the filter (131 unpaid in all · Rp82.000.000) — " +
				"5 paid (Rp1.200.000), 12 new, 3 expired since Fri 09:00"},
		"test": {func(v *message.Digest) { v.Preview = true },
			"Test · 278 unpaid · Rp29.170.540 — 5 paid (Rp1.200.000), 12 new, 3 expired since Fri 09:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := morning(278)
			test.change(&v)
			for i, msg := range english(t).Digest(v) {
				if msg.Text != test.want {
					t.Errorf("variant %d: %q", i, msg.Text)
				}
				first, ok := msg.Blocks[0].(*slack.SectionBlock)
				if !ok || strings.ReplaceAll(first.Text.Text, "*", "") != test.want {
					t.Errorf("variant %d begins with %+v", i, msg.Blocks[0])
				}
			}
		})
	}
}

// Both variants have ten rows with payment pages and the number of hidden rows. Only the first has
// a table.
func TestDigestVariants(t *testing.T) {
	t.Parallel()
	for _, full := range []bool{false, true} {
		v := morning(33)
		v.Subscription.Detailed = full
		messages := english(t).Digest(v)
		if len(messages) != 2 {
			t.Fatalf("%d variants", len(messages))
		}
		for i, msg := range messages {
			raw := jsonText(t, msg)
			if strings.Contains(raw, `"type":"table"`) != (i == 0) {
				t.Errorf("full %t: variant %d has a table or not", full, i)
			}
			for row := 1; row <= 12; row++ {
				link := regexp.MustCompile(fmt.Sprintf(`myr\.id/plt/%d["|]`, row))
				if link.MatchString(raw) != (row <= 10) ||
					strings.Contains(raw, fmt.Sprintf("Ani Contoh %d", row)) != (row <= 10) {
					t.Errorf("full %t: variant %d: row %d", full, i, row)
				}
			}
			if !strings.Contains(raw, "and 23 more") || !strings.Contains(raw, "12 days") ||
				!strings.Contains(raw, "Rp104.930") {
				t.Errorf("full %t: variant %d: %s", full, i, raw)
			}
			if strings.Contains(raw, "0812••••01") != full {
				t.Errorf("full %t: variant %d has contacts or not", full, i)
			}
		}
	}
	empty := morning(0)
	if messages := english(t).Digest(empty); len(messages) != 1 {
		t.Errorf("%d variants of nothing", len(messages))
	}
}

// For any text, all cells together stay below Slack's limit, and no cell is empty.
func TestDigestTableStaysBelowTheLimits(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", strings.Repeat("&", 5000), strings.Repeat("🧨", 5000),
		strings.Repeat("nama ", 1000)} {
		v := morning(33)
		v.Subscription.Detailed = true
		for i := range v.Page.Rows {
			row := &v.Page.Rows[i]
			row.Customer, row.Product, row.Email, row.Mobile = text, text, text, text
			row.URL = "https://tokocontoh.myr.id/" + strings.Repeat("x", 370)
		}
		for _, msg := range english(t).Digest(v) {
			for _, problem := range blockkit.Check(msg) {
				t.Errorf("%.10q: %s", text, problem.Message)
			}
			if size := tableSize(t, msg); size > 10_000 {
				t.Errorf("%.10q: the table has %d characters", text, size)
			}
		}
	}
}

func tableSize(t *testing.T, msg blockkit.Message) (size int) {
	t.Helper()
	for _, block := range msg.Blocks {
		if table, ok := block.(*slack.TableBlock); ok {
			var tree any
			if err := json.Unmarshal(encode(t, table), &tree); err != nil {
				t.Fatal(err)
			}
			walk(tree, func(object map[string]any) {
				for _, key := range []string{"text", "url"} {
					text, _ := object[key].(string)
					size += utf8.RuneCountInString(text)
				}
			})
		}
	}
	return size
}

// A digest lists all changes, so that they add up.
func TestDigestListsAllChanges(t *testing.T) {
	t.Parallel()
	v := morning(33)
	v.Subscription.Detailed = true
	var report digest.Report
	var amounts []int64
	for field, value := range reflect.ValueOf(&report).Elem().Fields() {
		delta, ok := value.Addr().Interface().(*receivables.Delta)
		if ok && !slices.Contains([]string{"Before", "LatePaid", "LateExpired"}, field.Name) { // no changes
			amounts = append(amounts, int64(1001+len(amounts)))
			*delta = receivables.Delta{Count: len(amounts), Amount: amounts[len(amounts)-1]}
		}
	}
	changed(&v, report)
	for _, msg := range english(t).Digest(v) {
		raw := jsonText(t, msg)
		for _, amount := range amounts {
			if !strings.Contains(raw, message.Rupiah(amount)) {
				t.Errorf("%d is missing", amount)
			}
		}
	}
	slices.Reverse(v.Page.Rows)
	v.Since = time.Time{}
	if raw := jsonText(t, english(t).Digest(v)[0]); strings.Contains(raw, "Rp1.00") ||
		strings.Contains(raw, "cannot be said") {
		t.Errorf("the first digest compares: %s", raw)
	}
}
