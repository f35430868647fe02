package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

// help lists the commands as the registry has them.
type help struct {
	writer   *message.Renderer
	commands []bot.Command
}

func (h *help) command() bot.Command {
	return bot.Command{Name: "help", Examples: []string{"mayar help"}, Run: h.run, MatchesText: message.AsksForHelp}
}

// asksForHelp tells whether words behind a command ask how it is used. Who looks for somebody of
// that name puts it in quotes.
func asksForHelp(words string) bool {
	return slices.Contains([]string{"help", "?", "bantuan", "--help", "-h"}, strings.ToLower(strings.TrimSpace(words)))
}

// withHelp makes a slash command say what it does when it is asked for that.
func withHelp(c bot.Command, w *message.Renderer) bot.Command {
	run := c.Run
	if c.Slash {
		c.Run = func(ctx context.Context, req *bot.Request, responder bot.Responder) error {
			if asksForHelp(req.Text) {
				return responder.Reply(ctx, helpOf(w, c))
			}
			return run(ctx, req, responder)
		}
	}
	return c
}

// helpOf says what one command does.
func helpOf(w *message.Renderer, c bot.Command) blockkit.Message {
	return w.Help([]message.HelpEntry{{
		Command: c.Name, Summary: w.Summary(c.Name), Usage: w.Usage(c.Name), Examples: c.Examples, Slash: c.Slash,
		More: true,
	}})
}

func (h *help) run(ctx context.Context, _ *bot.Request, responder bot.Responder) error {
	entries := make([]message.HelpEntry, len(h.commands))
	for i, c := range h.commands {
		entries[i] = message.HelpEntry{
			Command:  c.Name,
			Summary:  c.Summary,
			Usage:    c.Usage,
			Examples: c.Examples,
			Slash:    c.Slash,
		}
	}
	return responder.Reply(ctx, h.writer.Help(entries))
}
