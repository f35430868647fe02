package commands

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/slack-go/slack"
)

// forPerson has every request to Mayar that a command makes be made for the person who asked, so
// that nobody keeps the others waiting.
func forPerson(c bot.Command) bot.Command {
	c.Run = handlerForPerson(c.Run)
	for id, click := range c.Clicks {
		c.Clicks[id] = handlerForPerson(click)
	}
	for id, form := range c.Forms {
		form.Run = handlerForPerson(form.Run)
		c.Forms[id] = form
	}
	for id, menu := range c.Menus {
		c.Menus[id] = func(ctx context.Context, req *bot.Request) ([]*slack.OptionBlockObject, error) {
			return menu(mayar.ForPerson(ctx, req.User.ID), req)
		}
	}
	return c
}

func handlerForPerson(run bot.Handler) bot.Handler {
	if run == nil {
		return nil
	}
	return func(ctx context.Context, req *bot.Request, responder bot.Responder) error {
		return run(mayar.ForPerson(ctx, req.User.ID), req, responder)
	}
}
