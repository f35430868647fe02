package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"
)

// listenLimits bound what clients of MAYARBOT_LISTEN can use, because it has no password.
type listenLimits struct {
	connections int // at once; a new one closes the oldest

	header time.Duration // for a request's header

	read, write time.Duration // for a whole request, and for its answer

	idle time.Duration // between two requests
}

// healthLimits are generous for clients that ask every few seconds.
var healthLimits = listenLimits{
	connections: 64,
	header:      5 * time.Second,
	read:        10 * time.Second,
	write:       30 * time.Second,
	idle:        30 * time.Second,
}

// largestHeader is more than a health check needs.
const largestHeader = 16 << 10

// serveHealth serves /livez, /readyz and /metrics if MAYARBOT_LISTEN is set.
func (a *app) serveHealth(ctx context.Context) error {
	if a.health == nil {
		return nil
	}
	return healthLimits.serve(ctx, a.health, a.bot.Handler())
}

func (l listenLimits) serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	return serveOn(ctx, &newestListener{Listener: listener, most: l.connections}, &http.Server{
		Handler: handler, ReadHeaderTimeout: l.header, ReadTimeout: l.read, WriteTimeout: l.write,
		IdleTimeout: l.idle, MaxHeaderBytes: largestHeader,
	})
}

// whyNotListening does not quote a malformed address, because it may be a secret in the wrong
// place.
func whyNotListening(err error) string {
	if _, ok := errors.AsType[*os.SyscallError](err); ok {
		return err.Error()
	}
	return "it is no address of this machine"
}
