package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/mayarbot/mayarbot/collecting/ledger"
	"github.com/mayarbot/mayarbot/commands"
	"github.com/mayarbot/mayarbot/commands/digests"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/sourcegraph/conc/pool"
)

// An app is the whole bot: the database, the mirror, digests, commands and the connections to
// Slack.
type app struct {
	log         *slog.Logger
	renderer    *message.Renderer
	db          *store.DB
	clock       *store.Clock
	replica     string // names this process in the audit
	mirror      *mirror.Mirror
	digests     *engine.Service
	people      *ledger.Ledger
	deactivated func(ctx context.Context, user string) (bool, error)
	slack       *slackapi.Client
	connections *socket.Connections
	commands    []bot.Command
	bot         *bot.Bot
	metrics     *prometheus.Registry
	health      net.Listener // of /livez, /readyz and /metrics; nil when nobody asked for them
}

// build makes the other parts: first Mayar's mirror, then the commands, then the bot.
func (a *app) build(ctx context.Context, cfg config, now func() time.Time) (err error) {
	log, db, registry, renderer, connections := a.log, a.db, a.metrics, a.renderer, a.connections
	if a.clock, err = store.NewClock(ctx, db); err != nil {
		return err
	}
	now = a.clock.Corrected(now)
	client, err := newMayar(cfg, log, newBudget(cfg, db), mayar.WithObserver(countMayarRequests(registry)))
	if err != nil {
		return err
	}
	a.mirror = mirror.New(db, client.Transactions, mirror.Config{
		Now:        now,
		Log:        log,
		SyncFailed: countSyncFailures(registry),
		Retention:  time.Duration(cfg.RetentionDays) * 24 * time.Hour,
	})
	registerBuild(registry)
	registerDatabase(registry, db)
	registerGauges(registry, client.Budget(), a.mirror, now)
	reports := digests.NewReportRenderer(renderer)
	access := bot.Access{Users: cfg.AllowedUsers, Usergroups: cfg.AllowedUsergroups, Channels: cfg.AllowedChannels}
	slack := digestSlack{Client: a.slack, access: access, renderer: reports, now: now}
	a.digests, err = engine.New(engine.Config{
		ReadFilter: bot.NormalizeText,
		DB:         db, Mirror: a.mirror, Slack: slack, Compose: reports, Admins: cfg.Admins, Calendar: cfg.calendar(),
		Now: now, RiverNow: a.clock.Corrected(time.Now),
		Log: log, Metrics: newDigestMetrics(registry), Replica: a.replica,
		PostTimeout: slackapi.PostTimeout,
		StopTimeout: slackapi.PostTimeout + 2*time.Second, // by then a post has its answer
	})
	if err != nil {
		return err
	}
	rules := cfg.rules()
	a.people, a.deactivated = ledger.New(db, rules, now), slack.Deactivated
	a.commands = commands.Commands(commands.Deps{
		Renderer: renderer, Mirror: a.mirror, Mayar: client, Sockets: socketsOf(connections), Version: version(),
		Now: now, Digests: a.digests, Slack: slack, Once: store.NewOnce(db), Reports: reports,
		Admins: cfg.Admins, AllowedChannels: cfg.AllowedChannels, Log: log, People: a.people,
		Reminders: commands.Reminders{Rules: rules, Texts: cfg.Templates.texts(), Shop: func() string {
			return cmp.Or(string(cfg.Shop), a.slack.TeamName())
		}},
		Calendar: cfg.calendar(), Zone: cfg.Timezone.String(), Language: string(cfg.Language),
	})
	messages := &commands.ErrorMessages{
		Renderer: renderer,
		Admins:   cfg.Admins,
		Health:   commands.HealthWithClock(client, now),
		Now:      now,
	}
	a.bot, err = a.newBot(cfg, access, messages)
	return err
}

