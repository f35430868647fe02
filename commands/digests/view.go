package digests

import (
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

func (h *Handler) confirmation(sub digest.Subscription) message.DigestConfirmation {
	return message.DigestConfirmation{Digest: h.entry(sub), Bot: h.Channels.BotName(), Now: h.Now()}
}

// confirmationFor is the same for a click. In the digest's channel it replaces the list, and has a
// button back to that.
func (h *Handler) confirmationFor(req *bot.Request, sub digest.Subscription) message.DigestConfirmation {
	v := h.confirmation(sub)
	v.Listed = req.Kind == bot.KindClick && req.Channel == sub.Channel && req.Channel != ""
	return v
}

func (h *Handler) entries(subs []digest.Subscription) []message.DigestEntry {
	entries := make([]message.DigestEntry, len(subs))
	for i, sub := range subs {
		entries[i] = h.entry(sub)
	}
	return entries
}

func (h *Handler) entry(sub digest.Subscription) message.DigestEntry {
	return entryOf(sub, h.Now())
}

// entryOf is a subscription as messages know it.
func entryOf(sub digest.Subscription, now time.Time) message.DigestEntry {
	entry := message.DigestEntry{
		ID: sub.ID, Channel: sub.Channel, Owner: sub.Owner, Schedule: scheduleOf(sub),
		Language: sub.Language, Filter: sub.Filter, OnlyWhenOpen: sub.OnlyWhenOpen, Detailed: sub.Detailed,
		SkipLate: sub.SkipLate, Mention: sub.Mention,
		OwnerGone: sub.OwnerGone, Next: sub.Next, Last: runOf(sub.Last),
		Problem: message.DigestProblem{Kind: message.DigestProblemKind(sub.Problem)},
	}
	switch {
	case sub.PausedUntil.Equal(digest.Forever):
		entry.Forever = true
	case sub.Paused(now):
		entry.PausedUntil = sub.PausedUntil
	}
	return entry
}

func scheduleOf(sub digest.Subscription) message.Schedule {
	schedule := message.Schedule{
		Days:       sub.Schedule.Days,
		Cron:       sub.Schedule.Cron,
		Zone:       zoneOf(sub),
		Unreadable: sub.Schedule.Unreadable,
	}
	for _, t := range sub.Schedule.Times {
		schedule.Times = append(schedule.Times, t.String())
	}
	return schedule
}

// zoneOf is the zone of a subscription, UTC where its name is none any more.
func zoneOf(sub digest.Subscription) *time.Location {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func runOf(d digest.Delivery) message.DigestRun {
	run := message.DigestRun{Slot: d.Slot, PostedAt: d.PostedAt}
	switch d.Status {
	case digest.Pending, digest.Sending:
		run.Outcome = message.OutcomePending
		if d.Status == digest.Pending && d.Reason != "" {
			run.Outcome, run.Problem.Kind = message.OutcomeWaiting, message.DigestProblemKind(d.Reason)
		}
	case digest.Posted:
		run.Outcome = message.OutcomePosted
		if d.Late {
			run.Outcome = message.OutcomeLate
		}
	case digest.Skipped:
		run.Outcome, run.Problem.Kind = message.OutcomeSkipped, message.DigestProblemKind(d.Reason)
		if d.Reason == digest.ReasonQuiet {
			run.Outcome, run.Problem.Kind = message.OutcomeQuiet, message.DigestProblemNone
		}
	case digest.Failed:
		run.Outcome, run.Problem.Kind = message.OutcomeFailed, message.DigestProblemKind(d.Reason)
	}
	return run
}
