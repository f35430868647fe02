package message

import (
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// DigestList is the digests of a channel, or of all channels.
type DigestList struct {
	Channel string // id; not of DigestListAll
	Digests []DigestEntry
	Bot     string // the bot's name in Slack, for /invite
	Page    int    // of all channels: which page is shown, from 1
	Now     time.Time
}

// How many digests are listed, in all or on a page: a message takes no more.
const (
	maxListed    = 10
	maxListedAll = 20
)

// DigestList shows the digests of a channel to one person, with buttons to manage them.
func (w *Renderer) DigestList(v DigestList) blockkit.Message {
	s := newSheet("digests")
	title := w.listTitle(v)
	s.header(title)
	if len(v.Digests) == 0 {
		s.section(w.mrkdwn("DigestsNoneBody", nil))
	}
	shown := v.Digests[:min(len(v.Digests), maxListed)]
	for _, entry := range shown {
		s.section(stacked(append(w.digestEntry(entry, v.Now), w.troubleLines(entry.Channel, entry.Problem, v.Bot)...)))
		s.actions(w.entryActions(entry, v.Now)...)
	}
	w.listFoot(s, len(v.Digests)-len(shown))
	s.actions(button(ActionDigestNew, w.words("DigestNewButton", nil), ""))
	return s.message(escaped(title))
}

func (w *Renderer) listTitle(v DigestList) string {
	if len(v.Digests) == 0 {
		return w.words("DigestsNone", nil)
	}
	return w.words("DigestsTitle", args{"Count": len(v.Digests)})
}

// DigestListAll shows one page of the digests of all channels to an admin, in the order given. Of a page that is not there it shows the nearest.
func (w *Renderer) DigestListAll(v DigestList) blockkit.Message {
	s := newSheet("digests.all")
	title := w.listTitle(v)
	s.header(title)
	pages := max(1, (len(v.Digests)+maxListedAll-1)/maxListedAll)
	v.Page = min(max(v.Page, 1), pages)
	first := (v.Page - 1) * maxListedAll
	for _, entry := range v.Digests[first:min(first+maxListedAll, len(v.Digests))] {
		lines := []markup{
			joined("*"+w.entrySchedule(entry)+"*", code(entry.ID, maxDigestID)),
			joined(inChannel(entry.Channel), w.entryOwner(entry)),
			joined(w.entryNext(entry, v.Now), w.entryLast(entry, v.Now)),
		}
		edit := entryButton(ActionDigestEdit, w.words("DigestEdit", nil), entry)
		s.sectionWith(stacked(filledLines(append(lines, w.troubleLines(entry.Channel, entry.Problem, v.Bot)...))), edit)
	}
	if pages > 1 {
		s.context(w.mrkdwn("PageOf", args{"Page": v.Page, "Pages": pages}))
		s.actions(w.turnAll(v.Page, pages)...)
	}
	return s.message(escaped(title))
}

func (w *Renderer) turnAll(page, pages int) []slack.BlockElement {
	var elements []slack.BlockElement
	if page > 1 {
		elements = append(elements, button(ActionDigestAllPrevious, w.words("Previous", nil), strconv.Itoa(page-1)))
	}
	if page < pages {
		elements = append(elements, button(ActionDigestAllNext, w.words("Next", nil), strconv.Itoa(page+1)))
	}
	return elements
}

func (w *Renderer) listFoot(s *sheet, hidden int) {
	if hidden > 0 {
		s.context(joined(escaped(w.More(hidden)), w.mrkdwn("DigestsMore", nil)))
	}
}

func (w *Renderer) entryActions(entry DigestEntry, now time.Time) []slack.BlockElement {
	pause := entryButton(ActionDigestPause, w.words("DigestPause", nil), entry)
	if entry.paused(now) {
		pause = entryButton(ActionDigestResume, w.words("DigestResume", nil), entry)
	}
	return []slack.BlockElement{
		entryButton(ActionDigestEdit, w.words("DigestEdit", nil), entry),
		pause,
		entryButton(ActionDigestPreview, w.words("DigestTestButton", nil), entry),
		w.deleteButton(entry),
	}
}

// entryButton does something to one digest. Screen readers say to which: there are ten of each.
func entryButton(actionID, label string, entry DigestEntry) *slack.ButtonBlockElement {
	id := digestID(entry.ID)
	b := button(actionID, label, id)
	b.AccessibilityLabel = label + " " + id
	return b
}

// deleteButton asks first: Slack does, before it sends the click.
func (w *Renderer) deleteButton(entry DigestEntry) *slack.ButtonBlockElement {
	ask := slack.NewConfirmationBlockObject(
		blockkit.Plain(w.words("DeleteTitle", args{"ID": digestID(entry.ID)})),
		blockkit.Plain(blockkit.Sanitize(w.words("DeleteBody", args{"Schedule": w.Schedule(entry.Schedule)}), maxConfirm)),
		blockkit.Plain(w.words("DigestDelete", nil)),
		blockkit.Plain(w.words("DeleteKeep", nil)),
	).WithStyle(slack.StyleDanger)
	remove := entryButton(ActionDigestDelete, w.words("DigestDelete", nil), entry)
	remove.Confirm = ask
	return remove.WithStyle(slack.StyleDanger)
}

// maxConfirm is how much Slack takes as the question of a confirmation.
const maxConfirm = 300
