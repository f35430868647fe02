package message

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// DigestList is the digests of a channel, or of all channels.
type DigestList struct {
	Channel string // id; not of DigestListAll
	Digests []digest.Subscription
	Bot     string // the bot's name in Slack, for /invite
	Page    int    // of all channels: which page is shown, from 1
	Now     time.Time
}

// How many digests are listed, in all or on a page: a message takes no more.
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
		b.section(joinLines(append(w.digestEntry(entry, v.Now), w.problemLines(entry.Channel, entry.Problem, v.Bot)...)))
		b.actions(w.entryActions(entry, v.Now)...)
	}
	w.listFooter(b, len(v.Digests)-len(shown))
	b.actions(button(ActionDigestNew, w.text("DigestNewButton", nil), ""))
	return b.message(escape(title))
}

func (w *Renderer) listTitle(v DigestList) string {
	if len(v.Digests) == 0 {
		return w.text("DigestsNone", nil)
	}
	return w.text("DigestsTitle", args{"Count": len(v.Digests)})
}

// DigestListAll shows one page of the digests of all channels to an admin, in the order given. Of a page that is not there it shows the nearest.
func (w *Renderer) DigestListAll(v DigestList) blockkit.Message {
	b := newBuilder("digests.all")
	title := w.listTitle(v)
	b.header(title)
	pages := max(1, (len(v.Digests)+maxPerPage-1)/maxPerPage)
	v.Page = min(max(v.Page, 1), pages)
	first := (v.Page - 1) * maxPerPage
	for _, entry := range v.Digests[first:min(first+maxPerPage, len(v.Digests))] {
		lines := []markup{
			joinDots("*"+w.entrySchedule(entry)+"*", code(entry.ID, maxDigestID)),
			joinDots(mentionChannel(entry.Channel), w.entryOwner(entry)),
			joinDots(w.entryNext(entry, v.Now), w.entryLast(entry, v.Now)),
		}
		edit := entryButton(ActionDigestEdit, w.text("DigestEdit", nil), entry)
		b.sectionWithButton(joinLines(nonEmpty(append(lines, w.problemLines(entry.Channel, entry.Problem, v.Bot)...))), edit)
	}
	if pages > 1 {
		b.context(w.mrkdwn("PageOf", args{"Page": v.Page, "Pages": pages}))
		b.actions(w.pageTurnButtons(ActionDigestAllPrevious, ActionDigestAllNext, v.Page, pages, strconv.Itoa)...)
	}
	return b.message(escape(title))
}

func (w *Renderer) listFooter(b *builder, hidden int) {
	if hidden > 0 {
		b.context(joinDots(escape(w.More(hidden)), w.mrkdwn("DigestsMore", nil)))
	}
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

// entryButton does something to one digest. Screen readers say to which: there are ten of each.
func entryButton(actionID, label string, entry digest.Subscription) *slack.ButtonBlockElement {
	id := digestID(entry.ID)
	b := button(actionID, label, id)
	b.AccessibilityLabel = label + " " + id
	return b
}

// deleteButton asks first: Slack does, before it sends the click.
func (w *Renderer) deleteButton(entry digest.Subscription) *slack.ButtonBlockElement {
	ask := slack.NewConfirmationBlockObject(
		blockkit.Plain(w.text("DeleteTitle", args{"ID": digestID(entry.ID)})),
		blockkit.Plain(blockkit.Sanitize(w.text("DeleteBody", args{"Schedule": w.Schedule(entry.Schedule, entry.Location())}), maxConfirm)),
		blockkit.Plain(w.text("DigestDelete", nil)),
		blockkit.Plain(w.text("DeleteKeep", nil)),
	).WithStyle(slack.StyleDanger)
	remove := entryButton(ActionDigestDelete, w.text("DigestDelete", nil), entry)
	remove.Confirm = ask
	return remove.WithStyle(slack.StyleDanger)
}

// maxConfirm is how much Slack takes as the question of a confirmation.
const maxConfirm = 300
