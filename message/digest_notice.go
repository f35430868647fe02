package message

import (
	"time"

	"github.com/mayarbot/mayarbot/message/blockkit"
)

// DigestNotice tells the owner of a digest, in a direct message, that it cannot be delivered.
type DigestNotice struct {
	Digest  DigestEntry
	Slot    time.Time // what was due
	Trouble Trouble
	GivenUp bool   // the slot failed; else it is tried again
	Over    bool   // digests come again by now
	Bot     string // the bot's name in Slack, for /invite
	Ref     string
	Now     time.Time
}

// DigestNotice tells the owner what failed and how to fix it.
func (w *Writer) DigestNotice(v DigestNotice) blockkit.Message {
	s := newSheet("digest.notice")
	title := w.words("NoticeTitle", nil)
	said := w.troubleIn(v.Digest.Channel, v.Trouble, v.Bot)
	if v.Over && v.Trouble.Kind != TroubleUnsure {
		said.fix = "" // Nothing is left to mend. Whether that one came is still for somebody to see.
	}
	s.section(stacked(filledLines([]markup{
		"⚠️ *" + escaped(title) + "*",
		joined(w.entrySchedule(v.Digest), code(v.Digest.ID, maxDigestID), inChannel(v.Digest.Channel)),
		w.noticeWhy(v, said.what),
		said.fix,
	})))
	s.context(w.noticeAfter(v))
	s.context(w.reference(v.Ref))
	return s.message(escaped(title))
}

// noticeAfter is how it goes on.
func (w *Writer) noticeAfter(v DigestNotice) markup {
	switch {
	case v.Over:
		return w.mrkdwn("NoticeOver", nil)
	case v.GivenUp:
		return w.mrkdwn("NoticeGivenUp", nil)
	}
	return w.mrkdwn("NoticeAgain", nil)
}

func (w *Writer) noticeWhy(v DigestNotice, what markup) markup {
	if what == "" {
		what = w.trouble(Trouble{Kind: TroubleOther}, v.Bot).what
	}
	return w.mrkdwn("NoticeWhy", args{"Time": w.entrySlot(v.Digest, v.Slot, v.Now), "Trouble": what})
}

// DigestCannotPost says that no digest was made, because it could not be posted in the channel, and how to fix that.
func (w *Writer) DigestCannotPost(trouble Trouble, channel, bot, ref string) blockkit.Message {
	if trouble.Kind == TroubleNone {
		trouble.Kind = TroubleOther
	}
	s := newSheet("digest.cannot")
	title := w.words("CannotPostTitle", nil)
	said := w.troubleIn(channel, trouble, bot)
	s.section(stacked(filledLines([]markup{
		"⚠️ *" + escaped(title) + "*",
		joined(w.mrkdwn("DigestTrouble", args{"Trouble": said.what}), inChannel(channel)),
		said.fix,
		w.mrkdwn("CannotPostAgain", nil),
	})))
	s.context(w.reference(ref))
	return s.message(escaped(title))
}
