package main

import (
	"context"
	"io"
	"time"
)

// runBot is `mayarbot run`: the bot between the real Slack and the real Mayar.
func runBot(ctx context.Context, args []string, _, stderr io.Writer) error {
	if err := noArguments(args); err != nil {
		return err
	}
	cfg, err := loadConfig()
	if err != nil {
		return err
	}
	if err := cfg.requireAccounts(); err != nil {
		return err
	}
	reduceMemory()
	log := cfg.logger(stderr)
	app, err := newApp(ctx, cfg, log, time.Now)
	if err != nil {
		return err
	}
	log.Info("mayarbot starts", "version", version(), "replica", app.replica, "database", app.db.Engine(),
		"sockets", int(cfg.Sockets), "mayar", string(cfg.MayarAPIURL))
	if err := app.Run(ctx); err != nil {
		return err
	}
	log.Info("mayarbot has stopped")
	return nil
}
