package bot

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"github.com/sourcegraph/conc"
)

const (
	// longestEnvelope bounds what one message of Slack may take of our memory.
	longestEnvelope = 4 << 20

	// checkup is how often a socket's signs of life are looked at.
	checkup = time.Second

	// ackWithin bounds the wait for room in slack-go's queue of 20 acks. Slack waits three seconds for an ack.
	ackWithin = 2 * time.Second
)

// errStuck replaces a socket on which nothing can be written.
var errStuck = errors.New("acks are not being written")

// A socket is one of our connections to Slack: it is opened, watched, and replaced for as long as the bot runs.
type socket struct {
	id      int
	bot     *Bot
	http    *http.Client
	opens   *openPace // shared by all sockets
	backoff backoff
	vital   vital
	log     *slog.Logger

	refusals int // by Slack, since it was last connected
}

func newSocket(id int, b *Bot) *socket {
	s := &socket{id: id, bot: b, http: b.http, opens: &b.opens, log: b.log.With("socket", id)}
	s.vital.now = b.cfg.Now
	s.vital.state = SocketHealth{ID: id}
	return s
}

// Do makes the socket the HTTP client of its slack.Client, which calls nothing but apps.connections.open: this is where opening is slowed down,
// since slack-go opens again at once whatever Slack does.
func (s *socket) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := sleep(ctx, s.backoff.next(s.vital.opening())); err != nil {
		return nil, err
	}
	if err := s.opens.wait(ctx); err != nil {
		return nil, err
	}
	s.vital.opened()
	s.bot.metrics.opened()
	return s.http.Do(req)
}

// run keeps the socket open until ctx ends. It returns a FatalError when Slack will never let us in.
func (s *socket) run(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.live(ctx)
		s.vital.lost()
		if fatal, ok := errors.AsType[*FatalError](err); ok && ctx.Err() == nil {
			if fatal := s.refused(ctx, fatal); fatal != nil {
				return fatal
			}
		}
		if ctx.Err() == nil {
			s.vital.blame(reasonOf(err))
			s.log.Warn("connection to Slack is being replaced", "reason", reasonOf(err))
		}
	}
	return nil
}

// patientRefusals is how many refusals in a row end a program that has no connection left.
const patientRefusals = 3

// refused is told that Slack does not let this socket in. What auth.test says as well is so: it returns that. Else it may be passing, or only the app
// token's fault: it returns the refusal once there were several and no other socket is connected.
func (s *socket) refused(ctx context.Context, refusal *FatalError) *FatalError {
	s.refusals++
	s.log.Warn("Slack refuses a connection", "times", s.refusals, "reason", reasonOf(refusal.Err))
	if fatal := s.bot.confirm(ctx); fatal != nil {
		return fatal
	}
	if s.refusals < patientRefusals || s.bot.connected() > 0 {
		return nil
	}
	return refusal
}

// live is the life of one client of slack-go. It ends with ctx, or with what makes a new client necessary: slack-go opens again by itself when
// Slack disconnects, but waits up to five minutes after an error and never notices that it is deaf.
func (s *socket) live(ctx context.Context) error {
	ctx, replace := context.WithCancelCause(ctx)
	defer replace(nil)

	listener := &dialer{proxy: http.ProxyFromEnvironment, listen: s.listener}
	api := slack.New("", slack.OptionAppLevelToken(s.bot.cfg.AppToken), slack.OptionAPIURL(s.bot.cfg.APIURL), slack.OptionHTTPClient(s))
	client := socketmode.New(api, socketmode.OptionDialer(listener.websocket()), socketmode.OptionReadLimit(longestEnvelope))

	var group conc.WaitGroup
	group.Go(func() { s.converse(ctx, client, replace) })
	group.Go(func() { s.watch(ctx, replace) })
	s.listen(ctx, client, replace)
	group.Wait()
	s.drain(ctx, client, replace)
	return context.Cause(ctx)
}

// converse runs slack-go's client, whose own panics must not end the program where they can be caught.
func (s *socket) converse(ctx context.Context, client *socketmode.Client, replace context.CancelCauseFunc) {
	var err error
	if p := panicsafe.Try(func() { err = client.RunContext(ctx) }); p != nil {
		s.log.Error("slack-go panicked", "panic", p, "stack", p.Stack)
		err = errors.New("slack-go panicked")
	}
	if fatal := appToken.fatal(err); fatal != nil {
		err = fatal
	}
	replace(err)
}

// watch replaces the client when Slack has fallen silent.
func (s *socket) watch(ctx context.Context, replace context.CancelCauseFunc) {
	ticker := time.NewTicker(checkup)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.vital.ailment(); err != nil {
				replace(err)
			}
		}
	}
}

// listener hears pings, and why Slack disconnects.
func (s *socket) listener() frameListener {
	return frameListener{
		ping: s.vital.ping,
		disconnect: func(reason string) {
			s.vital.blame(reason)
			s.log.Info("Slack disconnects a socket", "reason", reason)
			if reason == "too_many_websockets" {
				s.log.Warn("this app has too many connections to Slack: is it running somewhere else as well?")
				s.backoff.atLeast(crowdedPause)
			}
		},
	}
}

// stumble deals with an attempt to connect that failed. Trying again is ours, so slack-go's client goes.
func (s *socket) stumble(err error, replace context.CancelCauseFunc) {
	if fatal := appToken.fatal(err); fatal != nil {
		replace(fatal)
		return
	}
	if wait, ok := limit(err); ok {
		s.opens.hold(wait)
	}
	replace(err)
}

// reasonOf says what ended a connection, without the address, which may have a ticket in it.
func reasonOf(err error) string {
	if addressed, ok := errors.AsType[*url.Error](err); ok {
		err = addressed.Err
	}
	if err == nil {
		return "closed"
	}
	return err.Error()
}
