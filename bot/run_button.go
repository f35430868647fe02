package bot

import (
	"context"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

const (
	// ActionRun begins the action_id of buttons that run a command as if it had been typed. Their
	// value is "unpaid older:7d".
	ActionRun = "run."

	// maxButtonValue is Slack's limit for the value of a button, in characters.
	maxButtonValue = 2000
)

// rerunValue returns the value of a button that runs a command again. It leaves the text out when
// that is too long for a button.
func (r *router) rerunValue(c *Command, words string) string {
	if c == nil {
		return r.fallback.Name
	}
	if value := c.Name + " " + words; words != "" && len([]rune(value)) <= maxButtonValue {
		return value
	}
	return c.Name
}

// runButtonJob runs the command of a button. Unlike a message, the click brings a response_url, and
// a trigger for a form.
func (b *Bot) runButtonJob(data slack.InteractionCallback, action *slack.BlockAction, url *slackapi.ResponseURL) *job {
	command, rest, unknown := b.router.command("/"+b.cfg.Prefix, valueOf(*action))
	j := &job{homeTeam: data.User.TeamID, unknownWord: unknown}
	j.req = b.request(KindClick, data)
	j.req.ID, j.req.Text = action.ActionID, rest
	reply := &clickResponder{
		sender: b.sender, url: url, public: true, // the message with the button stays
		Recipient:   slackapi.Recipient{Channel: j.req.Channel, User: data.User.ID},
		modalOpener: modalOpener{sender: b.sender, trigger: data.TriggerID},
	}
	j.reply = reply
	if command != nil {
		j.req.Command = command.Name
		j.run = func(ctx context.Context) error {
			return showFirstAndLast(reply,
				func(reply Responder) error { return command.Run(ctx, &j.req, handlerResponder{reply}) })
		}
	}
	return j
}
