//go:build unix

package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot/socket"
)

// listenAsSystemd returns what reads the next message to systemd.
func listenAsSystemd(t *testing.T) (next func() string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "notify") // t.TempDir may be too long for the address of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	path := filepath.Join(folder, "socket")
	systemd, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { systemd.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return func() string {
		_ = systemd.SetReadDeadline(time.Now().Add(time.Minute))
		buffer := make([]byte, 100)
		n, err := systemd.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return string(buffer[:n])
	}
}

func TestSystemdIsTold(t *testing.T) {
	setEnv(pretendServers(t))
	next := listenAsSystemd(t)
	t.Setenv("WATCHDOG_USEC", "200000")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	code := make(chan int, 1)
	go func() { code <- run(ctx, []string{"run"}, io.Discard, t.Output()) }()
	for _, want := range []string{"READY=1", "WATCHDOG=1", "WATCHDOG=1"} {
		if got := next(); got != want {
			t.Fatalf("systemd reads %q, want %q", got, want)
		}
	}
	stop()
	for said := next(); said != "STOPPING=1"; said = next() {
		if said != "WATCHDOG=1" {
			t.Fatalf("systemd reads %q", said)
		}
	}
	if c := <-code; c != 0 {
		t.Errorf("exit %d", c)
	}
}

func TestSocketsAlive(t *testing.T) {
	t.Parallel()
	lost, connected := socket.Health{Opens: 3}, socket.Health{Connected: true, Opens: 4}
	for name, tt := range map[string]struct {
		sockets []socket.Health
		before  int
		want    bool
	}{
		"one is connected":       {[]socket.Health{lost, connected}, 7, true},
		"none is, but one tries": {[]socket.Health{lost, lost}, 5, true},
		"none is, and none does": {[]socket.Health{lost, lost}, 6, false},
	} {
		if got, _ := socketsAlive(tt.sockets, tt.before); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
