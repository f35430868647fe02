package message

import (
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
)

// DigestNotice tells the owner of a digest, or the admins, in a direct message that it cannot be delivered, or how it stands otherwise.
type DigestNotice struct {
	Digest   DigestEntry
	Slot     time.Time // what was due
	Problem  DigestProblem
	Failed   bool   // the slot failed; else it is tried again
	Resolved bool   // digests come again by now
	ToAdmins bool   // and not to the owner
	Bot      string // the bot's name in Slack, for /invite
	Ref      string
	Now      time.Time

	// What was posted after all, when the message is changed: the slot itself, or a later one. Zero: nothing was.
	PostedSlot, PostedAt time.Time
}

// DigestNotice tells what failed and how to fix it. Its first line, which is all that a phone shows, says of which channel, why and when.
func (w *Renderer) DigestNotice(v DigestNotice) blockkit.Message {
	b := newBuilder("digest.notice")
	said := w.troubleIn(v.Digest.Channel, v.Problem, v.Bot)
	if said.what == "" {
		said = w.trouble(DigestProblem{Kind: DigestProblemInternal}, v.Bot)
	}
	if v.Resolved && v.Problem.Kind != DigestProblemUnknownPost || !v.PostedAt.IsZero() {
		said.fix = "" // Nothing is left to mend. Whether that one came is still for somebody to see.
	}
	sign, title := w.noticeTitle(v, said.what)
	b.section(joinLines(nonEmpty([]markup{
		sign + " *" + title + "*",
		joinDots(w.entrySchedule(v.Digest), code(v.Digest.ID, maxDigestID)),
		said.fix,
		w.noticeOwner(v),
	})))
	b.context(w.noticeOutlook(v))
	b.context(w.reference(v.Ref))
	if !v.Resolved && v.PostedAt.IsZero() && !v.paused() && v.Problem.Kind != DigestProblemOwnerGone {
		b.actions(entryButton(ActionDigestRetry, w.text("NoticeRetry", nil), v.Digest))
	}
	return b.message(title)
}

// paused tells whether the digest was paused because of what the notice is about.
func (v DigestNotice) paused() bool {
	return v.Problem.Kind == DigestProblemChannelNotAllowed || v.Problem.Kind == DigestProblemChannelShared || v.Problem.Kind == DigestProblemOwnerNotAllowed
}

func (w *Renderer) noticeTitle(v DigestNotice, what markup) (sign, title markup) {
	a := args{
		"Time": w.entrySlot(v.Digest, v.Slot, v.Now), "Channel": w.noticeChannel(v.Digest.Channel), "Trouble": what,
		"Posted": w.entrySlot(v.Digest, v.PostedAt, v.Now), "Next": w.entrySlot(v.Digest, v.PostedSlot, v.Now),
	}
	switch {
	case v.Problem.Kind == DigestProblemOwnerGone:
		return "⚠️", w.mrkdwn("NoticeOrphan", a)
	case v.paused():
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
	owner := mention(v.Digest.Owner)
	switch {
	case owner == "" || !v.ToAdmins:
		return ""
	case v.Problem.Kind == DigestProblemOwnerGone:
		return w.entryOwner(v.Digest)
	case v.Digest.OwnerGone:
		return w.mrkdwn("NoticeInstead", args{"User": owner})
	}
	return w.entryOwner(v.Digest)
}

// noticeOutlook is how it goes on.
func (w *Renderer) noticeOutlook(v DigestNotice) markup {
	switch {
	case !v.PostedAt.IsZero(), v.Problem.Kind == DigestProblemOwnerGone:
		return ""
	case v.paused():
		return w.mrkdwn("NoticePaused", args{"Resume": code("/digest resume "+digestID(v.Digest.ID), 60)})
	case v.Resolved:
		return w.mrkdwn("NoticeOver", nil)
	case v.Failed:
		return w.mrkdwn("NoticeGivenUp", nil)
	}
	return w.mrkdwn("NoticeAgain", nil)
}

// DigestCannotPost says that no digest was made, because it could not be posted in the channel, and how to fix that.
func (w *Renderer) DigestCannotPost(trouble DigestProblem, channel, bot, ref string) blockkit.Message {
	if trouble.Kind == DigestProblemNone {
		trouble.Kind = DigestProblemInternal
	}
	b := newBuilder("digest.cannot")
	title := w.text("CannotPostTitle", nil)
	said := w.troubleIn(channel, trouble, bot)
	if trouble.Kind == DigestProblemChannelNotFound && !strings.HasPrefix(channel, "D") { // whoever asked is in the channel, so it is there
		said = remedy{w.mrkdwn("TroubleNotInPrivate", nil), w.mrkdwn("FixInviteHere", args{"Invite": invite(bot)})}
	}
	b.section(joinLines(nonEmpty([]markup{
		"⚠️ *" + escape(title) + "*",
		joinDots(w.mrkdwn("DigestTrouble", args{"Trouble": said.what}), mentionChannel(channel)),
		said.fix,
		w.mrkdwn("CannotPostAgain", nil),
	})))
	b.context(w.reference(ref))
	return b.message(escape(title))
}
