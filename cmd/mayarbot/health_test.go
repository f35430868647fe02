package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// countingListener counts the connections that a server has accepted and not closed.
type countingListener struct {
	net.Listener
	open, most *atomic.Int64
}

type countingConn struct {
	net.Conn
	open   *atomic.Int64
	closed atomic.Bool
}

func (c countingListener) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if n := c.open.Add(1); n > c.most.Load() {
		c.most.Store(n)
	}
	return &countingConn{Conn: conn, open: c.open}, nil
}

func (c *countingConn) Close() error {
	if !c.closed.Swap(true) {
		c.open.Add(-1)
	}
	return c.Conn.Close()
}

// Clients that send nothing, or stay after their request, are closed: there are never more
// connections than allowed, all of them end, and a normal request is answered.
func TestIdleConnectionsEnd(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	open, most := &atomic.Int64{}, &atomic.Int64{}
	limits := listenLimits{
		connections: 8,
		header:      200 * time.Millisecond,
		read:        200 * time.Millisecond,
		write:       time.Second,
		idle:        200 * time.Millisecond,
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	go func() { ended <- limits.serve(ctx, countingListener{listener, open, most}, handler) }()

	const many = 40
	var idle []net.Conn
	for i := range many {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		switch i % 3 { // nothing, half a header, or a whole request and then nothing
		case 1:
			_, err = io.WriteString(conn, "GET /livez HTTP/1.1\r\nHost: a\r\nX: ")
		case 2:
			_, err = io.WriteString(conn, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		idle = append(idle, conn)
	}
	client := http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + listener.Addr().String() + "/livez")
	if err != nil {
		t.Fatalf("a normal request gets no answer: %v", err)
	}
	response.Body.Close()
	for _, conn := range idle {
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("an idle connection does not end: %v", err)
		}
	}
	if n := most.Load(); n > int64(limits.connections) {
		t.Errorf("%d connections at once, of %d", n, limits.connections)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// A normal request is answered at once, however many silent connections are open.
func TestIdleConnectionsDoNotBlockOthers(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	limits := listenLimits{connections: 8, header: time.Hour, read: time.Hour, write: time.Hour, idle: time.Hour}
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") })
	go func() { _ = limits.serve(t.Context(), listener, handler) }()
	for range 300 {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := fmt.Fprint(conn, "GET /livez HTTP/1.1\r\nHost: a\r\nX: "); err != nil {
			t.Fatal(err)
		}
	}
	client := http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Get("http://" + listener.Addr().String() + "/livez")
	if err != nil {
		t.Fatalf("a normal request gets no answer: %v", err)
	}
	response.Body.Close()
}

// The limits of the program are bounded too.
func TestHealthLimits(t *testing.T) {
	t.Parallel()
	l := healthLimits
	for name, d := range map[string]time.Duration{
		"header": l.header, "read": l.read, "write": l.write, "idle": l.idle,
	} {
		if d <= 0 || d > time.Minute {
			t.Errorf("%s: %v", name, d)
		}
	}
	if l.connections < 1 || l.connections > 100 {
		t.Errorf("%d connections", l.connections)
	}
}
