package message

import (
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// A Publication is what an admin confirms before people of another company can read it.
type Publication string

// What can be published.
const (
	PublishList   Publication = "list"   // the unpaid list, once
	PublishCreate Publication = "create" // a new digest
	PublishChange Publication = "change" // a digest with what was changed
	PublishResume Publication = "resume" // a digest that was paused
	PublishNow    Publication = "now"    // a digest, once, beside its schedule
)

var publicationIDs = map[Publication]struct{ title, post string }{
	PublishList:   {"AskPublishList", "PublishPost"},
	PublishCreate: {"AskPublishCreate", "PublishCreate"},
	PublishChange: {"AskPublishChange", "PublishSave"},
	PublishResume: {"AskPublishResume", "DigestResume"},
	PublishNow:    {"AskPublishNow", "PublishPost"},
}

// AskPublish asks an admin whether to publish something in a channel that people of another company
// read.
type AskPublish struct {
	What    Publication
	Channel string
	Digest  digest.Subscription // the digest, if it is about one
	Value   string              // of the button to publish
	Cancel  string              // of the button to cancel
}

// AskPublish says who will read it, and asks.
func (w *Renderer) AskPublish(v AskPublish) blockkit.Message {
	ids := publicationIDs[v.What]
	b := newBuilder("publish.ask")
	title := w.text(ids.title, nil)
	b.section(joinLines(
		"⚠️ *"+escape(title)+"*",
		joinDots(w.mrkdwn("AskPublishWho", nil), mentionChannel(v.Channel)),
		w.mrkdwn("AskPublishWhat", nil),
	))
	post, cancel := ActionDigestPublish, ActionDigestCancel
	if v.What == PublishList {
		post, cancel = ActionUnpaidSharePost, ActionUnpaidShareCancel
	} else {
		b.section(joinLines(
			joinDots(w.entrySchedule(v.Digest), code(v.Digest.ID, maxDigestID)), w.entryFilter(v.Digest),
		))
	}
	b.actions(
		button(post, w.text(ids.post, nil), v.Value).WithStyle(slack.StyleDanger),
		button(cancel, w.text("PublishCancel", nil), v.Cancel),
	)
	return b.message(escape(title))
}

// PublishCancelled says that nothing was published or changed.
func (w *Renderer) PublishCancelled() blockkit.Message {
	b := newBuilder("publish.cancelled")
	text := w.mrkdwn("PublishCancelled", nil)
	b.section(text)
	return b.message(text)
}

// CannotPublish says that the bot publishes nothing because Slack does not say who reads a channel,
// and what to do.
func (w *Renderer) CannotPublish(problem DigestProblem, channel, bot, ref string) blockkit.Message {
	if problem.Kind == "" {
		problem.Kind = digest.ProblemInternal
	}
	b := newBuilder("publish.cannot")
	title := w.text("CannotPublishTitle", nil)
	r := w.remedyIn(channel, problem, bot)
	b.section(joinLines(
		"⚠️ *"+escape(title)+"*",
		joinDots(w.mrkdwn("CannotPublishWhy", args{"Problem": r.what}), mentionChannel(channel)),
		r.fix,
	))
	b.context(w.reference(ref))
	return b.message(escape(title))
}

// shareButton shares a list after Slack has asked for confirmation. Its value has the list's share
// key, so that a list opened in two windows is shared once.
func (w *Renderer) shareButton(v Unpaid) *slack.ButtonBlockElement {
	confirmation := slack.NewConfirmationBlockObject(
		blockkit.Plain(w.text("ShareTitle", nil)),
		blockkit.Plain(blockkit.Sanitize(w.text("ShareBody", nil), maxConfirm)),
		blockkit.Plain(w.text("ShareYes", nil)),
		blockkit.Plain(w.text("PublishCancel", nil)),
	)
	share := button(ActionUnpaidShare, w.text("Share", nil), ShareValue(v.ShareKey, v.State.withPage(max(v.Number, 1))))
	share.Confirm = confirmation
	return share
}

// ShareValue returns the value of a button that shares a list.
func ShareValue(key string, state UnpaidState) string { return key + "|" + state.Value() }

// ParseShare reads the output of ShareValue. It returns ErrUnpaidState for anything else.
func ParseShare(value string) (key string, state UnpaidState, err error) {
	key, rest, _ := strings.Cut(value, "|")
	if !listID.MatchString(key) {
		return "", UnpaidState{}, ErrUnpaidState
	}
	state, err = ParseUnpaidState(rest)
	return key, state, err
}

var messageTS = regexp.MustCompile(`^\d{1,12}\.\d{1,8}$`)

func unshareValue(ts string, state UnpaidState) string { return ts + "|" + state.Value() }

// ParseUnshare reads the value of the button that takes a shared list back: the timestamp of its
// message, and the list. It returns ErrUnpaidState for anything else.
func ParseUnshare(value string) (ts string, state UnpaidState, err error) {
	ts, rest, _ := strings.Cut(value, "|")
	if !messageTS.MatchString(ts) {
		return "", UnpaidState{}, ErrUnpaidState
	}
	state, err = ParseUnpaidState(rest)
	return ts, state, err
}
