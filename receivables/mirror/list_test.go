package mirror_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// ids are the ids of the rows: those of their newest transactions.
func ids(list receivables.Page) []string {
	var ids []string
	for _, row := range list.Rows {
		ids = append(ids, row.ID)
	}
	return ids
}

func TestSearchWords(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		add := func(id, name, email, mobile, product string) {
			w.mayar.add(mayar.Transaction{
				ID: id, CreatedAt: noon, Amount: 1000, Status: "active",
				Customer:    mayar.Customer{ID: id, Name: name, Email: email, Mobile: mobile},
				PaymentLink: mayar.PaymentLink{ID: id, Name: product},
			})
		}
		add("ani", "Ani Wijaya", "ani@example.com", "0812-0000-1111", "Kelas Kopi")
		add("budi", "BUDI ÉLAN 100%", "Budi_Elan@Example.com", "+62 812 0000 2222", "Kelas Teh")
		add("citra", "Citra", "citra@example.com", "81200003333", "Straße & Kopi")
		w.sweep()
		for words, want := range map[string][]string{
			"ani":                     {"ani"},
			"WIJAYA":                  {"ani"},
			"kopi":                    {"ani", "citra"},
			"kelas kopi":              {"ani"},
			"ani teh":                 nil,
			`"wijaya ani"`:            nil,
			`"Ani Wijaya"`:            {"ani"},
			`"ani@example.com kelas"`: nil, // not across two texts
			"élan":                    {"budi"},
			"e\u0301LAN":              {"budi"},
			"STRASSE":                 {"citra"},
			"100%":                    {"budi"},
			"%":                       {"budi"},
			"budi_":                   {"budi"},
			"ani_":                    nil,
			"!":                       nil,
			"081200001111":            {"ani"},
			"+6281200001111":          {"ani"},
			"0812 0000":               {"ani", "budi", "citra"},
			"0812-0000-2222":          {"budi"},
			"62812-0000-2222":         {"budi"},
			"3333":                    {"citra"},
			"08120000":                {"ani", "budi", "citra"},
			"+62812":                  {"ani", "budi", "citra"},
			"+62 812 0000 1111":       {"ani"},
			"62 812 0000 2222":        {"budi"},
			"+62 (812) 0000-3333":     {"citra"},
			"+62 81200002222":         {"budi"},
			"812 000 02222":           {"budi"},
			"+62 812 0000 2222 budi":  {"budi"},
			"+62 812 0000 2222 ani":   nil,
			"example.com":             {"ani", "budi", "citra"},
			"@example.com":            {"ani", "budi", "citra"},
			"@citra":                  {"citra"},
			"#kelas":                  {"ani", "budi"},
			"https://example.com/":    {"ani", "budi", "citra"},
			"www.example.com":         {"ani", "budi", "citra"},
			"http://www.example.com":  {"ani", "budi", "citra"},
			"@":                       {"ani", "budi", "citra"},
			"#":                       nil,
			"zz\x00\xff\u200b":        nil,
		} {
			list := w.list(words, 1)
			got := map[string]bool{}
			for _, id := range ids(list) {
				got[id] = true
			}
			expected := map[string]bool{}
			for _, id := range want {
				expected[id] = true
			}
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
			if list.Totals.Count != len(want) {
				t.Errorf("%q: count %d, want %d", words, list.Totals.Count, len(want))
			}
		}
	})
}

