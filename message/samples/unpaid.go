package samples

import (
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func (s *set) unpaid(w *message.Renderer) {
	add := func(name, title string, change func(*message.Unpaid)) {
		list := unpaid()
		change(&list)
		s.message("unpaid-"+name, title, w.Unpaid(list))
	}
	add("first-page", "The first page", func(*message.Unpaid) {})
	add("middle-page", "A page in the middle of a filtered list", func(v *message.Unpaid) {
		v.State.Query, v.State.Sort, v.State.Page = "example.com", receivables.SortOldest, 3
		v.Number, v.Pages = 3, 27
		v.Totals = receivables.Totals{Count: 268, Groups: 264, Amount: 28900430}
		v.Rows = slices.DeleteFunc(v.Rows, func(row receivables.Row) bool { return row.Email == "" })
	})
	add("last-page", "The last page, the largest first", func(v *message.Unpaid) {
		v.State.Sort, v.State.Page, v.Number = receivables.SortLargest, 28, 28
		v.Rows = v.Rows[:4]
	})
	add("one", "A single transaction", one)
	add("at-least", "Before the first complete sweep: the total may be larger",
		func(v *message.Unpaid) { v.Complete = false })
	add("refreshing", "Older than a minute: shown at once, refreshed behind", func(v *message.Unpaid) {
		v.AsOf, v.Refreshing = ago(48*time.Minute), true
	})
	add("down", "Mayar does not answer", func(v *message.Unpaid) {
		v.AsOf = ago(15 * time.Hour)
		v.Outage = &message.Outage{Since: ago(14 * time.Hour), Ref: "k7m2qa"}
	})
	add("problem", "The list could not be refreshed, and why", func(v *message.Unpaid) {
		v.AsOf = ago(2 * day)
		v.Problem = &message.Problem{Kind: message.ProblemUnauthorized, Operation: message.OpUnpaid, Ref: "k7m2qa",
			Now: now}
	})
	add("just-shared", "After it was shared in the channel",
		func(v *message.Unpaid) { v.Shared, v.SharedTS = true, "1700000000.000100" })
	add("shared-for-good", "After it was shared where it cannot be taken back",
		func(v *message.Unpaid) { v.Shared = true })
	add("shared-twice", "Shared again from the same showing",
		func(v *message.Unpaid) { v.Shared, v.AlreadyShared = true, true })
	add("taken-back", "After it was taken back", func(v *message.Unpaid) { v.Unshared = true })
	add("nothing", "Nothing is unpaid", nothing)
	add("nothing-yet", "Nothing found before the first complete sweep", func(v *message.Unpaid) {
		nothing(v)
		v.Complete = false
	})
	add("no-match", "Nothing matches the words", func(v *message.Unpaid) {
		nothing(v)
		setQuery(v, "zulkifli older:30d")
	})
	add("groups", "Rows that stand for several transactions, and who owes most", groups)
	s.message("unpaid-group", "The transactions of a row", w.UnpaidGroup(group(2, 3)))
	s.message("unpaid-group-gone", "The row has been paid in the meantime",
		w.UnpaidGroup(message.UnpaidGroup{Now: now}))
	add("paid", "Who paid", paid)
	add("all", "What is unpaid or expired", func(v *message.Unpaid) { setQuery(v, "status:all") })
	add("no-match-filter", "Nothing matches, and there are no words to leave out", func(v *message.Unpaid) {
		nothing(v)
		setQuery(v, "type:event")
	})
	add("no-amount", "Mayar gives amounts that cannot be read", noAmount)
	add("expired", "What has expired", expired)
	add("no-match-expired", "Nothing that has expired matches the words", func(v *message.Unpaid) {
		expired(v)
		nothing(v)
		setQuery(v, "status:expired zulkifli")
	})
	s.message("unpaid-hostile", "Buyers who type what they should not",
		w.Unpaid(unpaidOf(hostile(), "javascript:alert(1)")))
	s.message("unpaid-worst", "The longest of everything", w.Unpaid(worst()))
}

// setQuery sets the query of a list.
func setQuery(v *message.Unpaid, text string) {
	v.State.Query = text
	v.Query, _ = receivables.ParseQuery(text, now)
}

func one(v *message.Unpaid) {
	v.Rows = v.Rows[:1]
	v.Totals = receivables.Totals{Count: 1, Groups: 1, Amount: v.Rows[0].Amount}
	v.Aging = [4]receivables.Bucket{{Count: 1, Amount: v.Rows[0].Amount}}
	v.Pages = 1
}

func expired(v *message.Unpaid) {
	one(v)
	v.Rows[0].Status = "expired"
	setQuery(v, "status:expired")
	v.ClosedSince = ago(30 * day)
}

// groups makes rows of several transactions each, for one product and for more.
func groups(v *message.Unpaid) {
	v.State.Sort, v.Pages, v.Rows = receivables.SortCustomer, 1, v.Rows[:3]
	for i := range v.Rows {
		row := &v.Rows[i]
		row.ID, row.Count, row.Products, row.Oldest = "0e787345-2b1f", 4-i, 1+i, row.Newest.Add(-3*day)
		row.LatestAmount, row.Amount = receivables.Delta{Count: 1, Amount: 4_000_000}, 4_000_000*int64(4-i)
	}
	v.Totals = receivables.Totals{Count: 9, Groups: 3, Amount: 36_000_000}
	v.Aging = [4]receivables.Bucket{{Count: 9, Amount: 36_000_000}}
}

// group is a page of the transactions of one row.
func group(page, pages int) message.UnpaidGroup {
	list := unpaid()
	v := message.UnpaidGroup{
		State: message.GroupState{ID: "0e787345-2b1f", Page: page, List: list.State}, Now: now,
		Page: receivables.Page{Pages: pages, Totals: receivables.Totals{Count: 24, Groups: 1, Amount: 96_000_000}},
	}
	for i := range 4 {
		row := list.Rows[0]
		row.Amount, row.Newest = 4_000_000, ago(time.Duration(i+1)*3*day)
		v.Rows = append(v.Rows, row)
	}
	return v
}

func paid(v *message.Unpaid) {
	setQuery(v, "status:paid newer:1d")
	v.ClosedSince, v.Rows, v.Pages = ago(60*day), v.Rows[:3], 1
	v.Totals = receivables.Totals{Count: 3, Groups: 3}
	for i := range v.Rows {
		v.Rows[i].Status, v.Rows[i].Newest, v.Rows[i].Count = "paid", ago(time.Duration(i+1)*6*time.Hour), 1
		v.Totals.Amount += v.Rows[i].Amount
	}
}

// noAmount removes the amount of the first row, and of one transaction of the second.
func noAmount(v *message.Unpaid) {
	v.Rows = v.Rows[:2]
	v.Rows[0].Amount, v.Rows[0].NoAmount = 0, 1
	v.Rows[1].Count, v.Rows[1].NoAmount = 3, 1
	v.Totals = receivables.Totals{Count: 4, Groups: 2, Amount: v.Rows[1].Amount, NoAmount: 2}
	v.Aging = [4]receivables.Bucket{{Count: 1, NoAmount: 1}, {Count: 3, Amount: v.Rows[1].Amount, NoAmount: 1}}
	v.Pages = 1
}

func nothing(v *message.Unpaid) {
	v.Rows, v.Totals, v.Aging, v.Pages = nil, receivables.Totals{}, [4]receivables.Bucket{}, 0
}

// worst is the longest list.
func worst() message.Unpaid {
	list := unpaidOf(endless(), longURL(400))
	list.Outage = &message.Outage{Since: ago(400 * day), Ref: endless()}
	list.Problem = &message.Problem{Kind: message.ProblemInvalid, Fields: []string{"productId", endless()},
		Ref: endless()}
	return list
}

func (s *set) shared(w *message.Renderer) {
	s.message("shared", "Shared in a channel: masked, without payment links", w.UnpaidShared(unpaid(), "U0SAMPLE01"))
	filtered := unpaid()
	filtered.State.Query = "older:7d min:100000"
	s.message("shared-filtered", "A filtered list, shared", w.UnpaidShared(filtered, "U0SAMPLE01"))
	personal := unpaid()
	personal.State.Query = "ani@example.com older:7d"
	s.message("shared-personal-filter", "A list for one customer, shared: the filter is not told",
		w.UnpaidShared(personal, "U0SAMPLE01"))
	typed := unpaid()
	typed.Rows = typed.Rows[:2]
	typed.Rows[0].Customer, typed.Rows[0].Product = "ani@example.com", "Titipan 0812-0000-0001 (ani@example.com)"
	typed.Rows[1].Customer, typed.Rows[1].Mobile = "+62 812 0000 0002", "12"
	s.message("shared-personal-names", "Buyers who typed their e-mail or phone number as their name",
		w.UnpaidShared(typed, "U0SAMPLE01"))
	expiredList := unpaid()
	expired(&expiredList)
	s.message("shared-expired", "What has expired, shared", w.UnpaidShared(expiredList, "U0SAMPLE01"))
	empty := unpaid()
	nothing(&empty)
	s.message("shared-nothing", "Nothing is unpaid, shared", w.UnpaidShared(empty, "U0SAMPLE01"))
	s.message("shared-hostile", "Buyers who type what they should not, shared",
		w.UnpaidShared(unpaidOf(hostile(), "https://evil.example"), hostile()))
}

func (s *set) progress(w *message.Renderer) {
	s.message("progress-start", "The very first answer, before any page", w.Progress(receivables.Progress{}))
	s.message("progress-pages", "The first sweep under way",
		w.Progress(receivables.Progress{Pages: 6, PagesTotal: 28, Rows: 60}))
	s.message("progress-unknown", "The same where Mayar does not say how many pages there are",
		w.Progress(receivables.Progress{Pages: 6, Rows: 300}))
	s.message("progress-done", "All pages are here",
		w.Progress(receivables.Progress{Pages: 28, PagesTotal: 28, Rows: 278}))
}
