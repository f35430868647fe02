package message

import (
	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestConfirmDelete asks whether to delete a digest or to pause it instead.
func (w *Renderer) DigestConfirmDelete(v DigestConfirmation) blockkit.Message {
	b := newBuilder("digest.askdelete")
	title := w.text("DeleteTitle", args{"ID": digestID(v.Digest.ID)})
	body := w.text("DeleteBody", args{"Schedule": w.formatSchedule(v.Digest)})
	b.section(joinLines("*"+escape(title)+"*", safeText(body, maxScheduleText+maxInline)))
	b.section(w.digestEntry(v.Digest, v.Now))
	remove := entryButton(ActionDigestDelete, w.text("DigestDelete", nil), v.Digest).WithStyle(slack.StyleDanger)
	buttons := []slack.BlockElement{remove}
	if !v.Digest.PausedUntil.Equal(digest.Forever) {
		buttons = append(buttons, entryButton(ActionDigestPause, w.text("DigestPauseInstead", nil), v.Digest))
	}
	b.actions(append(buttons, button(ActionDigestList, w.text("DeleteKeep", nil), ""))...)
	return b.message(escape(title))
}

// DigestDuplicate says that a similar digest exists, and offers to create another. value stands for
// the new one.
func (w *Renderer) DigestDuplicate(v DigestConfirmation, value string) blockkit.Message {
	b := newBuilder("digest.twice")
	title := w.text("DigestDuplicateTitle", nil)
	b.section(joinLines("*"+escape(title)+"*", w.mrkdwn("DigestDuplicateBody", nil)))
	b.section(w.digestEntry(v.Digest, v.Now))
	b.actions(
		button(ActionDigestCreateAnyway, w.text("DigestDuplicateAnyway", nil), value),
		entryButton(ActionDigestEdit, w.text("DigestDuplicateEdit", nil), v.Digest),
	)
	return b.message(escape(title))
}

// DigestChoose asks which of a channel's digests is meant. command returns the arguments of /digest
// for an id.
func (w *Renderer) DigestChoose(v DigestList, command func(id string) string) blockkit.Message {
	b := newBuilder("digest.which")
	title := w.text("DigestChooseTitle", args{"Count": len(v.Digests)})
	b.section("*" + escape(title) + "*")
	for _, entry := range v.Digests[:min(len(v.Digests), maxListed)] {
		args := command(digestID(entry.ID))
		choose := button(ActionDigestChoose, blockkit.Sanitize(args, maxChoice), args)
		b.sectionWithButton(w.digestEntry(entry, v.Now), choose)
	}
	return b.message(escape(title))
}

// maxChoice is the longest text of a button in Slack.
const maxChoice = 75