// Rows with the search word as a whole word come first, then those with a word that begins so, then
// those that have it inside of a word. The order of the list holds within each of these.
func TestWholeWordsRankFirst(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		const many = 25
		add := func(id, name, email, product string, age, amount int) {
			w.mayar.add(mayar.Transaction{
				ID: id, CreatedAt: noon.Add(-time.Duration(age) * time.Hour), Amount: int64(amount), Status: "active",
				Customer:    mayar.Customer{ID: id, Name: name, Email: email},
				PaymentLink: mayar.PaymentLink{ID: id, Name: product},
			})
		}
		for i := range many {
			add(fmt.Sprintf("handayani-%02d", i), "Dewi Handayani", fmt.Sprintf("dewi%d@example.com", i), "Kelas", i,
				900_000)
		}
		add("anita", "Anita Sari", "sari@example.com", "Kelas", 100, 500_000)
		add("ani-old", "ANI Wijaya", "aw@example.com", "Kelas", 300, 1000)
		add("ani-email", "A. Wijaya", "budi.ani@example.com", "Kelas", 200, 2000)
		add("ani-product", "Citra", "c@example.com", "Kelas (Ani)", 250, 3000)
		w.sweep()
		first := func(words string, want ...string) {
			t.Helper()
			list := w.list(words, 1)
			if diff := cmp.Diff(want, ids(list)[:len(want)]); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
		}
		first("ani", "ani-email", "ani-product", "ani-old", "anita", "handayani-00", "handayani-01")
		first("Ani", "ani-email", "ani-product", "ani-old", "anita", "handayani-00")
		first("ani sort:oldest", "ani-old", "ani-product", "ani-email", "anita", "handayani-24")
		first("ani sort:largest", "ani-product", "ani-email", "ani-old", "anita")
		first("ani sort:customer", "ani-product", "ani-email", "ani-old", "anita")
		first("ani status:all", "ani-email", "ani-product", "ani-old", "anita", "handayani-00")
		first("wijaya ani", "ani-email", "ani-old")
		first("ani@example.com", "ani-email")
		first("budi.ani", "ani-email")
		first("handayani", "handayani-00", "handayani-01")
		first("anit", "anita")
		list := w.list("ani", 1)
		if list.Totals.Count != many+4 || list.Pages != 3 {
			t.Errorf("%d in %d pages", list.Totals.Count, list.Pages)
		}
		seen := map[string]bool{}
		for page := range list.Pages {
			for _, id := range ids(w.list("ani", page+1)) {
				seen[id] = true
			}
		}
		if len(seen) != many+4 {
			t.Errorf("%d rows on the pages", len(seen))
		}
	})
}

// A phone number matches however it is typed, and however it stands in Mayar's list.
func TestSearchPhoneSpellings(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		add := func(id, mobile string) {
			w.mayar.add(mayar.Transaction{
				ID: id, CreatedAt: noon, Amount: 1000, Status: "active",
				Customer:    mayar.Customer{ID: id, Name: id, Mobile: mobile},
				PaymentLink: mayar.PaymentLink{ID: id, Name: "Kelas"},
			})
		}
		add("zero", "+62 0812-7777-1234")
		add("plain", "081277771234")
		add("brackets", "+62 (0)812 7777 1234")
		add("zeros", "0062 812-7777-1234")
		add("words", "0812-7777-1234 (WA)")
		add("singapore", "+65 9123 4567")
		w.sweep()
		check := func() {
			for words, want := range map[string]int{
				"+62 812-7777-1234": 5, "+6281277771234": 5, "081277771234": 5, "0812 7777 1234": 5,
				"62812 7777 1234": 5, "+62 (0)812-7777-1234": 5,
				"0062 812 7777 1234": 5, "620812 7777 1234": 5, "(+62) 812.7777.1234": 5, "81277771234": 5,
				"0812-7777": 5, "+62 812 7777": 5, "77771234": 5,
				`"+62 812-7777-1234"`: 5, "0812–7777–1234": 5, "0812‑7777‑1234": 5, "0812/7777/1234": 5,
				"0812 – 7777 – 1234": 5, "+62 812 7777 1234,": 5, "(0812) 7777 1234.": 5,
				"+65 9123 4567": 1, "+6591234567": 1, "0065 9123 4567": 1, "9123 4567": 1, "0812-7777-1235": 0,
			} {
				if got := w.count(words); got != want {
					t.Errorf("%s: %d, want %d", words, got, want)
				}
			}
		}
		check()
		// An earlier version kept the 0 after the country code.
		exec(t, w.db, `UPDATE mirror SET version_ms = version_ms + 1`)
		exec(t, w.db, `UPDATE unpaid SET search_phone = '62081277771234', edited_ms = (SELECT version_ms FROM mirror)
			WHERE id IN ('zero', 'brackets')`)
		check()
	})
}

