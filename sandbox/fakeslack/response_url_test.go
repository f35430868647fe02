package fakeslack_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// fakeClock is a clock that the test advances.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func newFakeClock() *fakeClock { return &fakeClock{now: time.Date(2026, 8, 3, 9, 41, 0, 0, time.UTC)} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// replyAddress types a command and returns its response_url.
func replyAddress(t *testing.T, server *fakeslack.Server, payloads <-chan map[string]any) string {
	t.Helper()
	slash(t, server, "/unpaid")
	return (<-payloads)["response_url"].(string)
}

func seenBy(server *fakeslack.Server, user string) []string {
	var out []string
	for _, m := range server.Messages(user, fakeslack.Finance) {
		mark := ""
		if m.Ephemeral {
			mark = "(only you) "
		}
		if m.Edited {
			mark += "(edited) "
		}
		out = append(out, mark+m.Text)
	}
	return out
}

func TestResponseURLFiveUses(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	to := replyAddress(t, server, acker(t, server))
	for i := range 5 {
		if status, body := postJSON(t, to, fmt.Sprintf(`{"text":"%d"}`, i)); status != 200 || body != "ok" {
			t.Fatalf("use %d = %d %s", i+1, status, body)
		}
	}
	if status, body := postJSON(t, to, `{"text":"6"}`); status != 404 || body != "used_url" {
		t.Errorf("sixth use = %d %s", status, body)
	}
	if status, body := postJSON(t, to+"x", `{"text":"?"}`); status != 404 || body != "expired_url" {
		t.Errorf("unknown url = %d %s", status, body)
	}
	if n := len(server.Calls(fakeslack.ResponseURL)); n != 7 {
		t.Errorf("%d calls were recorded", n)
	}
}

func TestResponseURLThirtyMinutes(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	server := start(t, fakeslack.Options{Aging: clock.Now})
	to := replyAddress(t, server, acker(t, server))
	clock.advance(30 * time.Minute)
	if status, _ := postJSON(t, to, `{"text":"just in time"}`); status != 200 {
		t.Errorf("after thirty minutes = %d", status)
	}
	clock.advance(time.Second)
	if status, body := postJSON(t, to, `{"text":"late"}`); status != 404 || body != "expired_url" {
		t.Errorf("a second later = %d %s", status, body)
	}
}