// newBot connects the commands to Slack.
func (a *app) newBot(cfg config, access bot.Access, messages bot.Messages) (*bot.Bot, error) {
	return bot.New(bot.Config{
		API:          a.slack,
		Connections:  a.connections,
		Prefix:       commands.Prefix,
		Default:      commands.Default,
		Commands:     a.commands,
		ForUser:      mayar.ForPerson,
		PersonalKeys: commands.PersonalKeys,
		Access:       access,
		Messages:     messages,
		Auditor:      store.NewAudit(a.db, a.replica),
		UserChanges:  store.NewChanges(a.db),
		Log:          a.log,

		OnChannelAvailable: a.retryChannel,
		ClaimMessage:       a.claimMessage,
		Registerer:         a.metrics,
	})
}

func newMayar(cfg config, log *slog.Logger, budget *mayar.Budget, more ...mayar.Option) (*mayar.Client, error) {
	speaks, err := mayar.ParseVersion(string(cfg.MayarAPIVersion))
	if err != nil {
		return nil, fmt.Errorf("MAYAR_API_VERSION: %w", err)
	}
	options := []mayar.Option{
		mayar.WithBaseURL(string(cfg.MayarAPIURL)),
		mayar.WithVersion(speaks),
		mayar.WithBudget(budget),
		mayar.WithLogger(log),
	}
	if cfg.MayarCreditURL != "" {
		options = append(options, mayar.WithCreditURL(string(cfg.MayarCreditURL)))
	}
	return mayar.New(string(cfg.MayarAPIKey), append(options, more...)...)
}

// Run answers people until ctx ends or Slack refuses us for good.
func (a *app) Run(ctx context.Context) error {
	parts := pool.New().WithErrors().WithContext(ctx).WithCancelOnError().WithFirstError()
	for _, part := range []func(context.Context) error{
		a.clock.Run, a.bot.Run, a.mirror.Run, a.people.Run, a.releaseLeavers, a.runDigests, a.serveHealth,
		a.notifySystemd,
	} {
		parts.Go(func(ctx context.Context) error { return a.recoverPanic(ctx, part) })
	}
	err := parts.Wait()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil // a normal stop
	}
	return errors.Join(err, a.db.Close())
}

// recoverPanic turns the panic of a part into an error. The runtime would print its value, which
// may be customer data.
func (a *app) recoverPanic(ctx context.Context, part func(context.Context) error) error {
	err := panicsafe.Run(func() error { return part(ctx) })
	if p, ok := errors.AsType[*panicsafe.Panic](err); ok {
		a.log.Error("panic", "panic", p, "stack", p.Stack)
	}
	return err
}

// runDigests delivers digests. River makes its first queries here, so that the connections to Slack
// do not wait for them.
func (a *app) runDigests(ctx context.Context) error {
	if err := a.digests.Run(ctx); err != nil {
		return fmt.Errorf("digests: %w", err)
	}
	return nil
}

// eventRetryWindow is longer than Slack repeats an event: at once, after a minute and after five.
const eventRetryWindow = time.Hour

// claimMessage reports whether no other replica answers the same message.
func (a *app) claimMessage(ctx context.Context, id string) (bool, error) {
	return store.NewOnce(a.db).First(ctx, id, eventRetryWindow)
}

// retryChannel posts at once what could not be posted in a channel before.
func (a *app) retryChannel(ctx context.Context, channel string) {
	if err := a.digests.RetryChannel(ctx, channel); err != nil {
		a.log.Error("digest retry failed", "channel", channel, "error", err)
	}
}

// serve serves a page until ctx ends.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	return serveOn(ctx, listener, &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second})
}

// serveOn serves until ctx ends, and then gives running requests a moment.
func serveOn(ctx context.Context, listener net.Listener, server *http.Server) error {
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(last) != nil {
			_ = server.Close() // only event streams are left, which never finish
		}
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	<-stopped
	return nil
}

// socketsOf returns what gives the status the connections to Slack.
func socketsOf(connections *socket.Connections) func() []message.Socket {
	return func() []message.Socket {
		health := connections.Health()
		sockets := make([]message.Socket, len(health))
		for i, s := range health {
			sockets[i] = message.Socket{ID: strconv.Itoa(s.ID), Connected: s.Connected, LastSeen: s.LastSeen}
		}
		return sockets
	}
}
