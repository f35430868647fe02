package commands

import (
	"context"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
)

// status says how Mayar, the budget, the mirror and the connections to Slack are. It asks nobody: it must answer when Mayar does not.
type status struct {
	deps Deps
}

func (s *status) command() bot.Command {
	return bot.Command{Name: "status", Examples: []string{"mayar status"}, Run: s.run}
}

func (s *status) run(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
	mirror, err := s.deps.Mirror.State(ctx)
	if err != nil {
		return err
	}
	health := HealthOn(s.deps.Mayar, s.deps.Now)()
	since := health.LastOK
	if !health.DownSince.IsZero() {
		since = health.DownSince
	}
	budget := s.deps.Mayar.Budget()
	if err := budget.Refresh(ctx); err != nil {
		return err
	}
	orphans, err := s.deps.Digests.Orphans(ctx)
	if err != nil {
		return err
	}
	return reply.Reply(ctx, s.deps.Writer.Status(message.Status{
		Mayar: message.MayarStatus{
			Reachable: health.DownSince.IsZero(),
			Since:     since,
			Version:   s.speaks(),
			Checkout:  s.deps.Mayar.CheckoutPath(),
		},
		BudgetLeft:  budget.Remaining(),
		Budget:      budget.PerMinute(),
		PausedUntil: onClock(s.deps.Now, budget.PausedUntil()),
		Mirror:      message.MirrorStatus{AsOf: mirror.AsOf, LastSweep: mirror.LastSweep, Count: mirror.Count, Complete: mirror.Complete},
		Sockets:     s.sockets(),
		Orphans:     len(orphans),
		Version:     s.deps.Version,
		Now:         s.deps.Now(),
	}))
}

// speaks is the version of Mayar's API in use, "" until it is known.
func (s *status) speaks() string {
	if v := s.deps.Mayar.Version(); v != mayar.Auto {
		return string(v)
	}
	return ""
}

func (s *status) sockets() []message.Socket {
	sockets := s.deps.Sockets()
	for i := range sockets {
		sockets[i].LastSeen = onClock(s.deps.Now, sockets[i].LastSeen)
	}
	return sockets
}
