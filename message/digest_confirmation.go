package message

import (
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestConfirmation is a digest after a change or another action.
type DigestConfirmation struct {
	Digest digest.Subscription
	Bot    string // the bot's name in Slack, for /invite
	Listed bool   // add a button that leads back to the list of digests
	Now    time.Time
}

// DigestCreated says that there is a new digest, and warns if another workspace shares its channel.
func (w *Renderer) DigestCreated(v DigestConfirmation, shared bool) blockkit.Message {
	body := w.monthEndHint(v.Digest.Schedule)
	if shared {
		body = joinLines("⚠️ "+w.mrkdwn("DigestSharedBody", nil), body)
	}
	return w.digestDone("created", w.text("DigestCreatedTitle", nil), body, v, w.tryButtons(v)...)
}

// DigestSaved says that a digest was changed.
func (w *Renderer) DigestSaved(v DigestConfirmation) blockkit.Message {
	body := w.monthEndHint(v.Digest.Schedule)
	return w.digestDone("saved", w.text("DigestSavedTitle", nil), body, v, w.tryButtons(v)...)
}

// monthEndHint says how to get the last day of each month, if the schedule has a day that some
// months lack.
func (w *Renderer) monthEndHint(schedule digest.Schedule) markup {
	m, ok := parseMonthly(schedule.Cron)
	if !ok || len(m.rare) == 0 {
		return ""
	}
	return w.mrkdwn("DigestMonthEndHint", args{"Time": markup(m.times[0])})
}

// DigestDeleted says that a digest was deleted, and which.
func (w *Renderer) DigestDeleted(v DigestConfirmation) blockkit.Message {
	b := newBuilder("digest.deleted")
	title := w.text("DigestDeletedTitle", nil)
	b.section(joinLines(
		"*"+escape(title)+"*",
		joinDots(w.entrySchedule(v.Digest), code(v.Digest.ID, maxDigestID)),
		w.mrkdwn("DigestDeletedBody", nil),
	))
	b.actions(w.backButton(v)...)
	return b.message(escape(title))
}

// DigestPaused says until when a digest is paused.
func (w *Renderer) DigestPaused(v DigestConfirmation) blockkit.Message {
	resume := button(ActionDigestResume, w.text("DigestResume", nil), digestID(v.Digest.ID))
	return w.digestDone("paused", w.text("DigestPausedTitle", nil), w.mrkdwn("DigestPausedBody", nil), v, resume)
}

// DigestResumed says when a digest comes next.
func (w *Renderer) DigestResumed(v DigestConfirmation) blockkit.Message {
	return w.digestDone("resumed", w.text("DigestResumedTitle", nil), "", v)
}

// DigestPreviewSent says that the preview is in a direct message.
func (w *Renderer) DigestPreviewSent(v DigestConfirmation) blockkit.Message {
	return w.digestDone("tested", w.text("DigestTestedTitle", nil), w.mrkdwn("DigestTestedBody", nil), v)
}

// DigestPostingNow says that the bot is posting a digest.
func (w *Renderer) DigestPostingNow(v DigestConfirmation) blockkit.Message {
	return w.digestDone("now", w.text("DigestNowTitle", nil), w.mrkdwn("DigestNowBody", nil), v)
}

// DigestRetried says that the bot retries a post, or that there is nothing to retry.
func (w *Renderer) DigestRetried(v DigestConfirmation, trying bool) blockkit.Message {
	if !trying {
		return w.digestDone("retried", w.text("RetryNothingTitle", nil), w.mrkdwn("RetryNothingBody", nil), v)
	}
	return w.digestDone("retried", w.text("RetryTitle", nil), w.mrkdwn("RetryBody", nil), v)
}

func (w *Renderer) tryButtons(v DigestConfirmation) []slack.BlockElement {
	id := digestID(v.Digest.ID)
	return []slack.BlockElement{
		button(ActionDigestPreview, w.text("DigestTestButton", nil), id),
		button(ActionDigestEdit, w.text("DigestEdit", nil), id),
	}
}

// digestDone is a title, an optional sentence, and the digest as it is now.
func (w *Renderer) digestDone(
	name, title string, body markup, v DigestConfirmation, buttons ...slack.BlockElement,
) blockkit.Message {
	b := newBuilder("digest." + name)
	b.section(joinLines("*"+escape(title)+"*", body))
	b.section(joinLines(
		w.digestEntry(v.Digest, v.Now), w.problemNote(v.Digest.Channel, v.Digest.Problem, v.Bot),
	))
	b.actions(append(buttons, w.backButton(v)...)...)
	return b.message(escape(title))
}

// backButton leads back to the list of digests.
func (w *Renderer) backButton(v DigestConfirmation) []slack.BlockElement {
	if !v.Listed {
		return nil
	}
	return []slack.BlockElement{button(ActionDigestList, w.text("DigestBack", nil), "")}
}
