package samples

import (
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/message"
)

var workdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}

// makassar is an hour ahead of Jakarta, and New York has a summer time.
var (
	makassar = time.FixedZone("Asia/Makassar", 8*60*60)
	newYork  = time.FixedZone("America/New_York", -5*60*60)
)

func entry() message.DigestEntry {
	return message.DigestEntry{
		ID: "k7m2", Channel: "C0SAMPLE01", Owner: "U0SAMPLE01",
		Schedule: message.Schedule{Days: workdays, Times: []string{"09:00"}, Zone: jakarta},
		Language: "id",
		Next:     monday.Add(day),
		Last:     message.DigestRun{Slot: monday, Outcome: message.OutcomePosted, PostedAt: monday},
	}
}

// entries are digests in every state.
func entries() []message.DigestEntry {
	list := make([]message.DigestEntry, 9)
	for i := range list {
		list[i] = entry()
		list[i].ID = fmt.Sprintf("k7m%d", i+2)
	}
	list[1].Schedule = message.Schedule{Days: []time.Weekday{time.Thursday, time.Monday}, Times: []string{"09:00", "15:00"}, Zone: makassar}
	list[1].Filter, list[1].Detailed, list[1].OnlyWhenOpen, list[1].SkipLate, list[1].Mention = "older:7d min:100000", true, true, true, "S0SAMPLE01"
	list[1].Language, list[1].Last.Outcome = "en", message.OutcomeQuiet
	list[2].PausedUntil = monday.Add(3 * day)
	list[2].Last = message.DigestRun{Slot: friday, Outcome: message.OutcomeSkipped, Problem: message.DigestProblem{Kind: message.DigestProblemPaused}}
	list[3].Forever, list[3].Last = true, message.DigestRun{}
	list[4].Schedule = message.Schedule{Cron: "0 9 1 * *", Zone: jakarta}
	list[4].Next, list[4].Last.Outcome, list[4].Last.PostedAt = monday.Add(22*day), message.OutcomeLate, monday.Add(140*time.Minute)
	list[5].Schedule = message.Schedule{Cron: "30 8 * * 1-5", Zone: newYork}
	list[5].Last.Outcome = message.OutcomePending
	list[6].Schedule = message.Schedule{Times: []string{"08:00", "12:00", "17:30"}, Zone: jakarta}
	list[6].Problem = message.DigestProblem{Kind: message.DigestProblemNotInChannel}
	list[6].Last.Outcome, list[6].Last.Problem = message.OutcomeFailed, list[6].Problem
	list[7].Schedule = message.Schedule{Days: []time.Weekday{time.Sunday}, Times: []string{"18:00"}, Zone: time.UTC}
	list[7].Mention, list[7].PausedUntil = "U0SAMPLE02", friday // a pause that is over
	list[7].Last.Outcome, list[7].Last.Problem = message.OutcomeSkipped, message.DigestProblem{Kind: message.DigestProblemMissed}
	list[8].Last.Outcome, list[8].Last.Problem = message.OutcomeWaiting, message.DigestProblem{Kind: message.DigestProblemMayarDown}
	return list
}

func hostileEntry() message.DigestEntry {
	v := entry()
	v.ID, v.Channel, v.Owner, v.Filter, v.Mention, v.Language = hostile(), hostile(), hostile(), hostile(), hostile(), hostile()
	v.Schedule = message.Schedule{Cron: hostile(), Zone: time.FixedZone(hostile(), 0)}
	v.Problem = message.DigestProblem{Kind: message.DigestProblemMissingScope, Scope: hostile()}
	v.Last.Outcome, v.Last.Problem = message.OutcomeFailed, v.Problem
	return v
}

// longest are digests of texts that grow when they are escaped.
func longest() []message.DigestEntry {
	list := make([]message.DigestEntry, 30)
	for i := range list {
		list[i] = entry()
		list[i].ID, list[i].Filter, list[i].Schedule = endless(), endless(), message.Schedule{Cron: endless(), Zone: time.FixedZone(endless(), 0)}
		list[i].OnlyWhenOpen, list[i].Detailed, list[i].SkipLate, list[i].Mention = true, true, true, "S0SAMPLE01"
		list[i].Problem = message.DigestProblem{Kind: message.DigestProblemMissingScope, Scope: endless()}
		list[i].Last.Outcome, list[i].Last.Problem = message.OutcomeFailed, list[i].Problem
	}
	return list
}

