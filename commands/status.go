package commands

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// status shows the state of Mayar, the budget, the mirror and the connections to Slack. It makes no
// request, because it must answer when Mayar does not.
type status struct {
	mayar    *mayar.Client
	mirror   mirrorState
	digests  orphanLister
	sockets  func() []message.Socket
	health   func() mayar.Health
	renderer *message.Renderer
	version  string
	now      func() time.Time
}

type mirrorState interface {
	State(ctx context.Context) (receivables.State, error)
}

type orphanLister interface {
	Orphans(ctx context.Context) ([]digest.Subscription, error)
}

func (s *status) command() bot.Command {
	return bot.Command{Name: "status", Examples: []string{"mayar status"}, Run: s.run}
}

func (s *status) run(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
	mirror, err := s.mirror.State(ctx)
	if err != nil {
		return err
	}
	health := s.health()
	since := health.LastOK
	if !health.DownSince.IsZero() {
		since = health.DownSince
	}
	budget := s.mayar.Budget()
	if err := budget.Refresh(ctx); err != nil {
		return err
	}
	orphans, err := s.digests.Orphans(ctx)
	if err != nil {
		return err
	}
	return reply.Reply(ctx, s.renderer.Status(message.Status{
		Mayar: message.MayarStatus{
			Reachable: health.DownSince.IsZero(),
			Since:     since,
			Version:   s.apiVersion(),
			Checkout:  s.mayar.CheckoutPath(),
		},
		BudgetLeft:       budget.Remaining(),
		Budget:           budget.PerMinute(),
		PausedUntil:      withClock(s.now, budget.PausedUntil()),
		Mirror:           mirror,
		Sockets:          s.socketsWithClock(),
		OwnerlessDigests: len(orphans),
		Version:          s.version,
		Now:              s.now(),
	}))
}

// apiVersion returns the version of Mayar's API in use, "" until that is known.
func (s *status) apiVersion() string {
	if v := s.mayar.Version(); v != mayar.Auto {
		return string(v)
	}
	return ""
}

func (s *status) socketsWithClock() []message.Socket {
	sockets := s.sockets()
	for i := range sockets {
		sockets[i].LastSeen = withClock(s.now, sockets[i].LastSeen)
	}
	return sockets
}

// withClock converts t from the machine's clock to now, which a sandbox moves and the database
// corrects. All times in one message must come from one clock.
func withClock(now func() time.Time, t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return now().Add(-time.Since(t))
}

// HealthWithClock returns Mayar's health with its times converted to the clock now.
func HealthWithClock(client *mayar.Client, now func() time.Time) func() mayar.Health {
	return func() mayar.Health {
		health := client.Health()
		health.LastOK, health.DownSince = withClock(now, health.LastOK), withClock(now, health.DownSince)
		return health
	}
}
