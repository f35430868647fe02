package samples

import (
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func (s *set) help(w *message.Renderer) {
	s.message("help", "What there is to ask for", w.Help([]message.HelpEntry{
		{Command: "unpaid", Slash: true, Summary: w.Summary("unpaid"), Usage: w.Usage("unpaid"),
			Examples: []string{"unpaid", "unpaid ani older:7d", "unpaid type:invoice min:100000"}},
		{Command: "checkout", Slash: true, Summary: w.Summary("checkout"), Usage: w.Usage("checkout"),
			Examples: []string{"checkout",
				`checkout "Kelas Menulis" name:"Ani Contoh" email:ani@example.com mobile:081200000001`}},
		{Command: "digest", Slash: true, Summary: w.Summary("digest"), Usage: w.Usage("digest"),
			Examples: []string{"digest", "digest weekdays 09:00", "digest mon,thu 09:00,15:00 WITA"}},
		{Command: "help", Summary: w.Summary("help")},
		{Command: "status", Summary: w.Summary("status")},
	}))
	s.message("help-unpaid", "Help for one command", w.Help([]message.HelpEntry{
		{Command: "unpaid", Slash: true, Summary: w.Summary("unpaid"), Usage: w.Usage("unpaid"),
			Examples: []string{"unpaid", "unpaid ani older:7d"}, More: true},
	}))
	s.message("help-checkout", "Help for the other", w.Help([]message.HelpEntry{
		{Command: "checkout", Slash: true, Summary: w.Summary("checkout"), Usage: w.Usage("checkout"),
			Examples: []string{"checkout"}, More: true},
	}))
	s.message("help-digest", "Help for digests", w.Help([]message.HelpEntry{
		{Command: "digest", Slash: true, Summary: w.Summary("digest"), Usage: w.Usage("digest"),
			Examples: []string{"digest", "digest weekdays 09:00"}, More: true},
	}))
	s.message("help-hostile", "Entries that are anything but help", w.Help([]message.HelpEntry{
		{Command: hostile(), Summary: hostile(), Usage: hostile(), Examples: []string{hostile(), hostile()}},
	}))
}

func (s *set) hello(w *message.Renderer) {
	s.message("hello", "Brought into a channel", w.Hello())
	s.message("hello-quiet", "Brought into a channel that strangers read", w.HelloSilent())
	s.message("hello-direct", "The first message in direct messages", w.HelloDirect())
	s.message("small-talk", "Somebody is kind", w.SmallTalk())
	s.message("open-form", "A form that a message cannot open", w.OpenForm("checkout Kelas Menulis"))
}

func status() message.Status {
	return message.Status{
		Mayar: message.MayarStatus{Reachable: true, Since: ago(12 * time.Second), Version: "v2",
			Checkout: "/credit/v2/credit/generate/immutable/checkout"},
		BudgetLeft: 17,
		Budget:     20,
		Mirror: receivables.State{AsOf: ago(40 * time.Second), LastSweep: ago(3 * time.Hour), Count: 278,
			Complete: true},
		Sockets: []message.Socket{{ID: "1", Connected: true, LastSeen: ago(4 * time.Second)},
			{ID: "2", Connected: true, LastSeen: ago(25 * time.Second)}},
		Version: "0.1.0",
		Now:     now,
	}
}

func (s *set) status(w *message.Renderer) {
	s.message("status", "All is well", w.Status(status()))
	s.message("status-first", "Just started", w.Status(message.Status{
		Budget: 20, BudgetLeft: 20, Version: "0.1.0", Now: now,
		Sockets: []message.Socket{{ID: "1", Connected: true}, {ID: "2"}},
	}))
	bad := status()
	bad.Mayar.Reachable, bad.Mayar.Since = false, ago(26*time.Hour)
	bad.BudgetLeft, bad.PausedUntil = 0, now.Add(37*time.Second)
	bad.Mirror = receivables.State{AsOf: ago(26 * time.Hour), Count: 50}
	bad.Sockets[0].Connected = false
	orphans := status()
	orphans.OwnerlessDigests = 2
	s.message("status-orphans", "Digests whose owner's account is gone", w.Status(orphans))
	s.message("status-bad", "Nothing is well", w.Status(bad))
	stale := status()
	stale.Mirror.AsOf = ago(11 * time.Minute)
	s.message("status-stale", "The list is older than it should be", w.Status(stale))
	bad.Sockets = nil
	bad.Mayar.Version, bad.Mayar.Checkout, bad.Version = hostile(), hostile(), hostile()
	s.message("paid", "Who paid since the last digest", w.Paid(whoPaid(2, 3)))
	s.message("paid-nobody", "Nobody paid in that time", w.Paid(message.Paid{State: whoPaid(1, 1).State, Now: now}))
	s.message("status-hostile", "Texts that are anything but a status", w.Status(bad))
}

func (s *set) problems(w *message.Renderer) {
	add := func(name, title string, p message.Problem) {
		p.Ref, p.Now = reference, now
		s.message("problem-"+name, title, w.Problem(p))
	}
	add("unauthorized", "The API key is not accepted",
		message.Problem{Kind: message.ProblemUnauthorized, Operation: message.OpUnpaid})
	add("read-only-key", "The API key may only read",
		message.Problem{Kind: message.ProblemReadOnlyKey, Operation: message.OpCheckout})
	add("not-found", "No such product", message.Problem{Kind: message.ProblemNotFound, Operation: message.OpCheckout})
	add("no-address", "Mayar has nothing at its address",
		message.Problem{Kind: message.ProblemNoRoute, Operation: message.OpUnpaid})
	add("no-credit", "Mayar has the product and no way to make links",
		message.Problem{Kind: message.ProblemNoLinkEndpoint, Operation: message.OpCheckout})
	add("link-too-long", "A link that is too long to be shown",
		message.Problem{Kind: message.ProblemLinkTooLong, Operation: message.OpCheckout})
	add("not-credit", "Not a product with credit",
		message.Problem{Kind: message.ProblemNotCredit, Operation: message.OpCheckout})
	add("invalid", "Mayar refuses something",
		message.Problem{Kind: message.ProblemInvalid, Operation: message.OpCheckout})
	add("invalid-fields", "Mayar refuses fields",
		message.Problem{Kind: message.ProblemInvalid, Operation: message.OpCheckout,
			Fields: []string{"customerInfo.mobile", "productId", "items[1].rate", hostile()}})
	add("duplicate", "The same was created a moment ago",
		message.Problem{Kind: message.ProblemDuplicate, Operation: message.OpCheckout})
	add("rate-limited", "Mayar asks everybody to wait",
		message.Problem{Kind: message.ProblemRateLimited, Operation: message.OpUnpaid})
	add("rate-limited-wait", "The same, with a time",
		message.Problem{Kind: message.ProblemRateLimited, Operation: message.OpUnpaid,
			RetryAfter: 37500 * time.Millisecond})
	add("rate-limited-until", "The same for longer",
		message.Problem{Kind: message.ProblemRateLimited, Operation: message.OpUnpaid, RetryAfter: 290 * time.Second})
	add("mayar-down", "Mayar cannot be reached, or says that it has failed",
		message.Problem{Kind: message.ProblemMayarDown, Operation: message.OpProducts})
	add("budget-spent", "As much was asked as is allowed in a minute",
		message.Problem{Kind: message.ProblemBudgetSpent, Operation: message.OpCheckout, RetryAfter: 12 * time.Second})
	add("share-spent", "As much was asked as one person may in a minute",
		message.Problem{Kind: message.ProblemUserBudgetSpent, Operation: message.OpCheckout,
			RetryAfter: 48 * time.Second})
	add("waiting", "Ten requests of this person wait",
		message.Problem{Kind: message.ProblemQueueFull, Operation: message.OpCheckout, Count: 10})
	add("mayar-down-list", "The same before the list was ever there",
		message.Problem{Kind: message.ProblemMayarDown, Operation: message.OpUnpaid})
	add("mayar-down-list-since", "The same, with a time",
		message.Problem{Kind: message.ProblemMayarDown, Operation: message.OpUnpaid, Since: ago(31 * time.Minute)})
	add("mayar-down-since", "The same, with a time",
		message.Problem{Kind: message.ProblemMayarDown, Operation: message.OpCheckout, Since: ago(31 * time.Minute)})
	add("timeout", "Mayar took too long", message.Problem{Kind: message.ProblemTimeout, Operation: message.OpUnpaid})
	add("timeout-checkout", "The same while links were made",
		message.Problem{Kind: message.ProblemTimeout, Operation: message.OpCheckout})
	add("stopped", "The bot is stopped before it has an answer",
		message.Problem{Kind: message.ProblemShutdown, Operation: message.OpUnpaid})
	add("stopped-checkout", "The same while links were made",
		message.Problem{Kind: message.ProblemShutdown, Operation: message.OpCheckout})
	add("bad-answer", "Mayar's answer makes no sense",
		message.Problem{Kind: message.ProblemBadAnswer, Operation: message.OpUnpaid})
	add("no-links", "Mayar gave no link", message.Problem{Kind: message.ProblemNoLinks, Operation: message.OpCheckout})
	add("bad-filter", "A filter is wrong",
		message.Problem{Kind: message.ProblemBadFilter, Operation: message.OpUnpaid, Word: "older:soon",
			Example: "older:7d"})
	add("bad-filter-choice", "One of several was to be chosen",
		message.Problem{Kind: message.ProblemBadFilter, Operation: message.OpUnpaid, Word: "sort:name",
			Example: "sort:newest · sort:oldest · sort:largest"})
	add("filter-unknown", "There is no such filter", message.Problem{
		Kind: message.ProblemFilterUnknown, Operation: message.OpUnpaid, Word: "colour:red",
		Example: "older:7d · newer:2d · min:100000 · max:500000 · type:invoice · status:expired · sort:newest",
	})
	add("filter-type", "No type is called so",
		message.Problem{Kind: message.ProblemFilterType, Operation: message.OpUnpaid, Word: "type:xyz",
			Example: "type:invoice"})
	add("filter-twice", "A filter is given twice",
		message.Problem{Kind: message.ProblemFilterDuplicate, Operation: message.OpUnpaid, Word: "older:7d"})
	add("filter-nothing", "Two filters leave nothing",
		message.Problem{Kind: message.ProblemFilterContradiction, Operation: message.OpUnpaid, Word: "max:100000"})
	add("bad-filter-hostile", "A filter that is anything but one",
		message.Problem{Kind: message.ProblemBadFilter, Operation: message.OpUnpaid, Word: hostile(),
			Example: hostile()})
	add("long-filter", "A filter of more words than there is room for",
		message.Problem{Kind: message.ProblemLongFilter, Operation: message.OpUnpaid})
	add("withheld", "Every link named somebody else",
		message.Problem{Kind: message.ProblemWithheld, Operation: message.OpCheckout})
	add("nobody", "Nobody is identified",
		message.Problem{Kind: message.ProblemNoCustomer, Operation: message.OpCheckout})
	add("could-not-share", "The bot is not in the channel",
		message.Problem{Kind: message.ProblemCouldNotShare, Operation: message.OpUnpaid})
	add("refused", "Mayar refuses, and does not say what",
		message.Problem{Kind: message.ProblemMayarRejected, Operation: message.OpProducts})
	add("slack-slow", "Slack came too late",
		message.Problem{Kind: message.ProblemSlackTimeout, Operation: message.OpCheckout})
	add("old-button", "A button of an older version",
		message.Problem{Kind: message.ProblemOldButton, Operation: message.OpUnpaid})
	add("internal", "A bug, or the database",
		message.Problem{Kind: message.ProblemInternal, Operation: message.OpStatus})
}

func (s *set) denied(w *message.Renderer) {
	s.message("busy", "Too much at once", w.Busy(reference))
	for _, why := range []string{"guest", "deactivated", "bot", "stranger", "unknown", "not_allowed", "channel",
		"too_fast"} {
		s.message("refused-"+dashed(why), "Refused: "+why,
			w.AccessDenied(why, []string{"U0SAMPLE01", "U0SAMPLE02"}, reference))
	}
	s.message("refused-nobody-to-ask", "Refused, with nobody known to ask", w.AccessDenied("guest", nil, reference))
	s.message("refused-hostile", "Refused with ids that are none",
		w.AccessDenied(hostile(), []string{hostile(), "U1> <!channel", "S0SAMPLE01"}, hostile()))
	s.message("unknown", "A typing mistake", w.Unknown("unpiad", "unpaid", reference))
	s.message("unknown-nothing-near", "No such command", w.Unknown("xyzzy", "", reference))
	s.message("unknown-hostile", "No such command at all", w.Unknown(hostile(), hostile(), hostile()))
}

func (s *set) digestProblems(w *message.Renderer) {
	add := func(name, title string, p message.Problem) {
		p.Ref, p.Now, p.Operation = reference, now, message.OpDigest
		s.message("problem-"+name, title, w.Problem(p))
	}
	add("bad-schedule", "A word of the schedule is wrong",
		message.Problem{Kind: message.ProblemBadSchedule, Word: "25:00", Example: "09:00"})
	add("bad-schedule-unknown", "A word that is nothing",
		message.Problem{Kind: message.ProblemBadSchedule, Word: "someday"})
	add("bad-schedule-hostile", "Words that are anything but a schedule",
		message.Problem{Kind: message.ProblemBadSchedule, Word: hostile(), Example: hostile()})
	add("no-time", "The time is forgotten", message.Problem{Kind: message.ProblemNoTime})
	add("schedule-close", "Less than an hour apart",
		message.Problem{Kind: message.ProblemScheduleTooClose, Word: "09:30"})
	add("schedule-never", "A date that never comes",
		message.Problem{Kind: message.ProblemScheduleNever, Word: "0 9 31 2 *"})
	add("schedule-step", "A step that is larger than its field",
		message.Problem{Kind: message.ProblemScheduleStep, Word: "*/90"})
	add("schedule-long", "A line of cron that is too long",
		message.Problem{Kind: message.ProblemScheduleLong, Word: "cron 0 9 30W,30W…"})
	add("week-or-sunday", "A word that means two things",
		message.Problem{Kind: message.ProblemWeekOrSunday, Word: "setiap minggu"})
	add("day-or-time", "A number that means two things", message.Problem{Kind: message.ProblemDayOrTime, Word: "9"})
	add("one-kind", "Days of the week and of the month",
		message.Problem{Kind: message.ProblemOneKindOfDays, Word: "monthly"})
	add("same-minute", "Times in different minutes on days of the month",
		message.Problem{Kind: message.ProblemSameMinute, Word: "15:30"})
	add("filter-hint", "A word that may be of the filter",
		message.Problem{Kind: message.ProblemFilterHint, Word: "ani", Example: "/digest daily 09:00 filter ani"})
	add("long-pause", "A pause of years", message.Problem{Kind: message.ProblemLongPause})
	add("no-digest", "There is no such digest", message.Problem{Kind: message.ProblemNoDigest, Word: "zzzz"})
	add("no-digest-any", "The digest of a button is gone", message.Problem{Kind: message.ProblemNoDigest})
	add("not-in-channel", "A button, pressed by somebody who is not in the channel",
		message.Problem{Kind: message.ProblemNotInChannel, Example: "/digest pause k7m2"})
	add("digest-changed", "Changed while the form was open",
		message.Problem{Kind: message.ProblemDigestChanged, Word: "k7m2"})
	add("digest-many", "As many digests as a channel may have", message.Problem{Kind: message.ProblemDigestLimit})
	add("shared-channel", "Another company would read it", message.Problem{Kind: message.ProblemSharedChannel})
	add("too-soon", "Posted by hand once more within a minute",
		message.Problem{Kind: message.ProblemTooSoon, RetryAfter: 42 * time.Second})
	add("not-your-share", "Somebody else shared it", message.Problem{Kind: message.ProblemNotYourShare})
	add("take-back-late", "Too late to take it back", message.Problem{Kind: message.ProblemUnshareTooLate})
	add("share-unsure", "Slack did not say whether it took it", message.Problem{Kind: message.ProblemShareAmbiguous})
	add("admins-only", "Only admins may ask for this", message.Problem{Kind: message.ProblemAdminsOnly})
}

// dashed turns Slack's spelling of a name into that of a sample.
func dashed(name string) string { return strings.ReplaceAll(name, "_", "-") }

func whoPaid(page, pages int) message.Paid {
	v := message.Paid{
		State: message.PaidState{Digest: "k7m2", From: friday, To: monday, Page: page}, Now: now,
		Page: receivables.Page{Pages: pages, Totals: receivables.Totals{Count: 24, Groups: 24, Amount: 6_185_000}},
	}
	for i, row := range unpaid().Rows[:4] {
		row.Status, row.Count, row.Newest = string(receivables.StatusPaid), 1, monday.Add(-time.Duration(i)*time.Hour)
		v.Rows = append(v.Rows, row)
	}
	return v
}
