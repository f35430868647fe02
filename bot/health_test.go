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
	fine := config()
	fine.connect(t, "http://localhost/api/")
	for want, spoil := range map[string]func(*testConfig){
		"":                  func(*testConfig) {},
		"Config.API":        func(c *testConfig) { c.API = nil },
		"Connections":       func(c *testConfig) { c.Connections = nil },
		"at least one":      func(c *testConfig) { c.Workers = -1 },
		"Messages":          func(c *testConfig) { c.Messages = nil },
		"no command \"go\"": func(c *testConfig) { c.Default = "go" },
	} {
		cfg := fine
		spoil(&cfg)
		_, err := bot.New(cfg.Config)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
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
	cfg := config()
	cfg.connect(t, "http://localhost/api/")
	if _, err := bot.New(cfg.Config); err != nil {
		t.Fatal(err)
	}
	if _, err := bot.New(cfg.Config); err == nil {
		t.Error("two bots share one registry without a word")
	}
}