func TestResponseURLMessages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		posts       []string
		asker, rest []string
	}{
		{"ephemeral by default", []string{`{"text":"a"}`}, []string{"(only you) a"}, nil},
		{
			"in the channel, with the command", []string{`{"text":"a","response_type":"in_channel"}`},
			[]string{"/unpaid", "a"}, []string{"/unpaid", "a"},
		},
		{
			"replaces its own", []string{`{"text":"a"}`, `{"text":"b","replace_original":true}`},
			[]string{"(only you) (edited) b"}, nil,
		},
		{
			"replaces, said as text", []string{`{"text":"a"}`, `{"text":"b","replace_original":"true"}`},
			[]string{"(only you) (edited) b"}, nil,
		},
		{"replaces nothing yet", []string{`{"text":"a","replace_original":true}`}, []string{"(only you) a"}, nil},
		{
			"stays ephemeral",
			[]string{`{"text":"a"}`, `{"text":"b","replace_original":true,"response_type":"in_channel"}`},
			[]string{"(only you) (edited) b"}, nil,
		},
		{
			"adds without replace", []string{`{"text":"a"}`, `{"text":"b"}`}, []string{"(only you) a", "(only you) b"},
			nil,
		},
		{"deletes its own", []string{`{"text":"a"}`, `{"delete_original":true}`}, nil, nil},
		{
			"never the user's", []string{`{"text":"a","response_type":"in_channel"}`, `{"delete_original":true}`},
			[]string{"/unpaid"}, []string{"/unpaid"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := start(t, fakeslack.Options{})
			to := replyAddress(t, server, acker(t, server))
			for _, post := range test.posts {
				if status, body := postJSON(t, to, post); status != 200 || body != "ok" {
					t.Fatalf("%s = %d %s", post, status, body)
				}
			}
			if diff := cmp.Diff(test.asker, seenBy(server, fakeslack.Ayu)); diff != "" {
				t.Errorf("the asker sees (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.rest, seenBy(server, fakeslack.Budi)); diff != "" {
				t.Errorf("the others see (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResponseURLRefusals(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	to := replyAddress(t, server, acker(t, server))
	long := strings.Repeat("x", 3001)
	tests := []struct{ body, want string }{
		{`{}`, `"no_text"`},
		{`{"text":"` + strings.Repeat("a", 40001) + `"}`, `"msg_too_long"`},
		{
			`{"text":"a","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"` + long + `"}}]}`,
			`[json-pointer:/blocks/0/text/text]`,
		},
		{`{"text":"a","blocks":[{"type":"marquee"}]}`, `"invalid_blocks"`},
		{`{"text":"a","blocks":{}}`, `"invalid_blocks_format"`},
		{`{"text":"a","blocks":[5]}`, `"invalid_blocks_format"`},
		{`{"text":"a","blocks":"[]"}`, `"invalid_blocks_format"`},
		{`{"text":"a","blocks":[null]}`, `"invalid_blocks"`},
		{`{"text":"a","blocks":[{"type":"section","text":5}]}`, `"invalid_blocks"`},
	}
	for _, test := range tests {
		if status, body := postJSON(t, to, test.body); status != 200 || !strings.Contains(body, `"ok":false`) ||
			!strings.Contains(body, test.want) {
			t.Errorf("%.60s = %d %s", test.body, status, body)
		}
	}
	for _, payload := range []string{`text=a`, `{"text":5}`, `{"text":"a","thread_ts":5}`, `["a"]`} {
		if status, body := postJSON(t, to, payload); status != 400 || body != "invalid_payload" {
			t.Errorf("%s = %d %s", payload, status, body)
		}
	}
	if seen := seenBy(server, fakeslack.Ayu); seen != nil {
		t.Errorf("the asker sees %q", seen)
	}
	for range 5 { // a rejected post does not count as a use
		if status, _ := postJSON(t, to, `{"text":"a"}`); status != 200 {
			t.Errorf("a use after the refusals = %d", status)
		}
	}
}

// A server that trusts blocks takes them as they are.
func TestResponseURLTrustsBlocks(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{TrustBlocks: true})
	to := replyAddress(t, server, acker(t, server))
	const blocks = `[{"type":"marquee"}]`
	if status, body := postJSON(t, to, `{"text":"a","blocks":`+blocks+`}`); status != 200 || body != "ok" {
		t.Fatalf("%d %s", status, body)
	}
	if seen := server.Messages(fakeslack.Ayu, fakeslack.Finance); string(seen[len(seen)-1].Blocks) != blocks {
		t.Errorf("the blocks are %s", seen[len(seen)-1].Blocks)
	}
}

func TestClickReplies(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	message := map[string]any{"channel": fakeslack.Finance, "text": "a", "blocks": buttonBlocks("go")}
	posted := call(t, server, "chat.postMessage", botToken, message)
	click := fakeslack.Click{User: fakeslack.Ayu, Channel: fakeslack.Finance, TS: posted["ts"].(string), ActionID: "go"}
	sent, err := server.Click(t.Context(), click)
	if err != nil || !sent.Acked {
		t.Fatalf("Click = %+v, %v", sent, err)
	}
	payload := <-payloads
	if payload["message"] == nil || payload["trigger_id"] == "" {
		t.Errorf("payload = %v", payload)
	}
	to := payload["response_url"].(string)
	for _, post := range []string{
		`{"text":"private"}`, `{"text":"b","replace_original":true}`, `{"text":"c","replace_original":true}`,
	} {
		if status, body := postJSON(t, to, post); status != 200 {
			t.Fatalf("%s = %d %s", post, status, body)
		}
	}
	if diff := cmp.Diff([]string{"(edited) c", "(only you) private"}, seenBy(server, fakeslack.Ayu)); diff != "" {
		t.Errorf("Ayu sees (-want +got):\n%s", diff)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if reply, err := sent.Reply(ctx); err != nil || reply.Text != "private" {
		t.Errorf("Reply = %+v, %v", reply, err)
	}
}

func buttonBlocks(action string) []any {
	return []any{map[string]any{"type": "actions", "elements": []any{map[string]any{
		"type": "button", "action_id": action, "value": "v", "text": map[string]any{"type": "plain_text", "text": "Go"},
	}}}}
}
