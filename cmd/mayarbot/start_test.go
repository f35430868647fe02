package main

import (
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A start that fails says why and has not connected to Slack.
func TestFailedStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for want, spoil := range map[string]func(*config){
		"DATABASE_URL: the folder": func(c *config) { c.DatabaseURL = "sqlite:/nowhere/mayarbot.db" },
		"MAYARBOT_LISTEN: ":        func(c *config) { c.Listen = listenAddr(taken.Addr().String()) },
		"MAYAR_API_VERSION: ":      func(c *config) { c.MayarAPIVersion = "v9" },
		"no language":              func(c *config) { c.Language = "xx" },
	} {
		slack, shop := startServers(t, fakeslack.Options{}, fakemayar.Options{})
		cfg := config{settings: settings{Language: "en", Timezone: timezone{time.UTC}, Sockets: 2, RetentionDays: 90}}
		cfg.MayarAPIVersion, cfg.MayarRequestsPerMinute = "auto", 10
		cfg = cfg.inSandbox(slack.APIURL(), shop.URL(), t.TempDir())
		spoil(&cfg)
		_, err := newApp(t.Context(), cfg, slog.New(slog.DiscardHandler), time.Now)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
		if n := slack.Connections(); n != 0 {
			t.Errorf("%s: %d connections to Slack", want, n)
		}
	}
}
