package message

import (
	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// DigestConfirmDelete asks whether a digest is to be deleted for good, or paused instead.
func (w *Renderer) DigestConfirmDelete(v DigestConfirmation) blockkit.Message {
	s := newSheet("digest.askdelete")
	title := w.words("DeleteTitle", args{"ID": digestID(v.Digest.ID)})
	s.section(stacked([]markup{"*" + escaped(title) + "*", literal(w.words("DeleteBody", args{"Schedule": w.Schedule(v.Digest.Schedule)}), maxScheduleText+maxInline)}))
	s.section(stacked(w.digestEntry(v.Digest, v.Now)))
	buttons := []slack.BlockElement{entryButton(ActionDigestDelete, w.words("DigestDelete", nil), v.Digest).WithStyle(slack.StyleDanger)}
	if !v.Digest.Forever {
		buttons = append(buttons, entryButton(ActionDigestPause, w.words("DigestPauseInstead", nil), v.Digest))
	}
	s.actions(append(buttons, button(ActionDigestList, w.words("DeleteKeep", nil), ""))...)
	return s.message(escaped(title))
}

// DigestDuplicate says that there is a digest like the one that was asked for, and makes another only for who presses. The value stands for the new one.
func (w *Renderer) DigestDuplicate(v DigestConfirmation, value string) blockkit.Message {
	s := newSheet("digest.twice")
	title := w.words("DigestTwiceTitle", nil)
	s.section(stacked([]markup{"*" + escaped(title) + "*", w.mrkdwn("DigestTwiceBody", nil)}))
	s.section(stacked(w.digestEntry(v.Digest, v.Now)))
	s.actions(
		button(ActionDigestCreateAnyway, w.words("DigestTwiceAnyway", nil), value),
		entryButton(ActionDigestEdit, w.words("DigestTwiceEdit", nil), v.Digest),
	)
	return s.message(escaped(title))
}

// DigestChoose asks which of a channel's digests is meant. The words are those that were typed, with the id of each behind the first of them.
func (w *Renderer) DigestChoose(v DigestList, words func(id string) string) blockkit.Message {
	s := newSheet("digest.which")
	title := w.words("DigestWhichTitle", args{"Count": len(v.Digests)})
	s.section("*" + escaped(title) + "*")
	for _, entry := range v.Digests[:min(len(v.Digests), maxListed)] {
		typed := words(digestID(entry.ID))
		choose := button(ActionDigestChoose, blockkit.Sanitize(typed, maxChoice), typed)
		s.sectionWith(stacked(w.digestEntry(entry, v.Now)), choose)
	}
	return s.message(escaped(title))
}

// maxChoice is how much Slack shows on a button.
const maxChoice = 75
