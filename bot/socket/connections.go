// Package socket keeps an app's Socket Mode connections to Slack open, and acknowledges what comes
// over them.
//
// A connection's loop reads an envelope, acknowledges it, and hands it to a [Handler]. It does
// nothing else, so it never waits for people, for Slack's Web API or for a database. Each ack is
// written by the loop itself, those of forms and menus by who makes them; one whose connection is
// gone goes over another. Work that is to come after the acks of a burst calls
// [Connections.WaitAcked] first. An envelope that comes again, over whichever connection, is
// acknowledged in the same way and not handed over again. An envelope that cannot be decoded is
// acknowledged too.
//
// A connection is replaced when Slack is silent for 35 seconds, says no hello within 15 seconds of
// connecting, or when its acks cannot be written. The first connection is made at once. After
// connections that last less than a minute the pauses grow, and all connections together are opened
// at most 12 times in any minute, and none during a 429 of Slack's (an hour at most).
//
// A program that has more to do before it can handle anything calls [Connections.Prepare] first,
// which asks Slack where to connect; nothing is connected before [Connections.Run].
package socket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/sourcegraph/conc"
)

// A Handler handles what comes from Slack. Its methods must not wait: Slack drops a connection
// whose pings are not answered.
type Handler interface {
	Command(data slack.SlashCommand)
	Event(data slackevents.EventsAPIEvent)

	// Interaction also acknowledges, once, because the ack of a form or menu carries the answer.
	Interaction(data slack.InteractionCallback, ack Ack)

	// Malformed handles an envelope that cannot be decoded. One with an id is acknowledged already.
	Malformed(envelope []byte, cause error)

	// Dropped counts what was dropped.
	Dropped(reason string)
}

// An Ack acknowledges one envelope, once. The payload is the answer to a form or menu, or nil.
type Ack func(payload any)

// maxConnections is how many connections Slack lets an app have.
const maxConnections = 10

// A Config says how to connect.
type Config struct {
	API      *slackapi.Client
	AppToken string // xapp-…
	Count    int    // connections, 1 to 10; default 2: one survives Slack's recycling

	Log        *slog.Logger          // default slog.Default()
	Registerer prometheus.Registerer // default: none
	Now        func() time.Time      // default time.Now
}

// Connections are an app's connections to Slack.
type Connections struct {
	cfg     Config
	limiter connectLimiter
	dedup   *dedup
	gate    ackGate
	sockets []*socket
	metrics *metrics

	prepare sync.Once
	group   conc.WaitGroup // a member for each socket
	cancel  context.CancelFunc

	running chan struct{} // closed by Run, which has set the two below
	handler Handler
	fatal   func(error)
}

// New returns connections that are not open yet.
func New(cfg Config) (*Connections, error) {
	cfg.Count = cmp.Or(cfg.Count, 2)
	cfg.Log = cmp.Or(cfg.Log, slog.Default())
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	var wrong []error
	if cfg.API == nil {
		wrong = append(wrong, errors.New("socket: Config.API is missing"))
	}
	if cfg.AppToken == "" {
		wrong = append(wrong, slackapi.AppTokenMissing())
	}
	if cfg.Count < 1 || cfg.Count > maxConnections {
		wrong = append(wrong, fmt.Errorf("%d sockets: Slack takes 1 to %d of an app", cfg.Count, maxConnections))
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	c := &Connections{cfg: cfg, limiter: connectLimiter{now: cfg.Now}, dedup: newDedup(cfg.Now), metrics: newMetrics(),
		running: make(chan struct{}), cancel: func() {}}
	for id := range cfg.Count {
		c.sockets = append(c.sockets, newSocket(id+1, c))
	}
	return c, c.metrics.register(cfg.Registerer, c)
}

// Prepare begins to open the connections: each asks Slack for its address, and then waits for Run.
func (c *Connections) Prepare(ctx context.Context) {
	c.prepare.Do(func() {
		ctx, c.cancel = context.WithCancel(context.WithoutCancel(ctx))
		for _, s := range c.sockets {
			c.group.Go(func() {
				if err := s.run(ctx); err != nil && c.awaitRun(ctx) == nil {
					c.fatal(err)
				}
			})
		}
	})
}

// Run keeps the connections open until ctx ends. It calls fatal with a *slackapi.FatalError when
// Slack will never let us in.
func (c *Connections) Run(ctx context.Context, handler Handler, fatal func(error)) {
	c.Prepare(ctx)
	c.handler, c.fatal = handler, fatal
	close(c.running)
	defer context.AfterFunc(ctx, c.cancel)()
	c.group.Wait()
}

// Close ends what Prepare began, if Run is not to be called.
func (c *Connections) Close() {
	c.cancel()
	c.group.Wait()
}

func (c *Connections) awaitRun(ctx context.Context) error {
	select {
	case <-c.running:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// WaitAcked returns when no connection holds an envelope that it has read and not acknowledged, or
// after the time. A form or menu, whose ack is the result of work, counts as acknowledged once it
// was handed over.
func (c *Connections) WaitAcked(most time.Duration) { c.gate.wait(most) }

// Health returns the state of the connections now, in order of ID.
func (c *Connections) Health() []Health {
	health := make([]Health, len(c.sockets))
	for i, s := range c.sockets {
		health[i] = s.liveness.health()
	}
	return health
}

// Connected returns on how many connections Slack was heard lately.
func (c *Connections) Connected() (n int) {
	for _, s := range c.sockets {
		if s.liveness.health().Connected {
			n++
		}
	}
	return n
}
