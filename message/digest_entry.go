package message

import (
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// digestEntry describes a digest in a few lines: schedule and id, next and last delivery, and what
// is not the default.
func (w *Renderer) digestEntry(entry digest.Subscription, now time.Time) markup {
	return joinLines(
		joinDots("*"+w.entrySchedule(entry)+"*", code(entry.ID, maxDigestID)),
		joinDots(w.entryNext(entry, now), w.entryLast(entry, now)),
		joinDots(w.entryOwner(entry), w.entryFilter(entry), w.entryOptions(entry)),
	)
}

// maxScheduleText is the longest schedule shown, in characters.
const maxScheduleText = 300

func (w *Renderer) entrySchedule(entry digest.Subscription) markup {
	schedule := entry.Schedule
	if schedule.Unreadable != "" {
		return "⚠️ " + w.mrkdwn("ScheduleUnreadable", args{"Text": code(schedule.Unreadable, maxCron)})
	}
	if _, monthly := parseMonthly(schedule.Cron); schedule.Cron != "" && !monthly {
		return w.mrkdwn("ScheduleCron", args{"Cron": code(schedule.Cron, maxCron), "Zone": zoneLabel(entry.Location())})
	}
	return safeText(w.formatSchedule(entry), maxScheduleText)
}

// entrySlot formats a time in the zone of the digest, which its schedule names.
func (w *Renderer) entrySlot(entry digest.Subscription, t, now time.Time) markup {
	return markup(w.formatSlot(t, now, entry.Location()))
}

func (w *Renderer) entryNext(entry digest.Subscription, now time.Time) markup {
	if entry.PausedUntil.Equal(digest.Forever) {
		return "⏸️ " + w.mrkdwn("DigestPausedForever", nil)
	}
	var paused, next markup
	if entry.Paused(now) {
		paused = "⏸️ " + w.mrkdwn("DigestPausedUntil", args{"Time": w.entrySlot(entry, entry.PausedUntil, now)})
	}
	beforePauseEnds := entry.Paused(now) && entry.Next.Before(entry.PausedUntil)
	if !entry.Next.IsZero() && entry.Schedule.Unreadable == "" && !beforePauseEnds {
		next = w.mrkdwn("DigestNext", args{"Time": w.entrySlot(entry, entry.Next, now)})
	}
	return joinDots(paused, next)
}

// outcome returns the text for a delivery's outcome, and why it is waiting, was skipped or failed.
func outcome(d digest.Delivery) (id string, why digest.Problem) {
	switch {
	case d.Status == digest.Pending && d.Reason != "":
		return "OutcomeWaiting", d.Reason
	case d.Status == digest.Pending, d.Status == digest.Sending:
		return "OutcomePending", ""
	case d.Status == digest.Posted && d.Late:
		return "OutcomeLate", ""
	case d.Status == digest.Posted:
		return "OutcomePosted", ""
	case d.Status == digest.Skipped && d.Reason == digest.ReasonQuiet:
		return "OutcomeQuiet", ""
	case d.Status == digest.Skipped:
		return "OutcomeSkipped", d.Reason
	case d.Status == digest.Failed:
		return "OutcomeFailed", d.Reason
	}
	return "", ""
}

func (w *Renderer) entryLast(entry digest.Subscription, now time.Time) markup {
	last := entry.Last
	id, why := outcome(last)
	if last.Slot.IsZero() || id == "" {
		return w.mrkdwn("DigestNoLast", nil)
	}
	text := w.mrkdwn(id, args{
		"Time": w.entrySlot(entry, last.Slot, now), "Posted": w.entrySlot(entry, last.PostedAt, now),
	})
	if what := w.remedy(DigestProblem{Kind: why}, "").what; what != "" && why != entry.Problem {
		text += " (" + what + ")"
	}
	return text
}

func (w *Renderer) entryOwner(entry digest.Subscription) markup {
	owner := mention(entry.Owner)
	if owner == "" {
		return ""
	}
	if entry.OwnerGone {
		return "⚠️ " + w.mrkdwn("DigestOwnerGone", args{"User": owner})
	}
	return w.mrkdwn("DigestOwner", args{"User": owner})
}

func (w *Renderer) entryFilter(entry digest.Subscription) markup {
	if entry.Filter == "" {
		return ""
	}
	return w.mrkdwn("Filter", args{"Words": code(entry.Filter, maxInline)})
}

// entryOptions lists the options of a digest that are not the default.
func (w *Renderer) entryOptions(entry digest.Subscription) markup {
	var options []markup
	if name := languageName(entry.Language); name != "" {
		options = append(options, markup(name))
	}
	if entry.Detailed {
		options = append(options, markup(w.text("OptionDetailed", nil)))
	}
	if entry.OnlyWhenOpen {
		options = append(options, markup(w.text("OptionOnlyWhenOpen", nil)))
	}
	switch entry.Holidays {
	case digest.HolidaysSkip:
		options = append(options, markup(w.text("OptionHolidaysSkip", nil)))
	case digest.HolidaysNext:
		options = append(options, markup(w.text("OptionHolidaysNext", nil)))
	}
	if entry.SkipLate {
		options = append(options, markup(w.text("OptionSkipLate", nil)))
	}
	if who := mentionAny(entry.Mention); who != "" {
		options = append(options, w.mrkdwn("OptionMention", args{"Who": who}))
	}
	return joinDots(options...)
}
