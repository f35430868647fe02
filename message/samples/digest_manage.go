package samples

import (
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

var workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

var nine = []digest.TimeOfDay{9 * 60}

func entry() digest.Subscription {
	return digest.Subscription{
		ID: "k7m2", Channel: "C0SAMPLE01", Owner: "U0SAMPLE01",
		Schedule: digest.Schedule{Days: workdays, Times: nine},
		Zone:     "Asia/Jakarta",
		Language: "id",
		Next:     monday.Add(day),
		Last:     digest.Delivery{Slot: monday, Status: digest.Posted, PostedAt: monday},
	}
}

// entries are digests in all states.
func entries() []digest.Subscription {
	list := make([]digest.Subscription, 9)
	for i := range list {
		list[i] = entry()
		list[i].ID = fmt.Sprintf("k7m%d", i+2)
	}
	list[1].Schedule = digest.Schedule{Days: []time.Weekday{time.Thursday, time.Monday},
		Times: []digest.TimeOfDay{9 * 60, 15 * 60}}
	list[1].Zone = "Asia/Makassar" // an hour ahead of Jakarta
	list[1].Filter, list[1].Mention = "older:7d min:100000", "S0SAMPLE01"
	list[1].Detailed, list[1].OnlyWhenOpen, list[1].SkipLate = true, true, true
	list[1].Language, list[1].Last.Status, list[1].Last.Reason = "en", digest.Skipped, digest.ReasonQuiet
	list[2].PausedUntil = monday.Add(3 * day)
	list[2].Last = digest.Delivery{Slot: friday, Status: digest.Skipped, Reason: digest.ReasonPaused}
	list[3].PausedUntil, list[3].Last = digest.Forever, digest.Delivery{}
	list[4].Schedule = digest.Schedule{Cron: "0 9 1 * *"}
	list[4].Next, list[4].Last.Late, list[4].Last.PostedAt = monday.Add(22*day), true, monday.Add(140*time.Minute)
	list[5].Schedule, list[5].Zone = digest.Schedule{Cron: "30 8 * * 1-5"}, "America/New_York" // it has a summer time
	list[5].Last.Status = digest.Sending
	list[6].Schedule = digest.Schedule{Times: []digest.TimeOfDay{8 * 60, 12 * 60, 17*60 + 30}}
	list[6].Problem = digest.ProblemNotInChannel
	list[6].Last.Status, list[6].Last.Reason = digest.Failed, list[6].Problem
	list[7].Schedule, list[7].Zone = digest.Schedule{Days: []time.Weekday{time.Sunday},
		Times: []digest.TimeOfDay{18 * 60}}, "UTC"
	list[7].Mention, list[7].PausedUntil = "U0SAMPLE02", friday // a pause that is over
	list[7].Last.Status, list[7].Last.Reason = digest.Skipped, digest.ReasonMissed
	list[8].Last.Status, list[8].Last.Reason = digest.Pending, digest.ProblemMayarDown
	return list
}

func hostileEntry() digest.Subscription {
	v := entry()
	v.ID, v.Channel, v.Owner = hostile(), hostile(), hostile()
	v.Filter, v.Mention, v.Language = hostile(), hostile(), hostile()
	v.Schedule, v.Zone = digest.Schedule{Cron: hostile()}, hostile()
	v.Problem = digest.ProblemMissingScope
	v.Last.Status, v.Last.Reason = digest.Failed, v.Problem
	return v
}

// longest are digests of texts that grow when they are escaped.
func longest() []digest.Subscription {
	list := make([]digest.Subscription, 30)
	for i := range list {
		list[i] = entry()
		list[i].ID, list[i].Filter, list[i].Zone = endless(), endless(), endless()
		list[i].Schedule = digest.Schedule{Cron: endless()}
		list[i].OnlyWhenOpen, list[i].Detailed, list[i].SkipLate, list[i].Mention = true, true, true, "S0SAMPLE01"
		list[i].Problem = digest.ProblemMissingScope
		list[i].Last.Status, list[i].Last.Reason = digest.Failed, list[i].Problem
	}
	return list
}

func (s *set) digestLists(w *message.Renderer) {
	add := func(name, title string, list []digest.Subscription) {
		v := message.DigestList{Channel: "C0SAMPLE01", Digests: list, Bot: "mayarbot", Now: monday.Add(time.Hour)}
		s.message("digests-"+name, title, w.DigestList(v))
	}
	add("none", "A channel without a digest", nil)
	add("one", "A channel with one digest", entries()[:1])
	add("states", "Digests in every state", entries())
	many := make([]digest.Subscription, 30)
	for i := range many {
		many[i] = hostileEntry()
	}
	add("hostile", "Digests of texts that are anything but digests", many)
	add("worst", "The longest of everything", longest())
	all := func(name, title string, list []digest.Subscription) {
		s.message("digests-all"+name, title,
			w.DigestListAll(message.DigestList{Digests: list, Bot: "mayarbot", Now: monday.Add(time.Hour)}))
	}
	all("", "The digests of all channels, for an admin", entries())
	all("-none", "No channel has a digest", nil)
	all("-worst", "The longest of everything", longest())
	s.message("digests-all-page", "The second page of three", w.DigestListAll(message.DigestList{
		Digests: slices.Repeat(entries(), 45/len(entries())+1), Bot: "mayarbot", Page: 2, Now: monday.Add(time.Hour),
	}))
	all("-hostile", "More of them than a message takes, of texts that are anything but digests", many)
}

func (s *set) digestConfirmations(w *message.Renderer) {
	v := message.DigestConfirmation{Digest: entry(), Bot: "mayarbot", Now: monday.Add(time.Hour)}
	fresh := v
	fresh.Digest.Last = digest.Delivery{}
	s.message("digest-created", "A digest was made", w.DigestCreated(fresh, false))
	s.message("digest-created-shared", "The same, where another company reads along", w.DigestCreated(fresh, true))
	s.message("digest-saved", "A digest was changed", w.DigestSaved(v))
	s.message("digest-deleted", "A digest was deleted", w.DigestDeleted(v))
	s.message("digest-tested", "A test was asked for", w.DigestPreviewSent(v))
	s.message("digest-retried", "Try again now, under a notice", w.DigestRetried(v, true))
	s.message("digest-retried-nothing", "The same when there is nothing to try", w.DigestRetried(v, false))
	s.message("digest-now", "A digest was asked for at once", w.DigestPostingNow(v))
	s.message("digest-resumed", "A digest was resumed", w.DigestResumed(v))
	s.message("digest-working", "A digest is being saved", w.DigestWorking())
	s.message("digest-not-yours", "Settings, pressed by somebody else",
		w.DigestNotYours("k7m2", "U0SAMPLE01", reference))
	s.message("digest-not-yours-hostile", "The same, of a digest that is anything but one",
		w.DigestNotYours(hostile(), hostile(), hostile()))
	off := fresh
	off.Digest.Holidays, off.Digest.Next = digest.HolidaysSkip, monday.Add(2*day)
	s.message("digest-created-workdays", "A digest of working days was made", w.DigestCreated(off, false))
	moved := v
	moved.Digest.Schedule, moved.Digest.Holidays = digest.Schedule{Cron: "0 9 25 * *"}, digest.HolidaysNext
	moved.Digest.Last = digest.Delivery{Slot: friday, Status: digest.Skipped, Reason: digest.ReasonHoliday}
	s.message("digest-saved-moved", "One that holidays move, after a holiday", w.DigestSaved(moved))
	ends := fresh
	ends.Digest.Schedule = digest.Schedule{Cron: "0 9 31 * *"}
	s.message("digest-created-short-months", "A digest was made that not every month has", w.DigestCreated(ends, false))
	s.message("digest-ask-delete", "Is a digest to be deleted?", w.DigestConfirmDelete(v))
	s.message("digest-twice", "There is a digest like the one that was asked for", w.DigestDuplicate(v, "{}"))
	s.message("digest-which", "Several digests, and none was named", w.DigestChoose(
		message.DigestList{Digests: entries(), Now: v.Now}, func(id string) string { return "pause " + id + " 3d" }))
	worst := message.DigestConfirmation{Digest: longest()[0], Bot: hostile(), Now: now}
	s.message("digest-ask-delete-worst", "The longest of everything", w.DigestConfirmDelete(worst))
	s.message("digest-which-worst", "The longest of everything", w.DigestChoose(
		message.DigestList{Digests: longest(), Now: now}, func(id string) string { return "pause " + id + " 366d" }))
	unreadable := v
	unreadable.Digest.Schedule = digest.Schedule{Unreadable: "every 2h " + hostile()}
	s.message("digest-unreadable", "A schedule that cannot be read", w.DigestSaved(unreadable))
	listed := v
	listed.Listed = true
	s.message("digest-deleted-listed", "Deleted from the list, with a way back", w.DigestDeleted(listed))
	v.Digest.PausedUntil, v.Digest.Next = monday.Add(2*day), monday.Add(2*day)
	s.message("digest-paused", "A digest was paused for a day, from the list",
		w.DigestPaused(message.DigestConfirmation{Digest: v.Digest, Bot: v.Bot, Now: v.Now, Listed: true}))
	v.Digest.PausedUntil = digest.Forever
	s.message("digest-paused-forever", "A digest was paused until somebody resumes it", w.DigestPaused(v))
	s.message("digest-saved-hostile", "A digest of texts that are anything but one",
		w.DigestSaved(message.DigestConfirmation{Digest: hostileEntry(), Bot: hostile(), Now: now}))
}

// problems are those of digests, and the one of direct messages, which nobody can add the bot to.
var problems = append(digest.Problems(), "direct_message")

func (s *set) digestNotices(w *message.Renderer) {
	for _, kind := range problems {
		notice := message.DigestNotice{
			Notice: digest.Notice{Subscription: entry(), Slot: monday, Problem: kind}, Bot: "mayarbot", Ref: reference,
			Now: monday.Add(time.Hour),
		}
		s.message("notice-"+dashed(string(kind)), "To the owner: "+string(kind), w.DigestNotice(notice))
	}
	notice := message.DigestNotice{
		Notice: digest.Notice{Subscription: entry(), Slot: monday, Problem: digest.ProblemMissingScope, Failed: true},
		Bot:    "mayarbot", Ref: reference, Now: monday.Add(13 * time.Hour),
	}
	s.message("notice-given-up", "To the owner: a digest is left out, with the scope that is missing",
		w.DigestNotice(notice))
	for _, kind := range []digest.Problem{digest.ProblemSlackDown, digest.ProblemUnknownPost} {
		late := notice
		late.Problem, late.Resolved, late.Now = kind, true, monday.Add(25*time.Hour)
		s.message("notice-over-"+dashed(string(kind)), "To the owner, who could not be told earlier: "+string(kind),
			w.DigestNotice(late))
	}
	gone := message.DigestNotice{
		Notice: digest.Notice{Subscription: entry(), Slot: monday, Problem: digest.ProblemNotInChannel, ToAdmins: true},
		Bot:    "mayarbot", Now: monday.Add(time.Hour),
	}
	gone.Subscription.OwnerGone = true
	s.message("notice-to-admins", "To an admin, because the owner's account is gone", w.DigestNotice(gone))
	posted := gone
	posted.ToAdmins, posted.Subscription.OwnerGone = false, false
	posted.PostedSlot, posted.PostedAt = monday, monday.Add(50*time.Minute)
	s.message("notice-posted", "The same message when it was posted after all", w.DigestNotice(posted))
	posted.PostedSlot, posted.PostedAt, posted.Now = monday.Add(day), monday.Add(day), monday.Add(day+time.Minute)
	s.message("notice-posted-later", "The same message when a later one was posted", w.DigestNotice(posted))
	posted.PostedAt, posted.Subscription.Channel = time.Time{}, "D0SAMPLE01"
	s.message("notice-direct", "To the owner, of a digest in direct messages", w.DigestNotice(posted))
	notice.Subscription, notice.Problem = hostileEntry(), digest.ProblemMissingScope
	notice.Bot, notice.Ref = hostile(), hostile()
	s.message("notice-hostile", "To the owner, of texts that are anything but a digest", w.DigestNotice(notice))
	for _, kind := range []digest.Problem{digest.ProblemNotInChannel, digest.ProblemArchived,
		digest.ProblemMissingScope} {
		s.message("cannot-post-"+dashed(string(kind)), "No digest was made: "+string(kind),
			w.DigestCannotPost(message.DigestProblem{Kind: kind}, "C0SAMPLE01", "mayarbot", reference))
	}
	s.message("cannot-post-scope-named", "No digest was made, and Slack says for want of which scope",
		w.DigestCannotPost(
			message.DigestProblem{Kind: digest.ProblemMissingScope,
				Scope: "chat:write"}, "C0SAMPLE01", "mayarbot", reference))
	s.message("cannot-post-hostile", "No digest was made, for a reason nobody knows",
		w.DigestCannotPost(message.DigestProblem{}, hostile(), hostile(), hostile()))
}

func (s *set) digestForms(w *message.Renderer) {
	s.view("digest-form-new", "The form for a new digest", w.DigestForm(digest.Subscription{
		Schedule: digest.Schedule{Days: workdays, Times: nine}, Zone: "Asia/Jakarta",
	}, 0))
	full := entries()[1]
	s.view("digest-form-edit", "The form with a digest of all choices", w.DigestForm(full, 0))
	full.Holidays = digest.HolidaysNext
	s.view("digest-form-holidays", "The form from October on, when the holidays of the next year are not known",
		w.DigestForm(full, 2028))
	full.Mention, full.Schedule, full.Zone = "U0SAMPLE02", digest.Schedule{Cron: "30 8 * * 1-5"}, "America/New_York"
	s.view("digest-form-cron", "The form with a line of cron and a zone of its own", w.DigestForm(full, 0))
	s.view("digest-form-hostile", "The form with more than any field takes", w.DigestForm(hostileEntry(), 2028))
}
