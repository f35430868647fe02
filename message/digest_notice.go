package message

import (
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestNotice tells the owner of a digest, or the admins, in a direct message that it cannot be delivered, or how it stands otherwise.
type DigestNotice struct {
	digest.Notice
	Bot string // the bot's name in Slack, for /invite
	Ref string
	Now time.Time
}

// DigestNotice tells what failed and how to fix it. Its first line, which is all that a phone shows, says of which channel, why and when.
func (w *Renderer) DigestNotice(v DigestNotice) blockkit.Message {
	b := newBuilder("digest.notice")
	said := w.remedyIn(v.Subscription.Channel, DigestProblem{Kind: v.Problem}, v.Bot)
	if said.what == "" {
		said = w.remedy(DigestProblem{Kind: digest.ProblemInternal}, v.Bot)
	}
	if v.Resolved && v.Problem != digest.ProblemUnknownPost || !v.PostedAt.IsZero() {
		said.fix = "" // Nothing is left to mend. Whether that one came is still for somebody to see.
	}
	sign, title := w.noticeTitle(v, said.what)
	b.section(joinLines(nonEmpty([]markup{
		sign + " *" + title + "*",
		joinDots(w.entrySchedule(v.Subscription), code(v.Subscription.ID, maxDigestID)),
		said.fix,
		w.noticeOwner(v),
	})))
	b.context(w.noticeOutlook(v))
	b.context(w.reference(v.Ref))
	if !v.Resolved && v.PostedAt.IsZero() && !v.Problem.Pauses() && v.Problem != digest.ProblemOwnerGone {
		b.actions(entryButton(ActionDigestRetry, w.text("NoticeRetry", nil), v.Subscription))
	}
	return b.message(title)
}

func (w *Renderer) noticeTitle(v DigestNotice, what markup) (sign, title markup) {
	a := args{
		"Time": w.entrySlot(v.Subscription, v.Slot, v.Now), "Channel": w.noticeChannel(v.Subscription.Channel), "Problem": what,
		"Posted": w.entrySlot(v.Subscription, v.PostedAt, v.Now), "Next": w.entrySlot(v.Subscription, v.PostedSlot, v.Now),
	}
	switch {
	case v.Problem == digest.ProblemOwnerGone:
		return "⚠️", w.mrkdwn("NoticeOrphan", a)
	case v.Problem.Pauses():
		return "⏸️", w.mrkdwn("NoticePausedTitle", a)
	case !v.PostedAt.IsZero() && v.PostedSlot.Equal(v.Slot):
		return "✅", w.mrkdwn("NoticePosted", a)
	case !v.PostedAt.IsZero():
		return "✅", w.mrkdwn("NoticeAgainPosted", a)
	}
	return "⚠️", w.mrkdwn("NoticeTitle", a)
}

// noticeChannel names where a digest goes: Slack shows no name for direct messages.
func (w *Renderer) noticeChannel(id string) markup {
	if channel := mentionChannel(id); channel != "" && !strings.HasPrefix(id, "D") {
		return channel
	}
	return w.mrkdwn("NoticeDirect", nil)
}

// noticeOwner says who has gone, to those who are told in their place.
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

// noticeOutlook is how it goes on.
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

// DigestCannotPost says that no digest was made, because it could not be posted in the channel, and how to fix that.
func (w *Renderer) DigestCannotPost(problem DigestProblem, channel, bot, ref string) blockkit.Message {
	if problem.Kind == "" {
		problem.Kind = digest.ProblemInternal
	}
	b := newBuilder("digest.cannot")
	title := w.text("CannotPostTitle", nil)
	said := w.remedyIn(channel, problem, bot)
	if problem.Kind == digest.ProblemChannelNotFound && !strings.HasPrefix(channel, "D") { // whoever asked is in the channel, so it is there
		said = remedy{w.mrkdwn("ProblemNotInPrivate", nil), w.mrkdwn("FixInviteHere", args{"Invite": invite(bot)})}
	}
	b.section(joinLines(nonEmpty([]markup{
		"⚠️ *" + escape(title) + "*",
		joinDots(w.mrkdwn("DigestProblem", args{"Problem": said.what}), mentionChannel(channel)),
		said.fix,
		w.mrkdwn("CannotPostAgain", nil),
	})))
	b.context(w.reference(ref))
	return b.message(escape(title))
}
