package commandtest

import (
	"context"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
)

// The people and channels of the tests.
const (
	Owner    = "U0OWNER001"
	Admin    = "U0ADMIN002"
	Member   = "U0MEMBER03"
	Outsider = "U0OUTSIDE4"

	Finance  = "C0FINANCE1" // has the digest k7fq; all but the outsider are in it
	Sales    = "C0SALES002" // everybody is in it
	Founders = "C0FOUNDER3" // the owner is in it, the bot is not
	Partners = "C0PARTNER4" // shared with another workspace; everybody is in it
)

// Channels is Slack with these channels.
type Channels struct {
	Asked   int // how often Slack was asked who is in a channel
	Blind   bool
	Joined  bool            // people of another company are in every channel by now
	Unknown error           // Slack does not say who is in a channel
	Deaf    error           // Slack does not say who reads a channel
	Refuses map[string]bool // blocks of these kinds
	Sent    []blockkit.Message
	To      []string
}

func (f *Channels) BotName() string { return "penagih" }

func (f *Channels) CanPost(_ context.Context, channel string) error {
	switch channel {
	case Finance, Sales, Partners:
		return nil
	case Founders:
		return &slackapi.PostError{Method: "chat.postMessage", Code: "not_in_channel"}
	}
	return &slackapi.PostError{Method: "conversations.info", Code: "channel_not_found"}
}

func (f *Channels) CanFindPost(_ context.Context, channel string) error {
	if f.Blind {
		return &slackapi.PostError{Method: "conversations.history", Code: "missing_scope", Needed: "channels:history"}
	}
	return nil
}

func (f *Channels) Shared(_ context.Context, channel string) (bool, error) {
	if f.Deaf != nil {
		return false, f.Deaf
	}
	switch channel {
	case Finance, Sales, Partners:
		return channel == Partners || f.Joined, nil
	}
	return false, &slackapi.PostError{Method: "conversations.info", Code: "channel_not_found"}
}

func (f *Channels) Member(_ context.Context, channel, user string) (bool, error) {
	f.Asked++
	if f.Unknown != nil {
		return false, f.Unknown
	}
	switch channel {
	case Finance:
		return user != Outsider, nil
	case Sales, Partners:
		return true, nil
	}
	return false, &slackapi.PostError{Method: "conversations.members", Code: "channel_not_found"}
}

func (f *Channels) PostDM(_ context.Context, user string, msg blockkit.Message) (string, error) {
	for _, block := range msg.Blocks {
		if f.Refuses[string(block.BlockType())] {
			return "", &slackapi.PostError{Method: "chat.postMessage", Code: "invalid_blocks"}
		}
	}
	f.Sent, f.To = append(f.Sent, msg), append(f.To, user)
	return "1.2", nil
}