func TestFilters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.mayar.add(transactions(100)...)
		w.mayar.set(func() {
			w.mayar.listed[5].Type = "payment_request"
			w.mayar.listed[6].Status = "expired"
		})
		if err := w.mirror.Sweep(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		for words, want := range map[string]int{
			"":                      99,
			"status:expired":        1,
			"status:all":            100,
			"older:2d":              51, // made more than 48 hours ago
			"newer:2d":              47, // made less than 48 hours ago, without the expired one
			"newer:2d status:all":   48,
			"min:50000":             51,
			"max:50.000":            49,
			"min:50rb max:50rb":     1,
			"type:PAYMENT_REQUEST":  1,
			"type:invoice":          98,
			"type:penagihan":        1,
			"type:payment":          1,
			"type:payment request":  1,
			"type:tagihan":          99,
			"type:bill":             98,
			"type:webinar":          0,
			"older:2d max:60rb":     11,
			"newer:1d type:invoice": 22,
		} {
			if got := w.count(words); got != want {
				t.Errorf("%q: %d, want %d", words, got, want)
			}
		}
	})
}

func TestSameCustomerAndProductIsOneRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		repeat := func(id string, hours int, amount int64, c mayar.Customer, link string) mayar.Transaction {
			return mayar.Transaction{
				ID: id, CreatedAt: noon.Add(-time.Duration(hours) * time.Hour), Amount: amount, Status: "active",
				Type: "invoice", Customer: c,
				PaymentLink: mayar.PaymentLink{ID: link, Name: link}, PaymentURL: "https://toko.example.com/" + id,
			}
		}
		ani := mayar.Customer{ID: "c-ani", Name: "Ani", Email: "ani@example.com", Mobile: "0812-0000-1111"}
		byEmail, byEmailToo := mayar.Customer{Email: "Budi@example.com"},
			mayar.Customer{Name: "Budi", Email: "budi@example.com"}
		byPhone, byPhoneToo := mayar.Customer{Mobile: "0812-0000-2222"}, mayar.Customer{Mobile: "+6281200002222"}
		w.mayar.add(
			repeat("ani-1", 30, 100, ani, "kopi"), repeat("ani-2", 20, 200, ani, "kopi"),
			repeat("ani-3", 40, 300, ani, "kopi"),
			repeat("ani-other", 25, 400, ani, "teh"),
			repeat("budi-1", 10, 500, byEmail, "kopi"), repeat("budi-2", 11, 600, byEmailToo, "kopi"),
			repeat("phone-1", 12, 700, byPhone, "kopi"), repeat("phone-2", 13, 800, byPhoneToo, "kopi"),
			repeat("nobody-1", 14, 900, mayar.Customer{}, "kopi"),
			repeat("nobody-2", 15, 900, mayar.Customer{}, "kopi"),
		)
		w.sweep()
		for _, words := range []string{"", "older:1min"} { // from the totals of the tables, and counted
			list := w.list(words, 1)
			if list.Totals != (receivables.Totals{Count: 10, Groups: 6, Amount: 5400}) {
				t.Errorf("%q: total %+v", words, list.Totals)
			}
			if diff := cmp.Diff([]string{"budi-1", "phone-1", "nobody-1", "nobody-2", "ani-2", "ani-other"},
				ids(list)); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
			want := receivables.Row{
				ID: "ani-2", CaseID: "5lpqvvczw6hlvjkr",
				Customer: "Ani", Email: "ani@example.com", Mobile: "0812-0000-1111", Product: "kopi",
				Type: "invoice", Status: "active",
				URL: "https://toko.example.com/ani-2", LatestAmount: receivables.Delta{Count: 1, Amount: 200},
				Amount: 600, Count: 3, Products: 1,
				Oldest: noon.Add(-40 * time.Hour), Newest: noon.Add(-20 * time.Hour),
			}
			if diff := cmp.Diff(want, list.Rows[4]); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
			if diff := cmp.Diff([]string{"ani-2", "ani-other", "nobody-2", "nobody-1", "phone-1", "budi-1"},
				ids(w.list(words+" sort:oldest", 1))); diff != "" {
				t.Errorf("%q by oldest: %s", words, diff)
			}
			if got := ids(w.list(words+" sort:largest", 1))[:2]; got[0] != "phone-1" || got[1] != "budi-1" {
				t.Errorf("%q by largest: %v", words, got)
			}
		}
		if row := w.list("max:100", 1).Rows[0]; row.ID != "ani-1" || row.Count != 1 || row.Amount != 100 {
			t.Errorf("a row shows what the filter leaves of its group, not %+v", row)
		}
	})
}

