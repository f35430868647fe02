package message

import (
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestNotice is a direct message to the owner of a digest, or to the admins, about a problem.
type DigestNotice struct {
	digest.Notice
	Bot string // the bot's name in Slack, for /invite
	Ref string
	Now time.Time
}

// DigestNotice says what failed and how to fix it. A phone shows only the first line, so that has
// channel, reason and time.
func (w *Renderer) DigestNotice(v DigestNotice) blockkit.Message {
	b := newBuilder("digest.notice")
	r := w.remedyIn(v.Subscription.Channel, DigestProblem{Kind: v.Problem}, v.Bot)
	if r.what == "" {
		r = w.remedy(DigestProblem{Kind: digest.ProblemInternal}, v.Bot)
	}
	if v.Resolved && v.Problem != digest.ProblemUnknownPost || !v.PostedAt.IsZero() {
		r.fix = "" // nothing is left to fix, except to look for a post of unknown outcome
	}
	sign, title := w.noticeTitle(v, r.what)
	b.section(joinLines(
		sign+" *"+title+"*",
		joinDots(w.entrySchedule(v.Subscription), code(v.Subscription.ID, maxDigestID)),
		r.fix,
		w.noticeOwner(v),
	))
	b.context(w.noticeOutlook(v))
	b.context(w.reference(v.Ref))
	if !v.Resolved && v.PostedAt.IsZero() && !v.Problem.Pauses() && v.Problem != digest.ProblemOwnerGone {
		b.actions(entryButton(ActionDigestRetry, w.text("NoticeRetry", nil), v.Subscription))
	}
	return b.message(title)
}

func (w *Renderer) noticeTitle(v DigestNotice, what markup) (sign, title markup) {
	a := args{
		"Time":    w.entrySlot(v.Subscription, v.Slot, v.Now),
		"Channel": w.noticeChannel(v.Subscription.Channel),
		"Problem": what,
		"Posted":  w.entrySlot(v.Subscription, v.PostedAt, v.Now),
		"Next":    w.entrySlot(v.Subscription, v.PostedSlot, v.Now),
	}
	switch {
	case v.Problem == digest.ProblemOwnerGone:
		return "⚠️", w.mrkdwn("NoticeOwnerGone", a)
	case v.Problem.Pauses():
		return "⏸️", w.mrkdwn("NoticePausedTitle", a)
	case !v.PostedAt.IsZero() && v.PostedSlot.Equal(v.Slot):
		return "✅", w.mrkdwn("NoticePosted", a)
	case !v.PostedAt.IsZero():
		return "✅", w.mrkdwn("NoticeAgainPosted", a)
	}
	return "⚠️", w.mrkdwn("NoticeTitle", a)
}

// noticeChannel names the channel of a digest: Slack shows no name for direct messages.
func (w *Renderer) noticeChannel(id string) markup {
	if channel := mentionChannel(id); channel != "" && !strings.HasPrefix(id, "D") {
		return channel
	}
	return w.mrkdwn("NoticeDirect", nil)
}

// noticeOwner tells the admins whose digest it is.
func (w *Renderer) noticeOwner(v DigestNotice) markup {
	owner := mention(v.Subscription.Owner)
	switch {
	case owner == "" || !v.ToAdmins:
		return ""
	case v.Problem == digest.ProblemOwnerGone:
		return w.entryOwner(v.Subscription)
	case v.Subscription.OwnerGone:
		return w.mrkdwn("NoticeInstead", args{"User": owner})
	}
	return w.entryOwner(v.Subscription)
}

// noticeOutlook says what happens next.
func (w *Renderer) noticeOutlook(v DigestNotice) markup {
	switch {
	case !v.PostedAt.IsZero(), v.Problem == digest.ProblemOwnerGone:
		return ""
	case v.Problem.Pauses():
		return w.mrkdwn("NoticePaused", args{"Resume": code("/digest resume "+digestID(v.Subscription.ID), 60)})
	case v.Resolved:
		return w.mrkdwn("NoticeOver", nil)
	case v.Failed:
		return w.mrkdwn("NoticeGivenUp", nil)
	}
	return w.mrkdwn("NoticeAgain", nil)
}

// DigestCannotPost says that the bot cannot post in the channel of a new digest, and how to fix
// that.
func (w *Renderer) DigestCannotPost(problem DigestProblem, channel, bot, ref string) blockkit.Message {
	if problem.Kind == "" {
		problem.Kind = digest.ProblemInternal
	}
	b := newBuilder("digest.cannot")
	title := w.text("CannotPostTitle", nil)
	r := w.remedyIn(channel, problem, bot)
	// The channel exists: the person who asked is in it.
	if problem.Kind == digest.ProblemChannelNotFound && !strings.HasPrefix(channel, "D") {
		r = remedy{w.mrkdwn("ProblemNotInPrivate", nil), w.mrkdwn("FixInviteHere", args{"Invite": invite(bot)})}
	}
	b.section(joinLines(
		"⚠️ *"+escape(title)+"*",
		joinDots(w.mrkdwn("DigestProblem", args{"Problem": r.what}), mentionChannel(channel)),
		r.fix,
		w.mrkdwn("CannotPostAgain", nil),
	))
	b.context(w.reference(ref))
	return b.message(escape(title))
}
