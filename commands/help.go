package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

// help lists the commands.
type help struct {
	renderer *message.Renderer
	entries  []message.HelpEntry
}

func (h *help) command() bot.Command {
	return bot.Command{Name: "help", Examples: []string{"mayar help"}, Run: h.run, MatchesText: message.AsksForHelp}
}

func (h *help) run(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
	return reply.Reply(ctx, h.renderer.Help(h.entries))
}

// withHelp adds help to the commands, and to each slash command an answer to "help".
func withHelp(commands []bot.Command, renderer *message.Renderer) []bot.Command {
	all := &help{renderer: renderer}
	commands = append(commands, all.command())
	for i := range commands {
		c := &commands[i]
		c.Summary, c.Usage = renderer.Summary(c.Name), renderer.Usage(c.Name)
		entry := message.HelpEntry{
			Command: c.Name, Summary: c.Summary, Usage: c.Usage, Examples: c.Examples, Slash: c.Slash,
		}
		all.entries = append(all.entries, entry)
		if c.Slash {
			entry.More = true
			c.Run = unlessHelp(c.Run, &help{renderer, []message.HelpEntry{entry}})
		}
	}
	return commands
}

// unlessHelp calls run, unless somebody asks how the command is used.
func unlessHelp(run bot.Handler, help *help) bot.Handler {
	return func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
		if asksForHelp(req.Text) {
			return help.run(ctx, req, reply)
		}
		return run(ctx, req, reply)
	}
}

// asksForHelp reports whether somebody asks how a command is used. Who searches for a customer of
// that name uses quotes.
func asksForHelp(text string) bool {
	return slices.Contains([]string{"help", "?", "bantuan", "--help", "-h"}, strings.ToLower(strings.TrimSpace(text)))
}
