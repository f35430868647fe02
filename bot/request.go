package bot

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/slack-go/slack"
)

// A job is one thing that a user did, on its way to a worker.
type job struct {
	req      Request
	homeTeam string // the user's team according to the payload, or ""
	reply    notifier
	run      func(ctx context.Context) error

	unknownWord string // a word that is not a command
	returned    string // a form that its ack returned: the wrong fields, or "busy"
	tooFast     bool   // over the user's rate limit

	claimed    atomic.Bool
	queueTimer *time.Timer
}

// A notifier says something to the user alone and replaces nothing that they see.
type notifier interface {
	notify(ctx context.Context, msg blockkit.Message) error
}

// claim reports whether the caller is the one to handle the job: its queue timeout may end while it
// waits for a worker.
func (j *job) claim() bool { return j.claimed.CompareAndSwap(false, true) }

// newRef returns a short reference that can be read out on the phone: base32 has no 0, 1, 8 or 9 to
// mix up with letters.
func newRef() string { return rand.Text()[:7] }

func (b *Bot) commandJob(data slack.SlashCommand) *job {
	command, rest, unknown := b.router.command(data.Command, NormalizeText(data.Text))
	reply := &commandResponder{
		sender:      b.sender,
		url:         b.sender.NewResponseURL(data.ResponseURL),
		Recipient:   slackapi.Recipient{Channel: data.ChannelID, User: data.UserID},
		modalOpener: modalOpener{sender: b.sender, trigger: data.TriggerID},
	}
	j := &job{unknownWord: unknown, reply: reply}
	j.req = Request{
		Ref: newRef(), Kind: KindCommand, Text: rest,
		User: User{ID: data.UserID}, Team: data.TeamID, Channel: data.ChannelID, Trigger: data.TriggerID,
		At: b.cfg.Now(),
	}
	if command != nil {
		j.req.Command = command.Name
		j.run = func(ctx context.Context) error { return command.Run(ctx, &j.req, handlerResponder{reply}) }
	}
	return j
}

// clickJob returns nil for clicks that need no answer: on link buttons, and on the selects of an
// open form.
func (b *Bot) clickJob(data slack.InteractionCallback, action *slack.BlockAction, url *slackapi.ResponseURL) *job {
	c, known := b.router.clicks[action.ActionID]
	inView := data.View.ID != ""
	if strings.HasPrefix(action.ActionID, ActionRun) && !inView {
		return b.runButtonJob(data, action, url)
	}
	if !known {
		_, isMenu := b.router.menus[action.ActionID]
		if isMenu || inView || strings.HasPrefix(action.ActionID, linkPrefix) {
			return nil
		}
	}
	j := &job{homeTeam: data.User.TeamID}
	j.req = b.request(KindClick, data)
	j.req.ID, j.req.Value, j.req.Metadata = action.ActionID, valueOf(*action), data.View.PrivateMetadata
	to := slackapi.Recipient{Channel: j.req.Channel, User: data.User.ID}
	var reply interface {
		Responder
		notifier
	} = &clickResponder{
		sender: b.sender, url: url, public: !data.Container.IsEphemeral, Recipient: to,
		modalOpener: modalOpener{sender: b.sender, trigger: data.TriggerID},
	}
	if inView {
		reply = &modalResponder{
			sender: b.sender, view: data.View.ID, title: titleOf(data.View), trigger: data.TriggerID, Recipient: to,
			shown: shownModal{ref: slackapi.ViewRef{ID: data.View.ID, Hash: data.View.Hash}},
		}
	}
	j.reply = reply
	j.run = func(context.Context) error { return ErrUnknownAction }
	if known {
		j.req.Command = c.command.Name
		j.run = func(ctx context.Context) error { return c.run(ctx, &j.req, handlerResponder{reply}) }
	}
	return j
}

func (b *Bot) formJob(data slack.InteractionCallback, f form) (*job, *modalResponder) {
	j := &job{homeTeam: data.User.TeamID}
	j.req = b.request(KindForm, data)
	j.req.ID, j.req.Metadata = data.View.CallbackID, data.View.PrivateMetadata
	j.req.Fields = fieldsOf(data.View, f.verbatim)
	reply := &modalResponder{
		sender: b.sender, view: data.View.ID, title: cmp.Or(f.title, titleOf(data.View)),
		Recipient: slackapi.Recipient{Channel: "", User: data.User.ID},
		shown:     shownModal{ref: slackapi.ViewRef{ID: data.View.PreviousViewID}},
	}
	j.reply = reply
	j.run = func(context.Context) error { return ErrUnknownAction }
	if f.command != nil {
		j.req.Command = f.command.Name // formSubmission.check says what it runs
	}
	return j, reply
}

func (b *Bot) menuJob(data slack.InteractionCallback, ack socket.Ack) *job {
	m := b.router.menus[data.ActionID]
	j := &job{homeTeam: data.User.TeamID}
	j.req = b.request(KindMenu, data)
	j.req.ID, j.req.Value, j.req.Metadata = data.ActionID, NormalizeText(data.Value), data.View.PrivateMetadata
	reply := newOptionsResponder(ack)
	j.reply = reply
	j.run = func(context.Context) error { return ErrUnknownAction }
	if m.command != nil {
		j.req.Command = m.command.Name
		j.run = func(ctx context.Context) error { return reply.run(ctx, &j.req, m.options) }
	}
	return j
}

// request returns the fields that all interactions have.
func (b *Bot) request(kind Kind, data slack.InteractionCallback) Request {
	return Request{
		Ref: newRef(), Kind: kind, User: User{ID: data.User.ID}, Team: data.Team.ID,
		Channel: cmp.Or(data.Channel.ID, data.Container.ChannelID), Trigger: data.TriggerID, At: b.cfg.Now(),
	}
}

// fieldsOf returns the values of a form, by block_id. In a view, only text fields have a value of
// their own.
func fieldsOf(view slack.View, verbatim []string) map[string]string {
	fields := map[string]string{}
	if view.State == nil {
		return fields
	}
	for block, actions := range view.State.Values {
		for _, action := range actions {
			if !slices.Contains(verbatim, block) {
				action.Value = NormalizeText(action.Value)
			}
			fields[block] = cmp.Or(fields[block], valueOf(action))
		}
	}
	return fields
}

// valueOf returns what was typed or chosen; several choices are joined by commas.
func valueOf(a slack.BlockAction) string {
	several := slices.Concat(a.SelectedUsers, a.SelectedChannels, a.SelectedConversations)
	for _, option := range a.SelectedOptions {
		several = append(several, option.Value)
	}
	return cmp.Or(a.Value, a.SelectedOption.Value, a.SelectedUser, a.SelectedChannel, a.SelectedConversation,
		a.SelectedDate, a.SelectedTime, strings.Join(several, ","))
}

func titleOf(view slack.View) string {
	if view.Title == nil {
		return ""
	}
	return view.Title.Text
}
