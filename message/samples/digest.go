package samples

import (
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// morning is the digest of a Monday morning, after one on Friday.
func morning() message.Digest {
	list := unpaid()
	return message.Digest{
		State: message.UnpaidState{Sort: receivables.SortOldest},
		Report: digest.Report{
			Subscription: digest.Subscription{ID: "k7m2"},
			Slot:         monday,
			At:           monday,
			Page: receivables.Page{
				Totals: receivables.Totals{Count: 278, Groups: 33, Amount: 29104930}, Complete: true,
				Aging: list.Aging,
				Rows:  list.Rows,
			},
			AllComplete: true,
			Since:       friday,
			From:        friday,
			Until:       monday,
			Paid:        receivables.Delta{Count: 5, Amount: 1200000},
			New:         receivables.Delta{Count: 12, Amount: 1840000},
			Expired:     receivables.Delta{Count: 3, Amount: 450000},
			AsOf:        monday.Add(-time.Minute),
		},
	}
}

// changed replaces the changes since the last digest.
func changed(v *message.Digest, r digest.Report) {
	v.Paid, v.New, v.Expired, v.Reappeared, v.Edited = r.Paid, r.New, r.Expired, r.Reappeared, r.Edited
	v.Closed, v.Unknown, v.Aged, v.LatePaid, v.LateExpired = r.Closed, r.Unknown, r.Aged, r.LatePaid, r.LateExpired
}

var (
	monday = time.Date(2026, time.November, 9, 9, 0, 0, 0, jakarta)
	friday = monday.Add(-3 * day)
)

// variants adds the variants of a digest: with a table, and in plain blocks.
func (s *set) variants(name, title string, messages []blockkit.Message) {
	for i, msg := range messages {
		if i < len(messages)-1 {
			s.message(name+"-table", title+", with a table", msg)
		} else {
			s.message(name, title, msg)
		}
	}
}

func (s *set) digests(w *message.Renderer) {
	add := func(name, title string, change func(*message.Digest)) {
		v := morning()
		change(&v)
		s.variants("digest-"+name, title, w.Digest(v))
	}
	add("compact", "A digest of a morning", func(*message.Digest) {})
	add("full", "The same with contacts and all changes", fullDigest)
	add("first", "The first digest, with nothing to compare with", func(v *message.Digest) {
		v.Since = time.Time{}
		changed(v, digest.Report{})
	})
	add("unchanged", "Nothing changed since the last one", func(v *message.Digest) { changed(v, digest.Report{}) })
	add("holidays", "The first after two holidays", func(v *message.Digest) { v.Holidays = 2 })
	add("holiday-unchanged", "Nothing changed on a holiday", func(v *message.Digest) {
		v.Holidays = 1
		changed(v, digest.Report{})
	})
	add("gone", "Some are gone, and Mayar does not say why", func(v *message.Digest) {
		changed(v,
			digest.Report{Unknown: receivables.Delta{Count: 25, Amount: 4200000},
				Edited: receivables.Delta{Amount: -25000}})
	})
	add("later", "It is known by now what became of some that were gone", func(v *message.Digest) {
		changed(v,
			digest.Report{LatePaid: receivables.Delta{Count: 2, Amount: 350000},
				LateExpired: receivables.Delta{Count: 23, Amount: 3850000}})
	})
	add("aged", "Nothing changed but the age of some", func(v *message.Digest) {
		v.State.Query = "older:7d"
		changed(v, digest.Report{Aged: receivables.Delta{Count: 8, Amount: 950000}})
	})
	add("one", "A single transaction", oneDigest)
	add("filtered", "A digest with a filter, in which everything is shown", func(v *message.Digest) {
		v.State.Query, v.Page.Rows = "older:7d min:100000", v.Page.Rows[7:9]
		v.Page.Totals = receivables.Totals{Count: 3, Groups: 2, Amount: 1550000}
		v.Page.Aging = [4]receivables.Bucket{2: {Count: 1, Amount: 1200000}, 3: {Count: 2, Amount: 350000}}
	})
	add("personal-filter", "A digest of one customer: the filter is not told", func(v *message.Digest) {
		oneDigest(v)
		v.State.Query = "ani@example.com older:7d"
	})
	add("mention", "A digest that notifies somebody", func(v *message.Digest) { v.Subscription.Mention = "U0SAMPLE01" })
	add("mention-group", "A digest that notifies a user group",
		func(v *message.Digest) { v.Subscription.Mention = "S0SAMPLE01" })
	add("test", "A test of one, for whoever asked", func(v *message.Digest) {
		v.Preview, v.Subscription.Mention, v.Subscription.Channel = true, "U0SAMPLE01", "C0SAMPLE01"
		v.Subscription.Zone, v.Subscription.Schedule = "Asia/Jakarta", digest.Schedule{Days: workdays, Times: nine}
	})
	add("manual", "One that somebody asked for", func(v *message.Digest) { v.Manual = true })
	s.unusualDigests(add)
	s.emptyDigests(add)
	add("hostile", "Buyers who type what they should not",
		func(v *message.Digest) { digestOf(v, hostile(), "javascript:alert(1)") })
	add("worst", "The longest of everything", func(v *message.Digest) { digestOf(v, endless(), longURL(400)) })
	add("worst-full", "The longest of everything, in full", func(v *message.Digest) {
		digestOf(v, endless(), longURL(400))
		v.Subscription.Detailed = true
	})
}

func (s *set) unusualDigests(add func(string, string, func(*message.Digest))) {
	late := monday.Add(140 * time.Minute)
	add("late", "Late, because the bot was not running",
		func(v *message.Digest) { v.At, v.Late, v.DelayReason = late, true, "" })
	add("late-slack", "Late, because Slack did not take it",
		func(v *message.Digest) { v.At, v.Late, v.DelayReason = late, true, digest.ProblemSlackDown })
	add("late-mayar", "Late, because Mayar did not answer",
		func(v *message.Digest) { v.At, v.Late, v.DelayReason = late, true, digest.ProblemMayarDown })
	add("late-channel", "Late, because it could not be posted",
		func(v *message.Digest) { v.At, v.Late, v.DelayReason = late, true, digest.ProblemNotInChannel })
	add("late-unknown", "Late, and nobody knows why",
		func(v *message.Digest) { v.At, v.Late, v.DelayReason = late, true, digest.ProblemInternal })
	add("partial", "Before the first complete sweep",
		func(v *message.Digest) { v.Page.Complete, v.NoBaseline = false, true })
	add("down", "Mayar does not answer", func(v *message.Digest) {
		v.AsOf = monday.Add(-15 * time.Hour)
		v.MayarDown = true
	})
	add("stale", "The list is older than it should be",
		func(v *message.Digest) { v.AsOf, v.Stale = monday.Add(-2*time.Hour), true })
	add("swept", "A list so long that it is not read as a whole each time",
		func(v *message.Digest) { v.LastFullSync = monday.Add(-19 * time.Minute) })
	add("skipped", "After some that were left out", func(v *message.Digest) {
		v.Since = friday.Add(-day)
		v.Skipped = []time.Time{friday}
	})
	add("skipped-many", "After many that were left out", func(v *message.Digest) {
		v.Since = monday.Add(-30 * day)
		for i := range 29 {
			v.Skipped = append(v.Skipped, monday.Add(-time.Duration(i+1)*day))
		}
	})
}

func (s *set) emptyDigests(add func(string, string, func(*message.Digest))) {
	empty := func(v *message.Digest) {
		v.Page.Rows, v.Page.Totals, v.Page.Aging = nil, receivables.Totals{}, [4]receivables.Bucket{}
		v.Subscription.Mention = "U0SAMPLE01"
	}
	add("clear", "Nothing is open: the all-clear, which notifies nobody", func(v *message.Digest) {
		empty(v)
		changed(v, digest.Report{Paid: receivables.Delta{Count: 5, Amount: 1200000}})
	})
	add("clear-lapsed", "Nothing is open, but not because it was paid", func(v *message.Digest) {
		empty(v)
		changed(v, digest.Report{Expired: receivables.Delta{Count: 1, Amount: 450000}})
	})
	add("clear-partial", "Nothing was found so far", func(v *message.Digest) {
		empty(v)
		v.Page.Complete, v.Since = false, time.Time{}
	})
	add("no-match", "The filter finds nothing, while others are open", func(v *message.Digest) {
		empty(v)
		v.State.Query, v.All = "lestari older:7d", receivables.Totals{Count: 131, Groups: 90, Amount: 82000000}
		changed(v, digest.Report{Paid: receivables.Delta{Count: 2, Amount: 350000}})
	})
	add("no-match-partial", "The same, while the list is not complete", func(v *message.Digest) {
		empty(v)
		v.Page.Complete, v.Since, v.State.Query = false, time.Time{}, "lestari"
		v.All, v.AllComplete = receivables.Totals{Count: 50, Groups: 40, Amount: 5000000}, false
	})
	add("no-match-heartbeat", "The same of a quiet digest, once a week", func(v *message.Digest) {
		empty(v)
		v.Heartbeat, v.Since, v.State.Query = true, monday.Add(-7*day), "lestari"
		changed(v, digest.Report{})
		v.All = receivables.Totals{Count: 131, Groups: 90, Amount: 82000000}
	})
	add("largest", "A digest in another order", func(v *message.Digest) { v.State.Sort = receivables.SortLargest })
	add("heartbeat", "Nothing is open: the weekly sign of life of a quiet digest", func(v *message.Digest) {
		empty(v)
		v.Heartbeat, v.Since = true, monday.Add(-7*day)
		changed(v, digest.Report{})
	})
}

func fullDigest(v *message.Digest) {
	v.Subscription.Detailed = true
	v.Reappeared = receivables.Delta{Count: 1, Amount: 75000}
	v.Closed = receivables.Delta{Count: 2, Amount: 300000}
	v.Unknown = receivables.Delta{Count: 4, Amount: 610000}
	v.Edited = receivables.Delta{Amount: -25000}
	v.Aged = receivables.Delta{Count: -3, Amount: -290000}
}

func oneDigest(v *message.Digest) {
	v.Page.Rows = v.Page.Rows[:1]
	v.Page.Totals = receivables.Totals{Count: 1, Groups: 1, Amount: v.Page.Rows[0].Amount}
	v.Page.Aging = [4]receivables.Bucket{{Count: 1, Amount: v.Page.Rows[0].Amount}}
}

// digestOf makes the longest digest.
func digestOf(v *message.Digest, text, url string) {
	most := receivables.Delta{Count: 1_234_567, Amount: 9_223_372_036_854_775_807}
	v.Subscription.ID, v.State.Query, v.Subscription.Mention = text, text, text
	v.Page.Rows = unpaidOf(text, url).Rows
	v.Page.Totals, v.Page.Complete = receivables.Totals{Count: most.Count, Groups: most.Count,
		Amount: most.Amount}, false
	changed(v,
		digest.Report{Paid: most, New: most, Expired: most, Reappeared: most, Edited: most, Closed: most, Unknown: most,
			LatePaid: most, LateExpired: most})
	v.MayarDown = true
	v.LastFullSync = monday.Add(-800 * day)
	v.Late, v.DelayReason, v.Slot = true, digest.Problem(strings.TrimSpace(text)), monday.Add(-400*day)
	v.Since, v.Skipped = monday.Add(-700*day), []time.Time{monday.Add(-600 * day), monday.Add(-500 * day)}
}
