package bot

import (
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// A receiver hands what comes over the sockets to the bot.
type receiver struct{ *Bot }

var _ socket.Handler = receiver{}

func (r receiver) Command(data slack.SlashCommand) { r.dispatch(r.commandJob(data)) }

func (r receiver) Event(data slackevents.EventsAPIEvent) { r.handleEventsAPI(data) }

func (r receiver) Interaction(data slack.InteractionCallback, ack socket.Ack) {
	r.handleInteraction(data, ack)
}

func (r receiver) Malformed(envelope []byte, cause error) { r.handleMalformed(envelope, cause) }

func (r receiver) Dropped(reason string) { r.metrics.drop(reason) }

// handleInteraction acknowledges a click and dispatches it, or answers a form or menu in the ack.
// Other kinds are acknowledged and ignored.
func (b *Bot) handleInteraction(data slack.InteractionCallback, ack socket.Ack) {
	switch data.Type {
	case slack.InteractionTypeBlockActions:
		ack(nil)
		url := b.sender.NewResponseURL(data.ResponseURL)
		for _, action := range data.ActionCallback.BlockActions {
			if j := b.clickJob(data, action, url); j != nil {
				b.dispatch(j)
			}
		}
	case slack.InteractionTypeViewSubmission:
		b.handleSubmission(data, ack)
	case slack.InteractionTypeBlockSuggestion:
		b.dispatch(b.menuJob(data, ack))
	default:
		ack(nil)
	}
}
