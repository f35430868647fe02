package bot_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/prometheus/client_golang/prometheus"
)

// get requests one of the addresses of Handler.
func get(t *testing.T, b *bot.Bot, path string) (int, string) {
	t.Helper()
	rec := httptest.NewRecorder()
	b.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Code, string(body)
}

func TestHealth(t *testing.T) {
	t.Parallel()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	release := slack.HoldAPI("apps.connections.open")
	b := startOn(t, slack, nil)
	if code, _ := get(t, b.bot, "/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("/readyz before the first connection is %d", code)
	}
	if code, _ := get(t, b.bot, "/livez"); code != http.StatusOK {
		t.Errorf("/livez is %d", code)
	}
	release()
	b.connected(t)
	code, body := get(t, b.bot, "/readyz")
	if code != http.StatusOK {
		t.Errorf("/readyz is %d", code)
	}
	var health bot.Health
	if err := json.Unmarshal([]byte(body), &health); err != nil {
		t.Fatal(err)
	}
	if !health.Ready || health.Team == "" || len(health.Sockets) != 2 {
		t.Errorf("/readyz says %s", body)
	}
	for i, s := range health.Sockets {
		if s.ID != i+1 || !s.Connected || s.Opens != 1 || time.Since(s.LastSeen) > time.Minute ||
			time.Since(s.Since) > time.Minute {
			t.Errorf("socket %+v", s)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	fine := bot.Config{API: newAPI(t, "http://localhost/api/", &bot.Config{}), AppToken: "xapp",
		Messages: testMessages{}, Commands: []bot.Command{{Name: "help", Run: answerWith("help")}}}
	for want, spoil := range map[string]func(*bot.Config){
		"":                  func(*bot.Config) {},
		"Config.API":        func(c *bot.Config) { c.API = nil },
		"SLACK_APP_TOKEN":   func(c *bot.Config) { c.AppToken = "" },
		"1 to 10":           func(c *bot.Config) { c.Connections = bot.NewConnections(11) },
		"at least one":      func(c *bot.Config) { c.Workers = -1 },
		"Messages":          func(c *bot.Config) { c.Messages = nil },
		"no command \"go\"": func(c *bot.Config) { c.Default = "go" },
	} {
		cfg := fine
		spoil(&cfg)
		if _, err := bot.New(cfg); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	b := start(t, nil, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid sri")
	b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/mayar xyz")
	b.book.next(t, 2)
	code, body := get(t, b.bot, "/metrics")
	if code != http.StatusOK {
		t.Fatalf("/metrics is %d", code)
	}
	for _, line := range []string{
		`mayarbot_requests_total{command="unpaid",kind="command",outcome="ok"} 1`,
		`mayarbot_requests_total{command="",kind="command",outcome="unknown"} 1`,
		`mayarbot_request_duration_seconds_count{command="unpaid",kind="command"} 1`,
		`mayarbot_ack_duration_seconds_count 2`,
		`mayarbot_socket_connects_total 2`,
		`mayarbot_sockets_connected 2`,
		`mayarbot_queue_waiting 0`,
		`mayarbot_slack_api_requests_total{method="users.info",status="200"} 1`,
		`mayarbot_slack_api_requests_total{method="response_url",status="200"} 2`,
		`mayarbot_slack_api_requests_total{method="apps.connections.open",status="200"} 2`,
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("/metrics lacks %s", line)
		}
	}
}

func TestMetricsAreRegisteredOnce(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	cfg := bot.Config{AppToken: "xapp", Messages: testMessages{}, Registerer: registry,
		Commands: []bot.Command{{Name: "help", Run: answerWith("help")}}}
	cfg.API = newAPI(t, "http://localhost/api/", &cfg)
	if _, err := bot.New(cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := bot.New(cfg); err == nil {
		t.Error("two bots share one registry without a word")
	}
}
