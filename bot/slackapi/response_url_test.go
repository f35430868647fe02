package slackapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"golang.org/x/sync/errgroup"
)

// newTestResponseURL is a response_url with the test's answers; each is used once, the last for
// ever.
func newTestResponseURL(t *testing.T, now func() time.Time, answers ...http.HandlerFunc) (*ResponseURL, *[]string) {
	t.Helper()
	var bodies []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		bodies = append(bodies, string(body))
		answers[min(len(bodies), len(answers))-1](w, r)
	}))
	t.Cleanup(server.Close)
	client := newHTTPClient(nil, newRequestCounter())
	t.Cleanup(client.CloseIdleConnections)
	return &ResponseURL{post: client.Do, now: now, createdAt: now(), address: server.URL + "/commands/T1/secret"},
		&bodies
}

func respondWith(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestResponseURLSends(t *testing.T) {
	t.Parallel()
	url, bodies := newTestResponseURL(t, time.Now, respondWith(200, "ok"))
	if err := url.send(t.Context(),
		responseMessage{Text: "a < b", ResponseType: "ephemeral", ReplaceOriginal: true}); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal([]byte((*bodies)[0]), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"text": "a < b", "response_type": "ephemeral", "replace_original": true,
		"unfurl_links": false, "unfurl_media": false}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// Fifty who are answered at once use fifty connections, also the next time.
func TestResponseURLsShareConnections(t *testing.T) {
	t.Parallel()
	const atOnce = 50
	var opened atomic.Int32
	arrived := make(chan struct{}, atOnce)
	release := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-release
		_, _ = io.WriteString(w, "ok")
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client := newHTTPClient(nil, newRequestCounter())
	t.Cleanup(client.CloseIdleConnections)
	for range 2 {
		var group errgroup.Group
		for range atOnce {
			url := &ResponseURL{post: client.Do, now: time.Now, createdAt: time.Now(),
				address: server.URL + "/commands/T1/x"}
			group.Go(func() error { return url.send(t.Context(), responseMessage{Text: "x"}) })
		}
		for range atOnce {
			<-arrived
		}
		for range atOnce {
			release <- struct{}{}
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if got := opened.Load(); got != atOnce {
		t.Errorf("%d connections were opened, want %d", got, atOnce)
	}
}

func TestResponseURLAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		spent  bool
		code   string // Slack's
		status int

		strange bool // not Slack's
	}{
		"ok":                 {answer: respondWith(200, "ok")},
		"ok as JSON":         {answer: respondWith(200, `{"ok":true}`)},
		"nothing":            {answer: respondWith(200, "")},
		"used":               {answer: respondWith(404, "used_url"), spent: true},
		"used as JSON":       {answer: respondWith(404, `{"ok":false,"error":"used_url"}`), spent: true},
		"expired with a 200": {answer: respondWith(200, `{"ok":false,"error":"expired_url"}`), spent: true},
		"gone":               {answer: respondWith(410, ""), spent: true},
		"no such channel":    {answer: respondWith(200, `{"ok":false,"error":"channel_not_found"}`), spent: true},
		"archived":           {answer: respondWith(200, `{"ok":false,"error":"is_archived"}`), spent: true},
		"refused, no reason": {answer: respondWith(200, `{"ok":false}`), spent: true},
		"archived as text":   {answer: respondWith(404, "channel_is_archived\n"), spent: true},
		"used with a 200":    {answer: respondWith(200, "used_url"), spent: true},
		"forbidden":          {answer: respondWith(403, ""), spent: true},
		"forbidden as text":  {answer: respondWith(403, "action_prohibited"), spent: true},
		"forbidden, HTML":    {answer: respondWith(403, "<html>no</html>"), spent: true},
		"unauthorised":       {answer: respondWith(401, ""), spent: true},
		"not found, HTML":    {answer: respondWith(404, "<html>not here</html>"), spent: true},
		"no words":           {answer: respondWith(400, "no_text"), code: "no_text"},
		"down, as JSON":      {answer: respondWith(503, `{"ok":false,"error":"service_unavailable"}`), status: 503},
		"bad gateway":        {answer: respondWith(502, "<html>"), status: 502},
		"a proxy's page":     {answer: respondWith(200, "<!doctype html><title>Sign in</title>"), strange: true},
		"invalid blocks": {answer: respondWith(200, `{"ok":false,"error":"invalid_blocks"}`),
			code: "invalid_blocks"},
		"down": {answer: respondWith(500, "<html>"), status: 500},
		"redirect": {answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com", http.StatusTemporaryRedirect)
		}, status: 307},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, bodies := newTestResponseURL(t, time.Now, test.answer)
			err := url.send(t.Context(), responseMessage{Text: "x"})
			if got := errors.Is(err, errURLSpent); got != test.spent {
				t.Errorf("spent: %v, want %v (%v)", got, test.spent, err)
			}
			if got := ErrorCode(err); got != test.code {
				t.Errorf("Slack's code %q, want %q", got, test.code)
			}
			status, _ := errors.AsType[slack.StatusCodeError](err)
			if status.Code != test.status {
				t.Errorf("status %d, want %d", status.Code, test.status)
			}
			if (err == nil) != (!test.spent && test.code == "" && test.status == 0 && !test.strange) {
				t.Errorf("error %v", err)
			}
			if len(*bodies) != 1 {
				t.Errorf("posted %d times", len(*bodies))
			}
			if test.spent {
				if err := url.send(t.Context(), responseMessage{Text: "y"}); !errors.Is(err, errURLSpent) ||
					len(*bodies) != 1 {
					t.Errorf("an address that is spent is tried again: %v", err)
				}
			}
		})
	}
}

