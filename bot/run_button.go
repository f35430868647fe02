package bot

import (
	"context"

	"github.com/slack-go/slack"
)

const (
	// ActionRun begins the action_id of buttons that run a command as if it had been typed. Their value is "unpaid older:7d".
	ActionRun = "run."

	// longestValue is what Slack takes as a button's value, in characters.
	longestValue = 2000
)

// again is the value of a button that runs a command once more; without its words when they are too many for a button.
func (r *router) again(c *Command, words string) string {
	if c == nil {
		return r.fallback.Name
	}
	if value := c.Name + " " + words; words != "" && len([]rune(value)) <= longestValue {
		return value
	}
	return c.Name
}

// runJob runs the command of a button. The click brings what a message lacks: a response_url, and a trigger for a form.
func (b *Bot) runJob(data slack.InteractionCallback, action *slack.BlockAction, url *responseURL) *job {
	command, rest, unknown := b.router.command("/"+b.cfg.Root, valueOf(*action))
	j := &job{home: data.User.TeamID, unknown: unknown}
	j.req = b.request(KindClick, data)
	j.req.ID, j.req.Text = action.ActionID, rest
	reply := &clickReply{
		out: &b.out, url: url, public: true, // what has the button stays
		address: address{j.req.Channel, data.User.ID}, opener: opener{&b.out, data.TriggerID},
	}
	j.reply = reply
	if command != nil {
		j.req.Command = command.Name
		j.run = func(ctx context.Context) error {
			return firstAndLast(reply, func(reply Responder) error { return command.Run(ctx, &j.req, yielding{reply}) })
		}
	}
	return j
}
