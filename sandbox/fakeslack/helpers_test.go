package fakeslack_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

const botToken = "xoxb-sandbox"

// rawSocket is a plain client: it neither reconnects nor acknowledges.
type rawSocket struct {
	conn   *websocket.Conn
	frames chan frame
	pings  chan struct{}

	mu  sync.Mutex
	end error
}

type frame struct {
	Type        string          `json:"type"`
	ID          string          `json:"envelope_id"`
	Reason      string          `json:"reason"`
	Connections int             `json:"num_connections"`
	Payload     json.RawMessage `json:"payload"`
	Accepts     bool            `json:"accepts_response_payload"`
	Attempt     int             `json:"retry_attempt"`
	RetryReason string          `json:"retry_reason"`
}

// ticket requests a socket address.
func ticket(t *testing.T, server *fakeslack.Server) string {
	t.Helper()
	answer := call(t, server, "apps.connections.open", "xapp-sandbox", nil)
	if answer["ok"] != true {
		t.Fatalf("apps.connections.open = %v", answer)
	}
	return answer["url"].(string)
}

// connect opens a socket and reads it until the test ends.
func connect(t *testing.T, server *fakeslack.Server) *rawSocket {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial(ticket(t, server), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &rawSocket{conn: conn, frames: make(chan frame, 2000), pings: make(chan struct{}, 100)}
	conn.SetPingHandler(func(data string) error {
		select {
		case s.pings <- struct{}{}:
		default:
		}
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	go s.read()
	t.Cleanup(func() { _ = conn.Close() })
	return s
}

func (s *rawSocket) read() {
	defer close(s.frames)
	for {
		var f frame
		if err := s.conn.ReadJSON(&f); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.end = err
			return
		}
		s.frames <- f
	}
}

// next returns the next frame, or fails the test after a timeout.
func (s *rawSocket) next(t *testing.T) frame {
	t.Helper()
	select {
	case f, ok := <-s.frames:
		if !ok {
			t.Fatalf("the socket ended: %v", s.ended(t))
		}
		return f
	case <-time.After(time.Minute):
		t.Fatal("no frame came")
		return frame{}
	}
}

// ended waits for the end of the connection.
func (s *rawSocket) ended(t *testing.T) error {
	t.Helper()
	for {
		select {
		case _, ok := <-s.frames:
			if !ok {
				s.mu.Lock()
				defer s.mu.Unlock()
				return s.end
			}
		case <-time.After(time.Minute):
			t.Fatal("the socket did not end")
		}
	}
}

func (s *rawSocket) send(t *testing.T, text string) {
	t.Helper()
	if err := s.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func (s *rawSocket) hello(t *testing.T) frame {
	t.Helper()
	f := s.next(t)
	if f.Type != "hello" {
		t.Fatalf("the first frame is %q, not hello", f.Type)
	}
	return f
}

// call calls a Web API method with JSON and returns its answer.
func call(t *testing.T, server *fakeslack.Server, method, token string, args map[string]any) map[string]any {
	t.Helper()
	body, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.APIURL()+method, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+token)
	_, answer := do(t, req)
	return decodeAnswer(t, answer)
}

// callForm calls a Web API method as a form with the token in the body.
func callForm(t *testing.T, server *fakeslack.Server, method string, fields url.Values) map[string]any {
	t.Helper()
	req, err := http.NewRequestWithContext(
		t.Context(), http.MethodPost, server.APIURL()+method, strings.NewReader(fields.Encode()),
	)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, answer := do(t, req)
	return decodeAnswer(t, answer)
}

func do(t *testing.T, req *http.Request) (*http.Response, []byte) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func decodeAnswer(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("the answer is no JSON: %s", body)
	}
	return answer
}

// postJSON posts to a response_url and returns the status and body.
func postJSON(t *testing.T, to, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, answer := do(t, req)
	return resp.StatusCode, string(answer)
}

// acker connects a socket that acknowledges every envelope without a payload, and returns the
// received payloads.
func acker(t *testing.T, server *fakeslack.Server) <-chan map[string]any {
	t.Helper()
	sock := connect(t, server)
	sock.hello(t)
	payloads := make(chan map[string]any, 2000)
	go func() {
		for f := range sock.frames {
			var payload map[string]any
			if json.Unmarshal(f.Payload, &payload) == nil && f.ID != "" {
				payloads <- payload
				_ = sock.conn.WriteJSON(map[string]string{"envelope_id": f.ID})
			}
		}
	}()
	return payloads
}

func payloadOf(t *testing.T, f frame) map[string]any {
	t.Helper()
	return decodeAnswer(t, f.Payload)
}

func decodeTitle(view fakeslack.View) string {
	var title struct{ Text string }
	_ = json.Unmarshal(view.Title, &title)
	return title.Text
}

func keys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
