package message

import "time"

// digestEntry describes a digest in a few lines: when and which, what comes next and what came last, and what is not as usual.
func (w *Writer) digestEntry(entry DigestEntry, now time.Time) []markup {
	return filledLines([]markup{
		joined("*"+w.entrySchedule(entry)+"*", code(entry.ID, maxDigestID)),
		joined(w.entryNext(entry, now), w.entryLast(entry, now)),
		joined(w.entryOwner(entry), w.entryFilter(entry), w.entryManner(entry)),
	})
}

func filledLines(lines []markup) []markup {
	kept := lines[:0]
	for _, line := range lines {
		if line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// maxScheduleText is the longest schedule that is said, in characters.
const maxScheduleText = 300

func (w *Writer) entrySchedule(entry DigestEntry) markup {
	schedule := entry.Schedule
	if schedule.Unreadable != "" {
		return "⚠️ " + w.mrkdwn("ScheduleUnreadable", args{"Text": code(schedule.Unreadable, maxCron)})
	}
	if _, monthly := monthly(schedule.Cron); schedule.Cron != "" && !monthly {
		return w.mrkdwn("ScheduleCron", args{"Cron": code(schedule.Cron, maxCron), "Zone": zoneLabel(w.zoneOf(schedule))})
	}
	return literal(w.Schedule(schedule), maxScheduleText)
}

// entrySlot is a moment in the zone of the digest, which its schedule has named.
func (w *Writer) entrySlot(entry DigestEntry, t, now time.Time) markup {
	return markup(w.slot(t, now, w.zoneOf(entry.Schedule)))
}

func (w *Writer) entryNext(entry DigestEntry, now time.Time) markup {
	if entry.Forever {
		return "⏸️ " + w.mrkdwn("DigestPausedForever", nil)
	}
	var paused, next markup
	if entry.paused(now) {
		paused = "⏸️ " + w.mrkdwn("DigestPausedUntil", args{"Time": w.entrySlot(entry, entry.PausedUntil, now)})
	}
	if !entry.Next.IsZero() && entry.Schedule.Unreadable == "" && !entry.Next.Before(entry.PausedUntil) {
		next = w.mrkdwn("DigestNext", args{"Time": w.entrySlot(entry, entry.Next, now)})
	}
	return joined(paused, next)
}

var outcomeIDs = map[Outcome]string{
	OutcomePending: "OutcomePending",
	OutcomeWaiting: "OutcomeWaiting",
	OutcomePosted:  "OutcomePosted",
	OutcomeLate:    "OutcomeLate",
	OutcomeSkipped: "OutcomeSkipped",
	OutcomeQuiet:   "OutcomeQuiet",
	OutcomeFailed:  "OutcomeFailed",
}

func (w *Writer) entryLast(entry DigestEntry, now time.Time) markup {
	last := entry.Last
	id, known := outcomeIDs[last.Outcome]
	if last.Slot.IsZero() || !known {
		return w.mrkdwn("DigestNoLast", nil)
	}
	said := w.mrkdwn(id, args{"Time": w.entrySlot(entry, last.Slot, now), "Posted": w.entrySlot(entry, last.PostedAt, now)})
	if what := w.trouble(last.Trouble, ""); what.what != "" && last.Trouble != entry.Trouble {
		said += " (" + what.what + ")"
	}
	return said
}

func (w *Writer) entryOwner(entry DigestEntry) markup {
	owner := mention(entry.Owner)
	if owner == "" {
		return ""
	}
	if entry.OwnerGone {
		return "⚠️ " + w.mrkdwn("DigestOwnerGone", args{"User": owner})
	}
	return w.mrkdwn("DigestOwner", args{"User": owner})
}

func (w *Writer) entryFilter(entry DigestEntry) markup {
	if entry.Filter == "" {
		return ""
	}
	return w.mrkdwn("Filter", args{"Words": code(entry.Filter, maxInline)})
}

var languageIDs = map[string]string{"en": "LanguageEnglish", "id": "LanguageIndonesian"}

// entryManner is how a digest is posted, as far as it was chosen.
func (w *Writer) entryManner(entry DigestEntry) markup {
	var said []markup
	if id, ok := languageIDs[entry.Language]; ok {
		said = append(said, markup(w.words(id, nil)))
	}
	if entry.Full {
		said = append(said, markup(w.words("MannerFull", nil)))
	}
	if entry.Quiet {
		said = append(said, markup(w.words("MannerQuiet", nil)))
	}
	if entry.SkipLate {
		said = append(said, markup(w.words("MannerSkip", nil)))
	}
	if who := mentionAny(entry.Mention); who != "" {
		said = append(said, w.mrkdwn("MannerMention", args{"Who": who}))
	}
	return joined(said...)
}