func TestResponseURLIsCounted(t *testing.T) {
	t.Parallel()
	url, bodies := newTestResponseURL(t, time.Now, respondWith(200, "ok"))
	for i := range 6 {
		err := url.send(t.Context(), responseMessage{Text: "x"})
		if want := i == 5; errors.Is(err, errURLSpent) != want {
			t.Errorf("use %d: %v", i+1, err)
		}
	}
	if len(*bodies) != 5 {
		t.Errorf("posted %d times, want 5", len(*bodies))
	}
}

func TestResponseURLExpires(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	url, _ := newTestResponseURL(t, func() time.Time { return now }, respondWith(200, "ok"))
	now = now.Add(29 * time.Minute)
	if err := url.send(t.Context(), responseMessage{Text: "x"}); err != nil {
		t.Errorf("after 29 minutes: %v", err)
	}
	now = now.Add(time.Minute)
	if err := url.send(t.Context(), responseMessage{Text: "x"}); !errors.Is(err, errURLSpent) {
		t.Errorf("after 30 minutes: %v", err)
	}
}

func TestResponseURLWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	limited := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	url, bodies := newTestResponseURL(t, time.Now, limited, respondWith(200, "ok"))
	if err := url.send(t.Context(), responseMessage{Text: "x"}); err != nil || len(*bodies) != 2 || url.uses != 1 {
		t.Errorf("%d posts, %d uses, %v; want 2 posts and 1 use", len(*bodies), url.uses, err)
	}
	for name, header := range map[string]string{"too long": "31", "absurd": "999999999999999"} {
		url, bodies := newTestResponseURL(t, time.Now, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := url.send(ctx, responseMessage{Text: "x"}); name == "too long" && (err == nil || len(*bodies) != 1) {
			t.Errorf("%s: %d posts, %v", name, len(*bodies), err)
		}
	}
}

func TestResponseURLStaysOutOfErrors(t *testing.T) {
	t.Parallel()
	url, _ := newTestResponseURL(t, time.Now,
		func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) })
	err := url.send(t.Context(), responseMessage{Text: "x"})
	if err == nil || strings.Contains(err.Error(), "secret") ||
		strings.Contains(err.Error(), "127.0.0.1") && strings.Contains(err.Error(), "/commands/") {
		t.Errorf("error of a broken connection: %v", err)
	}
}

func TestAllowedURL(t *testing.T) {
	t.Parallel()
	const api = "http://127.0.0.1:4000/api/"
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/2/3":    true,
		"https://hooks.slack-gov.com/actions/T1/2/3": true,
		"http://127.0.0.1:4000/commands/T1/2/3":      true,
		"http://hooks.slack.com/commands/T1/2/3":     false,
		"https://hooks.slack.com.example.com/c":      false,
		"https://example.com/hooks.slack.com":        false,
		"https://user@hooks.slack.com/c":             false,
		"https://notslack-gov.com/c":                 false,
		"https://127.0.0.1:4000/c":                   false,
		"https://slack.com/commands/T1/2/3":          true,
		"https://hooks.eu.slack.com/commands/T1/2/3": true,
		"https://hooks.slack.com:8443/c":             false,
		"https://notslack.com/c":                     false,
		"http://127.0.0.1:4001/c":                    true,
		"http://localhost:4000/c":                    true,
		"http://[::1]:4000/c":                        true,
		"http://localhost.example.com:4000/c":        false,
		"http://127.0.0.1.example.com/c":             false,
		"http://10.0.0.1:4000/c":                     false,
		"":                                           false,
		"://":                                        false,
		"/commands/T1":                               false,
	} {
		if got := allowedURL(address, api); got != want {
			t.Errorf("mayPost(%q) = %v, want %v", address, got, want)
		}
	}
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1": true, "https://slack.example.com/c": true,
		"https://127.0.0.1/c": false, "https://localhost/c": false, "https://slack.example.com:8443/c": false,
	} {
		if got := allowedURL(address, "https://slack.example.com/api/"); got != want {
			t.Errorf("with an API elsewhere, mayPost(%q) = %v, want %v", address, got, want)
		}
	}
}