func TestAgingCountsWholeDays(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		add := func(id string, age time.Duration) {
			w.mayar.add(mayar.Transaction{ID: id, CreatedAt: noon.Add(-age), Amount: 10, Status: "active"})
		}
		add("in the future", -time.Hour)
		add("now", 0)
		add("almost 2 days", 2*day-time.Millisecond)
		add("2 days", 2*day)
		add("almost 8 days", 8*day-time.Millisecond)
		add("8 days", 8*day)
		add("almost 31 days", 31*day-time.Millisecond)
		add("31 days", 31*day)
		add("a year", 365*day)
		if err := w.mirror.Sweep(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		want := [4]receivables.Bucket{{Count: 3, Amount: 30}, {Count: 2, Amount: 20}, {Count: 2, Amount: 20},
			{Count: 2, Amount: 20}}
		for _, words := range []string{"", "status:all"} {
			if diff := cmp.Diff(want, w.list(words, 1).Aging); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
		}
	})
}

const day = 24 * time.Hour

func TestListPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		if list := w.list("", 3); list.Number != 1 || list.Pages != 0 || len(list.Rows) != 0 {
			t.Errorf("empty: page %d of %d with %d rows", list.Number, list.Pages, len(list.Rows))
		}
		w.mayar.add(transactions(25)...)
		w.sweep()
		for _, words := range []string{"", "status:all"} {
			for page, want := range map[int]struct {
				page, rows int
				first      string
			}{-1: {1, 10, "tx-0000"}, 1: {1, 10, "tx-0000"}, 2: {2, 10, "tx-0010"}, 3: {3, 5, "tx-0020"},
				99: {3, 5, "tx-0020"}} {
				list := w.list(words, page)
				if list.Number != want.page || list.Pages != 3 || len(list.Rows) != want.rows ||
					list.Rows[0].ID != want.first {
					t.Errorf("%q, page %d: page %d of %d, rows %v", words, page, list.Number, list.Pages, ids(list))
				}
			}
		}
	})
}

// SortPriority orders by rupiah times days.
func TestSortByPriority(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		days := func(id string, days int, amount int64) mayar.Transaction {
			tx := transaction(1)
			tx.ID, tx.CreatedAt, tx.Amount = id, noon.Add(-time.Duration(days)*24*time.Hour), amount
			tx.Customer.ID, tx.PaymentLink.ID = id, id
			return tx
		}
		w.mayar.add(days("old", 100, 20_000), days("large", 1, 9_000_000_000), days("new", 0, 500_000),
			days("both", 50, 1_000_000))
		w.sweep()
		for _, words := range []string{"", "min:1000"} {
			q := w.query(words)
			q.Sort = receivables.SortPriority
			list, err := w.mirror.List(t.Context(), q, 1)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"large", "both", "old", "new"}, ids(list)); diff != "" {
				t.Errorf("%q: %s", words, diff)
			}
		}
	})
}
