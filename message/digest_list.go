package message

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestList are the digests of a channel or of all channels.
type DigestList struct {
	Channel string // id; unused by DigestListAll
	Digests []digest.Subscription
	Bot     string // the bot's name in Slack, for /invite
	Page    int    // of DigestListAll, from 1
	Now     time.Time
}

// How many digests fit into a message.
const (
	maxListed  = 10
	maxPerPage = 20
)

// DigestList shows the digests of a channel to one person, with buttons to manage them.
func (w *Renderer) DigestList(v DigestList) blockkit.Message {
	b := newBuilder("digests")
	title := w.listTitle(v)
	b.header(title)
	if len(v.Digests) == 0 {
		b.section(w.mrkdwn("DigestsNoneBody", nil))
	}
	shown := v.Digests[:min(len(v.Digests), maxListed)]
	for _, entry := range shown {
		b.section(joinLines(w.digestEntry(entry, v.Now), w.problemNote(entry.Channel, entry.Problem, v.Bot)))
		b.actions(w.entryActions(entry, v.Now)...)
	}
	if hidden := len(v.Digests) - len(shown); hidden > 0 {
		b.context(joinDots(escape(w.More(hidden)), w.mrkdwn("DigestsMore", nil)))
	}
	b.actions(button(ActionDigestNew, w.text("DigestNewButton", nil), ""))
	return b.message(escape(title))
}

func (w *Renderer) listTitle(v DigestList) string {
	if len(v.Digests) == 0 {
		return w.text("DigestsNone", nil)
	}
	return w.text("DigestsTitle", args{"Count": len(v.Digests)})
}

// DigestListAll shows an admin one page of the digests of all channels, in the given order. For a
// page that does not exist it shows the nearest.
func (w *Renderer) DigestListAll(v DigestList) blockkit.Message {
	b := newBuilder("digests.all")
	title := w.listTitle(v)
	b.header(title)
	pages := max(1, (len(v.Digests)+maxPerPage-1)/maxPerPage)
	v.Page = min(max(v.Page, 1), pages)
	first := (v.Page - 1) * maxPerPage
	for _, entry := range v.Digests[first:min(first+maxPerPage, len(v.Digests))] {
		text := joinLines(
			joinDots("*"+w.entrySchedule(entry)+"*", code(entry.ID, maxDigestID)),
			joinDots(mentionChannel(entry.Channel), w.entryOwner(entry)),
			joinDots(w.entryNext(entry, v.Now), w.entryLast(entry, v.Now)),
			w.problemNote(entry.Channel, entry.Problem, v.Bot),
		)
		edit := entryButton(ActionDigestEdit, w.text("DigestEdit", nil), entry)
		b.sectionWithButton(text, edit)
	}
	b.context(w.pageNumber(v.Page, pages))
	b.actions(w.pageTurnButtons(ActionDigestAllPrevious, ActionDigestAllNext, v.Page, pages, strconv.Itoa)...)
	return b.message(escape(title))
}

func (w *Renderer) entryActions(entry digest.Subscription, now time.Time) []slack.BlockElement {
	pause := entryButton(ActionDigestPause, w.text("DigestPause", nil), entry)
	if entry.Paused(now) {
		pause = entryButton(ActionDigestResume, w.text("DigestResume", nil), entry)
	}
	return []slack.BlockElement{
		entryButton(ActionDigestEdit, w.text("DigestEdit", nil), entry),
		pause,
		entryButton(ActionDigestPreview, w.text("DigestTestButton", nil), entry),
		w.deleteButton(entry),
	}
}

// entryButton acts on one digest. A list has ten of each, so screen readers get the digest's id.
func entryButton(actionID, label string, entry digest.Subscription) *slack.ButtonBlockElement {
	id := digestID(entry.ID)
	b := button(actionID, label, id)
	b.AccessibilityLabel = label + " " + id
	return b
}

// deleteButton deletes a digest after Slack has asked for confirmation.
func (w *Renderer) deleteButton(entry digest.Subscription) *slack.ButtonBlockElement {
	body := w.text("DeleteBody", args{"Schedule": w.formatSchedule(entry)})
	confirmation := slack.NewConfirmationBlockObject(
		blockkit.Plain(w.text("DeleteTitle", args{"ID": digestID(entry.ID)})),
		blockkit.Plain(blockkit.Sanitize(body, maxConfirm)),
		blockkit.Plain(w.text("DigestDelete", nil)),
		blockkit.Plain(w.text("DeleteKeep", nil)),
	).WithStyle(slack.StyleDanger)
	remove := entryButton(ActionDigestDelete, w.text("DigestDelete", nil), entry)
	remove.Confirm = confirmation
	return remove.WithStyle(slack.StyleDanger)
}

// maxConfirm is the longest question of a confirmation in Slack.
const maxConfirm = 300
