package socket

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack"
	"github.com/sourcegraph/conc"
)

// livenessInterval is how often a socket's liveness is checked.
const livenessInterval = time.Second

// Why a connection ended.
var (
	errClosed   = errors.New("closed by Slack or the network")
	errAckStuck = errors.New("acks are not being written")
)

// A socket is one of our connections to Slack: it is opened, watched and replaced until ctx ends.
type socket struct {
	all      *Connections
	api      *slack.Client // calls nothing but apps.connections.open
	handler  Handler       // set when the first connection is open
	open     atomic.Pointer[connection]
	backoff  backoff
	liveness liveness
	log      *slog.Logger

	refusals int // by Slack, since it was last connected
}

func newSocket(id int, all *Connections) *socket {
	api := all.cfg.API
	return &socket{
		all: all, log: all.cfg.Log.With("socket", id),
		api: slack.New("", slack.OptionAppLevelToken(all.cfg.AppToken), slack.OptionAPIURL(api.URL()),
			slack.OptionHTTPClient(api.HTTP())),
		backoff:  backoff{first: api.RetryPause() / 2},
		liveness: liveness{now: all.cfg.Now, state: Health{ID: id}},
	}
}

// run keeps the socket open until ctx ends. It returns a FatalError when Slack will never let us
// in.
func (s *socket) run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := panicsafe.Run(func() error { return s.serve(ctx) })
		s.liveness.disconnected(slackapi.Reason(err))
		if ctx.Err() != nil {
			break
		}
		if fatal, ok := errors.AsType[*slackapi.FatalError](err); ok {
			if fatal := s.handleRefusal(ctx, fatal); fatal != nil {
				return fatal
			}
		}
		level := slog.LevelWarn
		if errors.Is(err, errClosed) {
			level = slog.LevelInfo
		}
		s.log.Log(ctx, level, "replacing the connection", "reason", slackapi.Reason(err))
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

// serve opens one connection, and receives what comes over it until it ends or ctx does.
func (s *socket) serve(ctx context.Context) error {
	ctx, replace := context.WithCancelCause(ctx)
	defer replace(nil)
	conn, err := s.connect(ctx, replace)
	if err != nil {
		return s.connectError(err)
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	s.open.Store(conn)
	defer s.open.Store(nil)

	var group conc.WaitGroup
	group.Go(func() { s.watchLiveness(ctx, replace) })
	s.handler = s.all.handler
	replace(s.receive(conn))
	group.Wait()
	return context.Cause(ctx)
}

// watchLiveness ends the connection when Slack has been silent for too long.
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

// connectError holds all sockets for as long as Slack says. It returns a FatalError where no retry
// helps, else err.
func (s *socket) connectError(err error) error {
	if fatal := slackapi.AppTokenError(err); fatal != nil {
		return fatal
	}
	if wait, ok := slackapi.RateLimitOf(err); ok {
		s.all.limiter.holdFor(wait)
	}
	return err
}
