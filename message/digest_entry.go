package message

import "time"

// DigestEntry is one digest as those see it who manage it.
type DigestEntry struct {
	ID           string
	Channel      string // id
	Owner        string // user id
	OwnerGone    bool   // whose account is gone
	Schedule     Schedule
	Language     string // "en" or "id"
	Filter       string // words of /unpaid
	OnlyWhenOpen bool   // nothing open: nothing posted, except once a week
	Detailed     bool
	SkipLate     bool      // what cannot be posted on time is left out
	Mention      string    // user or user group id
	PausedUntil  time.Time // zero or past: not paused
	Forever      bool      // paused until somebody resumes it
	Next         time.Time // zero: none
	Last         DigestRun
	Problem      DigestProblem
}

// A DigestRun is what became of one slot.
type DigestRun struct {
	Slot     time.Time // zero: there was none yet
	Outcome  Outcome
	PostedAt time.Time
	Problem  DigestProblem // why it is waiting, was skipped or failed
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

// A DigestProblem is why a digest cannot be delivered.
type DigestProblem struct {
	Kind  DigestProblemKind
	Scope string // DigestProblemMissingScope: the scope that is missing
}

// A DigestProblemKind is what keeps a digest from being delivered.
type DigestProblemKind string

// What can keep a digest from being delivered.
const (
	DigestProblemNone            DigestProblemKind = ""
	DigestProblemNotInChannel    DigestProblemKind = "not_in_channel"
	DigestProblemArchived        DigestProblemKind = "is_archived"
	DigestProblemChannelNotFound DigestProblemKind = "channel_not_found"
	DigestProblemRestricted      DigestProblemKind = "restricted_action" // only some may post in the channel
	DigestProblemMissingScope    DigestProblemKind = "missing_scope"
	DigestProblemTokenRevoked    DigestProblemKind = "token_revoked"
	DigestProblemSlackDown       DigestProblemKind = "slack_down"
	DigestProblemMayarDown       DigestProblemKind = "mayar_down"
	DigestProblemMayarKey        DigestProblemKind = "mayar_key"      // Mayar does not accept the API key
	DigestProblemBrokenFilter    DigestProblemKind = "broken_filter"  // its filter is not one any more
	DigestProblemUnknownPost     DigestProblemKind = "unknown_post"   // nobody could find out whether Slack took it
	DigestProblemSlackBusy       DigestProblemKind = "slack_busy"     // Slack asked to be left alone
	DigestProblemDirectMessage   DigestProblemKind = "direct_message" // it is a direct message where nobody can invite the bot
	DigestProblemInternal        DigestProblemKind = "internal"       // and any that is not known here

	// These have paused a digest.
	DigestProblemChannelNotAllowed DigestProblemKind = "channel_not_allowed" // the bot may not be used in its channel any more
	DigestProblemChannelShared     DigestProblemKind = "channel_shared"      // people of another company read its channel by now
	DigestProblemOwnerNotAllowed   DigestProblemKind = "owner_not_allowed"   // its owner may not use the bot any more

	// This one is for admins: it is posted all the same.
	DigestProblemOwnerGone DigestProblemKind = "owner_gone"

	// These are only of a run.
	DigestProblemPaused     DigestProblemKind = "paused"
	DigestProblemMissed     DigestProblemKind = "missed"     // nothing ran when it was due, and its time has passed
	DigestProblemSuperseded DigestProblemKind = "superseded" // the next one was due before it could be posted
)

func (e DigestEntry) paused(now time.Time) bool {
	return e.Forever || e.PausedUntil.After(now)
}

// digestEntry describes a digest in a few lines: when and which, what comes next and what came last, and what is not as usual.
func (w *Renderer) digestEntry(entry DigestEntry, now time.Time) []markup {
	return nonEmpty([]markup{
		joinDots("*"+w.entrySchedule(entry)+"*", code(entry.ID, maxDigestID)),
		joinDots(w.entryNext(entry, now), w.entryLast(entry, now)),
		joinDots(w.entryOwner(entry), w.entryFilter(entry), w.entryOptions(entry)),
	})
}

func nonEmpty(lines []markup) []markup {
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

func (w *Renderer) entrySchedule(entry DigestEntry) markup {
	schedule := entry.Schedule
	if schedule.Unreadable != "" {
		return "⚠️ " + w.mrkdwn("ScheduleUnreadable", args{"Text": code(schedule.Unreadable, maxCron)})
	}
	if _, monthly := parseMonthly(schedule.Cron); schedule.Cron != "" && !monthly {
		return w.mrkdwn("ScheduleCron", args{"Cron": code(schedule.Cron, maxCron), "Zone": zoneLabel(w.zoneOf(schedule))})
	}
	return safeText(w.Schedule(schedule), maxScheduleText)
}

// entrySlot is a moment in the zone of the digest, which its schedule has named.
func (w *Renderer) entrySlot(entry DigestEntry, t, now time.Time) markup {
	return markup(w.formatSlot(t, now, w.zoneOf(entry.Schedule)))
}

func (w *Renderer) entryNext(entry DigestEntry, now time.Time) markup {
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
	return joinDots(paused, next)
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

func (w *Renderer) entryLast(entry DigestEntry, now time.Time) markup {
	last := entry.Last
	id, known := outcomeIDs[last.Outcome]
	if last.Slot.IsZero() || !known {
		return w.mrkdwn("DigestNoLast", nil)
	}
	said := w.mrkdwn(id, args{"Time": w.entrySlot(entry, last.Slot, now), "Posted": w.entrySlot(entry, last.PostedAt, now)})
	if what := w.trouble(last.Problem, ""); what.what != "" && last.Problem != entry.Problem {
		said += " (" + what.what + ")"
	}
	return said
}

func (w *Renderer) entryOwner(entry DigestEntry) markup {
	owner := mention(entry.Owner)
	if owner == "" {
		return ""
	}
	if entry.OwnerGone {
		return "⚠️ " + w.mrkdwn("DigestOwnerGone", args{"User": owner})
	}
	return w.mrkdwn("DigestOwner", args{"User": owner})
}

func (w *Renderer) entryFilter(entry DigestEntry) markup {
	if entry.Filter == "" {
		return ""
	}
	return w.mrkdwn("Filter", args{"Words": code(entry.Filter, maxInline)})
}

var languageIDs = map[string]string{"en": "LanguageEnglish", "id": "LanguageIndonesian"}

// entryOptions is how a digest is posted, as far as it was chosen.
func (w *Renderer) entryOptions(entry DigestEntry) markup {
	var said []markup
	if id, ok := languageIDs[entry.Language]; ok {
		said = append(said, markup(w.text(id, nil)))
	}
	if entry.Detailed {
		said = append(said, markup(w.text("MannerFull", nil)))
	}
	if entry.OnlyWhenOpen {
		said = append(said, markup(w.text("MannerQuiet", nil)))
	}
	if entry.SkipLate {
		said = append(said, markup(w.text("MannerSkip", nil)))
	}
	if who := mentionAny(entry.Mention); who != "" {
		said = append(said, w.mrkdwn("MannerMention", args{"Who": who}))
	}
	return joinDots(said...)
}