func (s *set) digestLists(w *message.Renderer) {
	add := func(name, title string, list []message.DigestEntry) {
		s.message("digests-"+name, title, w.DigestList(message.DigestList{Channel: "C0SAMPLE01", Digests: list, Bot: "mayarbot", Now: monday.Add(time.Hour)}))
	}
	add("none", "A channel without a digest", nil)
	add("one", "A channel with one digest", entries()[:1])
	add("states", "Digests in every state", entries())
	many := make([]message.DigestEntry, 30)
	for i := range many {
		many[i] = hostileEntry()
	}
	add("hostile", "Digests of texts that are anything but digests", many)
	add("worst", "The longest of everything", longest())
	all := func(name, title string, list []message.DigestEntry) {
		s.message("digests-all"+name, title, w.DigestListAll(message.DigestList{Digests: list, Bot: "mayarbot", Now: monday.Add(time.Hour)}))
	}
	all("", "The digests of all channels, for an admin", entries())
	all("-none", "No channel has a digest", nil)
	all("-worst", "The longest of everything", longest())
	s.message("digests-all-page", "The second page of three", w.DigestListAll(message.DigestList{
		Digests: slices.Repeat(entries(), 45/len(entries())+1), Bot: "mayarbot", Page: 2, Now: monday.Add(time.Hour),
	}))
	all("-hostile", "More of them than a message takes, of texts that are anything but digests", many)
}

func (s *set) digestAnswers(w *message.Renderer) {
	v := message.DigestConfirmation{Digest: entry(), Bot: "mayarbot", Now: monday.Add(time.Hour)}
	fresh := v
	fresh.Digest.Last = message.DigestRun{}
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
	s.message("digest-not-yours", "Settings, pressed by somebody else", w.DigestNotYours("k7m2", "U0SAMPLE01", reference))
	s.message("digest-not-yours-hostile", "The same, of a digest that is anything but one", w.DigestNotYours(hostile(), hostile(), hostile()))
	ends := fresh
	ends.Digest.Schedule = message.Schedule{Cron: "0 9 31 * *", Zone: jakarta}
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
	unreadable.Digest.Schedule = message.Schedule{Unreadable: "every 2h " + hostile(), Zone: jakarta}
	s.message("digest-unreadable", "A schedule that cannot be read", w.DigestSaved(unreadable))
	listed := v
	listed.Listed = true
	s.message("digest-deleted-listed", "Deleted from the list, with a way back", w.DigestDeleted(listed))
	v.Digest.PausedUntil, v.Digest.Next = monday.Add(2*day), monday.Add(2*day)
	s.message("digest-paused", "A digest was paused for a day, from the list", w.DigestPaused(message.DigestConfirmation{Digest: v.Digest, Bot: v.Bot, Now: v.Now, Listed: true}))
	v.Digest.PausedUntil, v.Digest.Forever = time.Time{}, true
	s.message("digest-paused-forever", "A digest was paused until somebody resumes it", w.DigestPaused(v))
	s.message("digest-saved-hostile", "A digest of texts that are anything but one", w.DigestSaved(message.DigestConfirmation{Digest: hostileEntry(), Bot: hostile(), Now: now}))
}

var troubles = []message.DigestProblemKind{
	message.DigestProblemNotInChannel, message.DigestProblemArchived, message.DigestProblemChannelNotFound, message.DigestProblemRestricted, message.DigestProblemMissingScope, message.DigestProblemTokenRevoked,
	message.DigestProblemSlackDown, message.DigestProblemMayarDown, message.DigestProblemMayarKey, message.DigestProblemBrokenFilter, message.DigestProblemUnknownPost, message.DigestProblemInternal,
	message.DigestProblemDirectMessage, message.DigestProblemSlackBusy, message.DigestProblemChannelNotAllowed, message.DigestProblemChannelShared, message.DigestProblemOwnerNotAllowed, message.DigestProblemOwnerGone,
}

