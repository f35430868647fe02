package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/bot/socket"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/store"
	"github.com/prometheus/client_golang/prometheus"
)

// newApp opens the database, builds the parts, listens on MAYARBOT_LISTEN and asks Slack where to
// connect, all at the same time. Nothing is connected before Run. Now is corrected by the
// database's clock and used for everything that is counted in days, so that replicas agree;
// connections to Slack and Mayar use the machine's clock.
func newApp(ctx context.Context, cfg config, log *slog.Logger, now func() time.Time) (*app, error) {
	a := &app{log: log, replica: newReplica(), metrics: prometheus.NewRegistry()}
	opened := make(chan error, 1)
	go func() { opened <- a.openDatabase(ctx, cfg) }()
	err := errors.Join(a.prepare(ctx, cfg), <-opened)
	if err == nil {
		err = a.build(ctx, cfg, now)
	}
	if err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

func (a *app) openDatabase(ctx context.Context, cfg config) (err error) {
	if a.db, err = store.Open(ctx, string(cfg.DatabaseURL)); err != nil {
		return fmt.Errorf("DATABASE_URL: %w", err)
	}
	return nil
}

// prepare builds what needs no database, and begins to connect.
func (a *app) prepare(ctx context.Context, cfg config) (err error) {
	if a.renderer, err = message.New(string(cfg.Language), cfg.Timezone.Location); err != nil {
		return err
	}
	a.slack, err = slackapi.New(slackapi.Config{
		Token: string(cfg.SlackBotToken), URL: string(cfg.SlackAPIURL), MoreText: a.renderer.More,
		Log: a.log, Registerer: a.metrics,
	})
	if err != nil {
		return err
	}
	if cfg.Listen != "" {
		if a.health, err = net.Listen("tcp", string(cfg.Listen)); err != nil {
			return errors.New("MAYARBOT_LISTEN: " + whyNotListening(err))
		}
	}
	connections, err := socket.New(socket.Config{
		API: a.slack, AppToken: string(cfg.SlackAppToken), Count: int(cfg.Sockets), Log: a.log, Registerer: a.metrics,
	})
	if err != nil {
		return err
	}
	a.connections = connections
	connections.Prepare(ctx)
	return nil
}

// close closes what newApp opened, when Run is not to be called.
func (a *app) close() (err error) {
	if a.connections != nil {
		a.connections.Close()
	}
	if a.health != nil {
		err = a.health.Close()
	}
	if a.db != nil {
		err = errors.Join(err, a.db.Close())
	}
	return err
}
