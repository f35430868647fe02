package message

import "time"

// DigestEntry is one digest as those see it who manage it.
type DigestEntry struct {
	ID          string
	Channel     string // id
	Owner       string // user id
	OwnerGone   bool   // whose account is gone
	Schedule    Schedule
	Language    string // "en" or "id"
	Filter      string // words of /unpaid
	Quiet       bool   // nothing open: nothing posted, except once a week
	Full        bool
	SkipLate    bool      // what cannot be posted on time is left out
	Mention     string    // user or user group id
	PausedUntil time.Time // zero or past: not paused
	Forever     bool      // paused until somebody resumes it
	Next        time.Time // zero: none
	Last        DigestRun
	Trouble     Trouble
}

// A DigestRun is what became of one slot.
type DigestRun struct {
	Slot     time.Time // zero: there was none yet
	Outcome  Outcome
	PostedAt time.Time
	Trouble  Trouble // why it is waiting, was skipped or failed
}

// An Outcome is what became of a digest that was due.
type Outcome string

// What can become of a digest.
const (
	OutcomePending Outcome = "pending" // due, and being sent
	OutcomeWaiting Outcome = "waiting" // due, and could not be sent so far
	OutcomePosted  Outcome = "posted"
	OutcomeLate    Outcome = "late" // posted, but late
	OutcomeSkipped Outcome = "skipped"
	OutcomeQuiet   Outcome = "quiet" // nothing was open, so nothing was posted
	OutcomeFailed  Outcome = "failed"
)

// Trouble is why a digest cannot be delivered.
type Trouble struct {
	Kind  TroubleKind
	Scope string // TroubleScope: the scope that is missing
}

// A TroubleKind is what keeps a digest from being delivered.
type TroubleKind string

// What can keep a digest from being delivered.
const (
	TroubleNone       TroubleKind = ""
	TroubleNotMember  TroubleKind = "not_in_channel"
	TroubleArchived   TroubleKind = "is_archived"
	TroubleNoChannel  TroubleKind = "channel_not_found"
	TroubleRestricted TroubleKind = "restricted_action" // only some may post in the channel
	TroubleScope      TroubleKind = "missing_scope"
	TroubleToken      TroubleKind = "token_revoked"
	TroubleSlack      TroubleKind = "slack_down"
	TroubleMayar      TroubleKind = "mayar_down"
	TroubleMayarKey   TroubleKind = "mayar_key"      // Mayar does not accept the API key
	TroubleFilter     TroubleKind = "broken_filter"  // its filter is not one any more
	TroubleUnsure     TroubleKind = "unknown_post"   // nobody could find out whether Slack took it
	TroubleSlackBusy  TroubleKind = "slack_busy"     // Slack asked to be left alone
	TroubleDirect     TroubleKind = "direct_message" // it is a direct message where nobody can invite the bot
	TroubleOther      TroubleKind = "internal"       // and any that is not known here

	// These have paused a digest.
	TroubleNotAllowed TroubleKind = "channel_not_allowed" // the bot may not be used in its channel any more
	TroubleStrangers  TroubleKind = "channel_shared"      // people of another company read its channel by now
	TroubleOwner      TroubleKind = "owner_not_allowed"   // its owner may not use the bot any more

	// This one is for admins: it is posted all the same.
	TroubleOwnerGone TroubleKind = "owner_gone"

	// These are only of a run.
	TroublePaused     TroubleKind = "paused"
	TroubleMissed     TroubleKind = "missed"     // nothing ran when it was due, and its time has passed
	TroubleSuperseded TroubleKind = "superseded" // the next one was due before it could be posted
)

func (e DigestEntry) paused(now time.Time) bool {
	return e.Forever || e.PausedUntil.After(now)
}

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
