package socket

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"github.com/sourcegraph/conc"
)

const (
	// maxEnvelope bounds the memory for one message from Slack.
	maxEnvelope = 4 << 20

	// livenessInterval is how often a socket's liveness is checked.
	livenessInterval = time.Second

	// ackTimeout bounds the wait for room in slack-go's queue of 20 acks. Slack waits three seconds
	// for an ack.
	ackTimeout = 2 * time.Second
)

// Why a socket is replaced, besides by Slack and by liveness.
var (
	errAckStuck = errors.New("acks are not being written")
	errNotReady = errors.New("the program was not ready within two seconds")
)

// A socket is one of our connections to Slack: it is opened, watched and replaced until ctx ends.
type socket struct {
	all      *Connections
	handler  Handler // set when the program is ready
	backoff  backoff
	liveness liveness
	log      *slog.Logger

	refusals int // by Slack, since it was last connected
}

func newSocket(id int, all *Connections) *socket {
	return &socket{
		all: all, log: all.cfg.Log.With("socket", id),
		backoff:  backoff{first: all.cfg.API.RetryPause() / 2},
		liveness: liveness{now: all.cfg.Now, state: Health{ID: id}},
	}
}

// Do makes the socket the HTTP client of its slack.Client, which calls nothing but
// apps.connections.open. Connecting is slowed down here, since slack-go reconnects at once.
func (s *socket) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := slackapi.Sleep(ctx, s.backoff.next(s.liveness.connecting())); err != nil {
		return nil, err
	}
	// Slack hangs up right behind the greeting that tells of too many connections: slack-go may
	// reconnect before that greeting is handled.
	if err := slackapi.Sleep(ctx, s.backoff.rest()); err != nil {
		return nil, err
	}
	if err := s.all.limiter.wait(ctx); err != nil {
		return nil, err
	}
	s.liveness.countConnect()
	s.all.metrics.connects.Inc()
	return s.all.cfg.API.HTTP().Do(req)
}

// run keeps the socket open until ctx ends. It returns a FatalError when Slack will never let us
// in.
func (s *socket) run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.runClient(ctx)
		s.liveness.disconnected()
		if fatal, ok := errors.AsType[*slackapi.FatalError](err); ok && ctx.Err() == nil {
			if fatal := s.handleRefusal(ctx, fatal); fatal != nil {
				return fatal
			}
		}
		if ctx.Err() == nil {
			s.liveness.setReason(slackapi.Reason(err))
			s.log.Warn("replacing the connection", "reason", slackapi.Reason(err))
		}
		if errors.Is(err, errNotReady) {
			_ = s.all.awaitRun(ctx, nil) // ctx is looked at next
		}
	}
	return nil
}

// maxRefusals is how many refusals in a row end a bot that has no connection left.
const maxRefusals = 3

// handleRefusal decides whether a refusal of this socket is final. It returns the error of
// auth.test if that refuses the bot too. Else the refusal may pass, or concern the app token only:
// it returns the refusal after several, when no other socket is connected.
func (s *socket) handleRefusal(ctx context.Context, refusal *slackapi.FatalError) *slackapi.FatalError {
	s.refusals++
	s.log.Warn("connection refused by Slack", "times", s.refusals, "reason", slackapi.Reason(refusal.Err))
	if fatal := s.all.cfg.API.ConfirmTokenRefused(ctx); fatal != nil {
		return fatal
	}
	if s.refusals < maxRefusals || s.all.Connected() > 0 {
		return nil
	}
	return refusal
}

// runClient runs one slack-go client until ctx ends or a new client is needed: slack-go reconnects
// by itself when Slack disconnects, but waits up to five minutes after an error, and up to a minute
// before it replaces a silent connection.
func (s *socket) runClient(ctx context.Context) error {
	ctx, replace := context.WithCancelCause(ctx)
	defer replace(nil)

	api := slack.New("", slack.OptionAppLevelToken(s.all.cfg.AppToken), slack.OptionAPIURL(s.all.cfg.API.URL()),
		slack.OptionHTTPClient(s))
	client := socketmode.New(api, socketmode.OptionDialer(newDialer(s.liveness.seen)),
		socketmode.OptionReadLimit(maxEnvelope))

	var group conc.WaitGroup
	group.Go(func() { s.runSocketMode(ctx, client, replace) })
	group.Go(func() { s.watchLiveness(ctx, replace) })
	if err := s.all.awaitRun(ctx, s.all.after(readyWithin)); err != nil {
		replace(err)
		group.Wait()
		return context.Cause(ctx)
	}
	s.handler = s.all.handler
	s.receiveEvents(ctx, client, replace)
	group.Wait()
	s.drain(ctx, client, replace)
	return context.Cause(ctx)
}

// runSocketMode runs slack-go's client and recovers its panics where that is possible.
func (s *socket) runSocketMode(ctx context.Context, client *socketmode.Client, replace context.CancelCauseFunc) {
	var err error
	if p := panicsafe.Try(func() { err = client.RunContext(ctx) }); p != nil {
		s.log.Error("slack-go panicked", "panic", p, "stack", p.Stack)
		err = errors.New("slack-go panicked")
	}
	if fatal := slackapi.AppTokenError(err); fatal != nil {
		err = fatal
	}
	replace(err)
}

// watchLiveness replaces the client when Slack has been silent for too long.
func (s *socket) watchLiveness(ctx context.Context, replace context.CancelCauseFunc) {
	ticker := time.NewTicker(livenessInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.liveness.check(); err != nil {
				replace(err)
			}
		}
	}
}

// onHello handles Slack's greeting. Slack greets one connection too many as well, says how many
// there are, and hangs up.
func (s *socket) onHello(connections int) {
	s.liveness.hello()
	s.refusals = 0
	s.log.Info("connected to Slack", "connections", connections)
	if connections > maxConnections {
		s.log.Warn("too many connections to Slack: is this app running somewhere else as well?")
		s.backoff.atLeast(tooManyConnsPause)
	}
}

// onConnectError handles a failed attempt to connect. It ends slack-go's client, because we retry
// ourselves.
func (s *socket) onConnectError(err error, replace context.CancelCauseFunc) {
	if fatal := slackapi.AppTokenError(err); fatal != nil {
		replace(fatal)
		return
	}
	if wait, ok := slackapi.RateLimitOf(err); ok {
		s.all.limiter.holdFor(wait)
	}
	replace(err)
}
