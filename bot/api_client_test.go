package bot

import (
	"errors"
	"net/http"
	"net/http/httptest"
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
		b, err := New(Config{BotToken: "xoxb", AppToken: "xapp", APIURL: server.URL + "/api/",
			Messages: silentMessages{}, Commands: []Command{helpCommand}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Post(t.Context(), "C1", blockkit.Message{Text: "x"}, Metadata{})
		failed, ok := errors.AsType[*PostError](err)
		if !ok || failed.Code != CodeRateLimited || !failed.NotPosted() || failed.RetryAfter != want {
			t.Errorf("Retry-After %q: %+v, want to wait %v", said, failed, want)
		}
	}
}
