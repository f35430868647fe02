package fakeslack_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// post calls chat.postMessage once and returns the response.
func post(t *testing.T, server *fakeslack.Server) (*http.Response, string, error) {
	t.Helper()
	message := strings.NewReader(`{"channel":"` + fakeslack.Finance + `","text":"a"}`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.APIURL()+"chat.postMessage", message)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+botToken)
	req.GetBody = nil // otherwise Go's client repeats the request after a dropped connection
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body := make([]byte, 10000)
	n, _ := resp.Body.Read(body)
	return resp, string(body[:n]), nil
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	server := start(t, fakeslack.Options{Aging: clock.Now})
	server.RateLimit("chat.postMessage", 2, 1500*time.Millisecond)
	for _, step := range []struct {
		pass  time.Duration
		retry string // "" if the post succeeds
	}{
		{0, "2"}, {400 * time.Millisecond, "2"}, {time.Second, "1"}, {100 * time.Millisecond, "2"},
		{1500 * time.Millisecond, ""}, {0, ""},
	} {
		clock.advance(step.pass)
		resp, body, err := post(t, server)
		switch {
		case err != nil:
			t.Fatal(err)
		case step.retry == "" && resp.StatusCode != http.StatusOK:
			t.Errorf("%v later = %v %s", step.pass, resp, body)
		case step.retry != "" &&
			(resp.StatusCode != http.StatusTooManyRequests || !strings.Contains(body, `"ratelimited"`)):
			t.Errorf("limited, %v later = %v %s", step.pass, resp, body)
		case resp.Header.Get("Retry-After") != step.retry:
			t.Errorf("%v later, Retry-After = %q, want %q", step.pass, resp.Header.Get("Retry-After"), step.retry)
		}
	}
	if n := len(server.Messages(fakeslack.Ayu, fakeslack.Finance)); n != 2 {
		t.Errorf("%d messages were posted", n)
	}
}

// A rate limit applies to one method, and Heal ends it.
func TestHealEndsRateLimit(t *testing.T) {
	t.Parallel()
	for _, heal := range [][]string{nil, {"chat.postMessage"}, {fakeslack.EveryMethod}} {
		server := start(t, fakeslack.Options{})
		server.RateLimit(fakeslack.EveryMethod, 1, time.Hour)
		if resp, _, err := post(t, server); err != nil || resp.StatusCode != http.StatusTooManyRequests {
			t.Errorf("limited = %v %v", resp, err)
		}
		if answer := call(t, server, "auth.test", botToken, nil); answer["ok"] != true {
			t.Errorf("another method = %v", answer)
		}
		server.Heal(heal...)
		if resp, _, err := post(t, server); err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("healed with %q = %v %v", heal, resp, err)
		}
	}
}

func TestFail(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		failure   fakeslack.Failure
		status    int // 0 if the connection is dropped
		body      string
		delivered int
	}{
		{"server error", fakeslack.Failure{}, 500, "Internal Server Error", 0},
		{"error of Slack's", fakeslack.Failure{Error: "fatal_error"}, 200, `{"error":"fatal_error","ok":false}`, 0},
		{"bad gateway", fakeslack.Failure{Status: 502, Body: "<html>"}, 502, "<html>", 0},
		{"dropped", fakeslack.Failure{Drop: true}, 0, "", 0},
		{"dropped after it was done", fakeslack.Failure{Drop: true, AfterDelivery: true}, 0, "", 1},
		{
			"server error after it was done", fakeslack.Failure{Status: 500, Body: "oops", AfterDelivery: true}, 500,
			"oops", 1,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := start(t, fakeslack.Options{})
			server.Fail("chat.postMessage", -1, test.failure)
			resp, body, err := post(t, server)
			switch {
			case test.status == 0 && err == nil:
				t.Errorf("the connection was not dropped: %v", resp)
			case test.status != 0 && (err != nil || resp.StatusCode != test.status || body != test.body):
				t.Errorf("answer = %v %q %v", resp, body, err)
			}
			if n := len(server.Messages(fakeslack.Ayu, fakeslack.Finance)); n != test.delivered {
				t.Errorf("%d messages were posted", n)
			}
			server.Heal()
			if resp, _, err := post(t, server); err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("healed = %v %v", resp, err)
			}
		})
	}
}

// Heal for one method does not affect others.
func TestHealOneMethod(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	server.Fail("chat.postMessage", -1, fakeslack.Failure{})
	server.Fail("users.info", -1, fakeslack.Failure{Error: "fatal_error"})
	server.Heal("chat.postMessage")
	if resp, _, err := post(t, server); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("healed = %v %v", resp, err)
	}
	wantError(
		t, "users.info", call(t, server, "users.info", botToken, map[string]any{"user": fakeslack.Ayu}), "fatal_error",
	)
}

func TestRefuseBlocks(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	cell := map[string]any{"type": "raw_text", "text": "a"}
	table := []any{
		map[string]any{"type": "divider"}, map[string]any{"type": "table", "rows": []any{[]any{cell}, []any{cell}}},
	}
	message := map[string]any{"channel": fakeslack.Finance, "text": "a", "blocks": table}
	if answer := call(t, server, "chat.postMessage", botToken, message); answer["ok"] != true {
		t.Fatalf("a table = %v", answer)
	}
	server.RefuseBlocks("table", "data_visualization")
	refused := call(t, server, "chat.postMessage", botToken, message)
	wantError(t, "a table", refused, "invalid_blocks")
	if said := refused["errors"].([]any)[0]; said != "unsupported type: table [json-pointer:/blocks/1/type]" {
		t.Errorf("errors = %v", said)
	}
	server.RefuseBlocks()
	if answer := call(t, server, "chat.postMessage", botToken, message); answer["ok"] != true {
		t.Errorf("a table, taken again = %v", answer)
	}
}

func TestHoldAPI(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	release := server.HoldAPI(fakeslack.EveryMethod)
	answered := make(chan error, 1)
	go func() {
		_, _, err := post(t, server)
		answered <- err
	}()
	waitFor(t, server, func() bool { return server.Held() == 1 })
	if seen := server.Messages(fakeslack.Ayu, fakeslack.Finance); len(seen) != 0 {
		t.Errorf("a held call did something: %+v", seen)
	}
	release()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	if seen := server.Messages(fakeslack.Ayu, fakeslack.Finance); len(seen) != 1 {
		t.Errorf("a released call did nothing: %+v", seen)
	}
}

// Close does not hang on held calls, waiters or subscribers.
func TestCloseEndsHeldCalls(t *testing.T) {
	t.Parallel()
	server := fakeslack.Start(fakeslack.Options{})
	changes := server.Subscribe(t.Context())
	connect(t, server).hello(t)
	server.HoldAPI("chat.postMessage")
	answered := make(chan error, 2)
	go func() {
		_, _, err := post(t, server)
		answered <- err
	}()
	go func() { answered <- server.Wait(t.Context(), func() bool { return false }) }()
	waitFor(t, server, func() bool { return server.Held() == 1 })
	server.Close()
	for range 2 {
		if err := <-answered; err == nil {
			t.Error("a call was answered after Close")
		}
	}
	for range changes {
	}
}
