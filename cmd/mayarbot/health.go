package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"
)

// listenLimits bound what others may take of MAYARBOT_LISTEN, which asks for no password.
type listenLimits struct {
	connections int           // at once; the oldest ones end for the next
	header      time.Duration // until a request's header has come
	read, write time.Duration // of a whole request and of its answer
	idle        time.Duration // between two requests
}

// healthLimits are generous for whoever looks in every few seconds.
var healthLimits = listenLimits{
	connections: 64,
	header:      5 * time.Second,
	read:        10 * time.Second,
	write:       30 * time.Second,
	idle:        30 * time.Second,
}

// largestHeader is more than anybody sends who looks how the program is.
const largestHeader = 16 << 10

// serveHealth serves /livez, /readyz and /metrics where somebody asked for them.
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

// whyNotListening leaves out an address that is none: what was pasted in its place may be a secret.
func whyNotListening(err error) string {
	if _, ok := errors.AsType[*os.SyscallError](err); ok {
		return err.Error()
	}
	return "it is no address of this machine"
}
