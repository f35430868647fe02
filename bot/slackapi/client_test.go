package slackapi

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A 429 counts as one whatever its Retry-After is: Slack certainly posted nothing.
func TestRetryAfterOfAPost(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]time.Duration{
		"7": 7 * time.Second, "0": time.Second, "": defaultRetryAfter, "1.5": defaultRetryAfter,
		"soon": defaultRetryAfter, "Wed, 21 Oct 2026 07:28:00 GMT": defaultRetryAfter,
		"99999999999999999999": defaultRetryAfter,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", said)
			w.WriteHeader(http.StatusTooManyRequests)
		}))
		defer server.Close()
		c, err := New(Config{Token: "xoxb", URL: server.URL + "/api/", MoreText: func(int) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Post(t.Context(), "C1", blockkit.Message{Text: "x"}, Metadata{})
		failed, ok := errors.AsType[*PostError](err)
		if !ok || failed.Code != CodeRateLimited || !failed.NotPosted() || failed.RetryAfter != want {
			t.Errorf("Retry-After %q: %+v, want to wait %v", said, failed, want)
		}
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	fine := Config{Token: "xoxb", MoreText: func(int) string { return "" }}
	for want, spoil := range map[string]func(*Config){
		"":                func(*Config) {},
		"SLACK_BOT_TOKEN": func(c *Config) { c.Token = "" },
		"SLACK_API_URL":   func(c *Config) { c.URL = "https://slack.com/api" },
		"MoreText":        func(c *Config) { c.MoreText = nil },
	} {
		cfg := fine
		spoil(&cfg)
		if _, err := New(cfg); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
}
