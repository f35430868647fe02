package message

import (
	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestConfirmDelete asks whether a digest is to be deleted for good, or paused instead.
func (w *Renderer) DigestConfirmDelete(v DigestConfirmation) blockkit.Message {
	b := newBuilder("digest.askdelete")
	title := w.text("DeleteTitle", args{"ID": digestID(v.Digest.ID)})
	b.section(joinLines([]markup{"*" + escape(title) + "*", safeText(w.text("DeleteBody", args{"Schedule": w.Schedule(v.Digest.Schedule, v.Digest.Location())}), maxScheduleText+maxInline)}))
	b.section(joinLines(w.digestEntry(v.Digest, v.Now)))
	buttons := []slack.BlockElement{entryButton(ActionDigestDelete, w.text("DigestDelete", nil), v.Digest).WithStyle(slack.StyleDanger)}
	if !v.Digest.PausedUntil.Equal(digest.Forever) {
		buttons = append(buttons, entryButton(ActionDigestPause, w.text("DigestPauseInstead", nil), v.Digest))
	}
	b.actions(append(buttons, button(ActionDigestList, w.text("DeleteKeep", nil), ""))...)
	return b.message(escape(title))
}

// DigestDuplicate says that there is a digest like the one that was asked for, and makes another only for who presses. The value stands for the new one.
func (w *Renderer) DigestDuplicate(v DigestConfirmation, value string) blockkit.Message {
	b := newBuilder("digest.twice")
	title := w.text("DigestTwiceTitle", nil)
	b.section(joinLines([]markup{"*" + escape(title) + "*", w.mrkdwn("DigestTwiceBody", nil)}))
	b.section(joinLines(w.digestEntry(v.Digest, v.Now)))
	b.actions(
		button(ActionDigestCreateAnyway, w.text("DigestTwiceAnyway", nil), value),
		entryButton(ActionDigestEdit, w.text("DigestTwiceEdit", nil), v.Digest),
	)
	return b.message(escape(title))
}

// DigestChoose asks which of a channel's digests is meant. The words are those that were typed, with the id of each behind the first of them.
func (w *Renderer) DigestChoose(v DigestList, words func(id string) string) blockkit.Message {
	b := newBuilder("digest.which")
	title := w.text("DigestWhichTitle", args{"Count": len(v.Digests)})
	b.section("*" + escape(title) + "*")
	for _, entry := range v.Digests[:min(len(v.Digests), maxListed)] {
		typed := words(digestID(entry.ID))
		choose := button(ActionDigestChoose, blockkit.Sanitize(typed, maxChoice), typed)
		b.sectionWithButton(joinLines(w.digestEntry(entry, v.Now)), choose)
	}
	return b.message(escape(title))
}

// maxChoice is how much Slack shows on a button.
const maxChoice = 75