func (s *set) digestTrouble(w *message.Renderer) {
	for _, kind := range troubles {
		notice := message.DigestNotice{Digest: entry(), Slot: monday, Problem: message.DigestProblem{Kind: kind}, Bot: "mayarbot", Ref: reference, Now: monday.Add(time.Hour)}
		s.message("notice-"+dashed(string(kind)), "To the owner: "+string(kind), w.DigestNotice(notice))
	}
	notice := message.DigestNotice{
		Digest: entry(), Slot: monday, Problem: message.DigestProblem{Kind: message.DigestProblemMissingScope, Scope: "chat:write"},
		Failed: true, Bot: "mayarbot", Ref: reference, Now: monday.Add(13 * time.Hour),
	}
	s.message("notice-given-up", "To the owner: a digest is left out, with the scope that is missing", w.DigestNotice(notice))
	for _, kind := range []message.DigestProblemKind{message.DigestProblemSlackDown, message.DigestProblemUnknownPost} {
		late := notice
		late.Problem, late.Resolved, late.Now = message.DigestProblem{Kind: kind}, true, monday.Add(25*time.Hour)
		s.message("notice-over-"+dashed(string(kind)), "To the owner, who could not be told earlier: "+string(kind), w.DigestNotice(late))
	}
	gone := message.DigestNotice{
		Digest: entry(), Slot: monday, Problem: message.DigestProblem{Kind: message.DigestProblemNotInChannel}, ToAdmins: true, Bot: "mayarbot", Now: monday.Add(time.Hour),
	}
	gone.Digest.OwnerGone = true
	s.message("notice-to-admins", "To an admin, because the owner's account is gone", w.DigestNotice(gone))
	posted := gone
	posted.ToAdmins, posted.Digest.OwnerGone = false, false
	posted.PostedSlot, posted.PostedAt = monday, monday.Add(50*time.Minute)
	s.message("notice-posted", "The same message when it was posted after all", w.DigestNotice(posted))
	posted.PostedSlot, posted.PostedAt, posted.Now = monday.Add(day), monday.Add(day), monday.Add(day+time.Minute)
	s.message("notice-posted-later", "The same message when a later one was posted", w.DigestNotice(posted))
	posted.PostedAt, posted.Digest.Channel = time.Time{}, "D0SAMPLE01"
	s.message("notice-direct", "To the owner, of a digest in direct messages", w.DigestNotice(posted))
	notice.Digest, notice.Problem, notice.Bot, notice.Ref = hostileEntry(), message.DigestProblem{Kind: message.DigestProblemMissingScope, Scope: hostile()}, hostile(), hostile()
	s.message("notice-hostile", "To the owner, of texts that are anything but a digest", w.DigestNotice(notice))
	for _, kind := range []message.DigestProblemKind{message.DigestProblemNotInChannel, message.DigestProblemArchived, message.DigestProblemMissingScope} {
		s.message("cannot-post-"+dashed(string(kind)), "No digest was made: "+string(kind), w.DigestCannotPost(message.DigestProblem{Kind: kind}, "C0SAMPLE01", "mayarbot", reference))
	}
	s.message("cannot-post-hostile", "No digest was made, for a reason nobody knows", w.DigestCannotPost(message.DigestProblem{}, hostile(), hostile(), hostile()))
}

func (s *set) digestForms(w *message.Renderer) {
	s.view("digest-form-new", "The form for a new digest", w.DigestForm(message.DigestForm{
		Digest: message.DigestEntry{Schedule: message.Schedule{Days: workdays, Times: []string{"09:00"}, Zone: jakarta}},
	}))
	full := entries()[1]
	s.view("digest-form-edit", "The form with a digest of all choices", w.DigestForm(message.DigestForm{Digest: full}))
	full.Mention, full.Schedule = "U0SAMPLE02", message.Schedule{Cron: "30 8 * * 1-5", Zone: newYork}
	s.view("digest-form-cron", "The form with a line of cron and a zone of its own", w.DigestForm(message.DigestForm{Digest: full}))
	s.view("digest-form-problems", "The form after a command whose words are wrong", w.DigestForm(message.DigestForm{
		Digest: full, FieldErrors: []message.FieldError{message.FieldTimes, message.FieldZone},
	}))
	s.view("digest-form-hostile", "The form with more than any field takes", w.DigestForm(message.DigestForm{Digest: hostileEntry()}))
}
