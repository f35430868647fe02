package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/mayarbot/mayarbot/bot/socket"
)

// readyPoll is how often it is looked whether people can be served, until they can.
const readyPoll = 200 * time.Millisecond

// notifySystemd tells systemd, if it has started us with Type=notify, when people can be served,
// that we are alive, and that we stop.
func (a *app) notifySystemd(ctx context.Context) error {
	address := os.Getenv("NOTIFY_SOCKET")
	if address == "" {
		return nil
	}
	systemd, err := net.Dial("unixgram", address)
	if err != nil {
		return fmt.Errorf("NOTIFY_SOCKET: %w", err)
	}
	defer systemd.Close()
	say := func(state string) {
		if _, err := systemd.Write([]byte(state)); err != nil {
			a.log.Warn("systemd does not listen", "error", err)
		}
	}
	if waitUntil(ctx, readyPoll, a.bot.Ready) {
		say("READY=1")
		a.beat(ctx, watchdogInterval(), say)
	}
	say("STOPPING=1")
	return nil
}

// beat keeps systemd's watchdog quiet while the sockets are alive: connected, or trying to. A
// restart would not bring back a Slack that is away.
func (a *app) beat(ctx context.Context, interval time.Duration, say func(string)) {
	if interval == 0 {
		<-ctx.Done()
		return
	}
	opens := 0
	waitUntil(ctx, interval, func() bool {
		alive := false
		if alive, opens = socketsAlive(a.bot.Health().Sockets, opens); alive {
			say("WATCHDOG=1")
		}
		return false
	})
}

// socketsAlive reports whether one is connected or was opened since there had been opensBefore.
func socketsAlive(sockets []socket.Health, opensBefore int) (alive bool, opens int) {
	for _, s := range sockets {
		alive = alive || s.Connected
		opens += s.Opens
	}
	return alive || opens > opensBefore, opens
}

// watchdogInterval is half of what systemd waits for a sign of life, 0 if it does not.
func watchdogInterval() time.Duration {
	micros, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || micros < 0 {
		return 0
	}
	return time.Duration(micros) * time.Microsecond / 2
}

// waitUntil reports whether the condition became true before ctx ended.
func waitUntil(ctx context.Context, interval time.Duration, condition func() bool) bool {
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	for !condition() {
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return false
		}
	}
	return true
}
