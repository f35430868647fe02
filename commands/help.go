package commands

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/message"
)

// help lists the commands as the registry has them.
type help struct {
	writer   *message.Writer
	commands []bot.Command
}

func (h *help) command() bot.Command {
	return bot.Command{Name: "help", Examples: []string{"mayar help"}, Run: h.run}
}

func (h *help) run(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
	entries := make([]message.HelpEntry, len(h.commands))
	for i, c := range h.commands {
		entries[i] = message.HelpEntry{Command: c.Name, Summary: c.Summary, Usage: c.Usage, Examples: c.Examples, Slash: c.Slash}
	}
	return reply.Show(ctx, h.writer.Help(entries))
}
