package message

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// DigestAnswer is a digest after something was done to it.
type DigestAnswer struct {
	Digest DigestEntry
	Bot    string // the bot's name in Slack, for /invite
	Listed bool   // there is a list of the channel's digests to go back to
	Now    time.Time
}

// DigestCreated says that there is a new digest, and who reads it where its channel is shared with another workspace.
func (w *Writer) DigestCreated(v DigestAnswer, shared bool) blockkit.Message {
	var lines []markup
	if shared {
		lines = append(lines, "⚠️ "+w.mrkdwn("DigestSharedBody", nil))
	}
	body := stacked(filledLines(append(lines, w.monthEndHint(v.Digest.Schedule))))
	return w.digestDone("created", w.words("DigestCreatedTitle", nil), body, v, w.tryButtons(v)...)
}

// DigestSaved says that a digest was changed.
func (w *Writer) DigestSaved(v DigestAnswer) blockkit.Message {
	return w.digestDone("saved", w.words("DigestSavedTitle", nil), w.monthEndHint(v.Digest.Schedule), v, w.tryButtons(v)...)
}

// monthEndHint is how to have the last day of every month, for who has asked for the 31st.
func (w *Writer) monthEndHint(schedule Schedule) markup {
	m, ok := monthly(schedule.Cron)
	if !ok || len(m.rare) == 0 {
		return ""
	}
	return w.mrkdwn("DigestMonthEndHint", args{"Time": markup(m.times[0])})
}

// DigestDeleted says that a digest is gone, and what it was.
func (w *Writer) DigestDeleted(v DigestAnswer) blockkit.Message {
	s := newSheet("digest.deleted")
	title := w.words("DigestDeletedTitle", nil)
	s.section(stacked([]markup{
		"*" + escaped(title) + "*",
		joined(w.entrySchedule(v.Digest), code(v.Digest.ID, maxDigestID)),
		w.mrkdwn("DigestDeletedBody", nil),
	}))
	s.actions(w.backButton(v)...)
	return s.message(escaped(title))
}

// DigestPaused says until when a digest does not come.
func (w *Writer) DigestPaused(v DigestAnswer) blockkit.Message {
	resume := button(ActionDigestResume, w.words("DigestResume", nil), digestID(v.Digest.ID))
	return w.digestDone("paused", w.words("DigestPausedTitle", nil), w.mrkdwn("DigestPausedBody", nil), v, resume)
}

// DigestResumed says when a digest comes again.
func (w *Writer) DigestResumed(v DigestAnswer) blockkit.Message {
	return w.digestDone("resumed", w.words("DigestResumedTitle", nil), "", v)
}

// DigestTested says that a test was sent to whoever asked, as a direct message.
func (w *Writer) DigestTested(v DigestAnswer) blockkit.Message {
	return w.digestDone("tested", w.words("DigestTestedTitle", nil), w.mrkdwn("DigestTestedBody", nil), v)
}

// DigestNow says that a digest goes to the channel right now.
func (w *Writer) DigestNow(v DigestAnswer) blockkit.Message {
	return w.digestDone("now", w.words("DigestNowTitle", nil), w.mrkdwn("DigestNowBody", nil), v)
}

// DigestRetried says that what could not be posted is tried again, or that there is nothing to try.
func (w *Writer) DigestRetried(v DigestAnswer, trying bool) blockkit.Message {
	if !trying {
		return w.digestDone("retried", w.words("RetryNothingTitle", nil), w.mrkdwn("RetryNothingBody", nil), v)
	}
	return w.digestDone("retried", w.words("RetryTitle", nil), w.mrkdwn("RetryBody", nil), v)
}

func (w *Writer) tryButtons(v DigestAnswer) []slack.BlockElement {
	id := digestID(v.Digest.ID)
	return []slack.BlockElement{
		button(ActionDigestTest, w.words("DigestTestButton", nil), id),
		button(ActionDigestEdit, w.words("DigestEdit", nil), id),
	}
}

// digestDone is a title, a sentence where there is one to say, and the digest as it is now.
func (w *Writer) digestDone(name, title string, body markup, v DigestAnswer, buttons ...slack.BlockElement) blockkit.Message {
	s := newSheet("digest." + name)
	s.section(stacked(filledLines([]markup{"*" + escaped(title) + "*", body})))
	s.section(stacked(append(w.digestEntry(v.Digest, v.Now), w.troubleLines(v.Digest.Channel, v.Digest.Trouble, v.Bot)...)))
	s.actions(append(buttons, w.backButton(v)...)...)
	return s.message(escaped(title))
}

// backButton leads back to the list.
func (w *Writer) backButton(v DigestAnswer) []slack.BlockElement {
	if !v.Listed {
		return nil
	}
	return []slack.BlockElement{button(ActionDigestList, w.words("DigestBack", nil), "")}
}
