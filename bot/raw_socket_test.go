package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"
)

// A rawSlack sends what a test wants, even what the real Slack never should.
type rawSlack struct {
	apiURL string
	acks   <-chan string // each an envelope's id and, behind it, the payload
	said   <-chan string // the text of each answer, and of each message
}

// newRawSlack starts a rawSlack. The frames go out on every socket after hello, at once.
func newRawSlack(t *testing.T, frames ...string) rawSlack {
	t.Helper()
	came, said := make(chan string, 100), make(chan string, 100)
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("/api/auth.test", reply(`{"ok":true,"team_id":"T1","user_id":"UBOT","bot_id":"B1"}`))
	mux.HandleFunc("/api/users.info", reply(`{"ok":true,"user":{"id":"U1","team_id":"T1","name":"ayu"}}`))
	mux.HandleFunc("/api/apps.connections.open",
		reply(fmt.Sprintf(`{"ok":true,"url":"ws%s/link"}`, strings.TrimPrefix(server.URL, "http"))))
	mux.HandleFunc("/api/conversations.open", reply(`{"ok":true,"channel":{"id":"D1"}}`))
	mux.HandleFunc("/api/chat.postMessage", func(w http.ResponseWriter, r *http.Request) {
		said <- r.FormValue("text")
		_, _ = io.WriteString(w, `{"ok":true,"ts":"1.1"}`)
	})
	mux.HandleFunc("/hook", func(w http.ResponseWriter, r *http.Request) {
		var answer struct{ Text string }
		_ = json.NewDecoder(r.Body).Decode(&answer)
		said <- answer.Text
		_, _ = io.WriteString(w, "ok")
	})
	mux.HandleFunc("/link", func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		var burst []byte
		for _, frame := range append([]string{`{"type":"hello","num_connections":1}`}, frames...) {
			burst = append(burst, encodeFrame(strings.ReplaceAll(frame, "HOST", server.URL))...)
		}
		if _, err := conn.NetConn().Write(burst); err != nil {
			return
		}
		for {
			var ack struct {
				EnvelopeID string          `json:"envelope_id"`
				Payload    json.RawMessage `json:"payload"`
			}
			_, data, err := conn.ReadMessage()
			if err != nil || json.Unmarshal(data, &ack) != nil {
				return
			}
			came <- ack.EnvelopeID + string(ack.Payload)
		}
	})
	return rawSlack{apiURL: server.URL + "/api/", acks: came, said: said}
}

// encodeFrame returns a text frame of a WebSocket.
func encodeFrame(text string) []byte {
	if len(text) < 126 {
		return append([]byte{0x81, byte(len(text))}, text...)
	}
	return append([]byte{0x81, 126, byte(len(text) >> 8), byte(len(text))}, text...)
}

func reply(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

// runOn runs a bot on a rawSlack until the test ends. Each run of its command is reported.
func runOn(t *testing.T, to rawSlack, sockets int, auditor bot.Auditor) (ran <-chan bot.Request) {
	t.Helper()
	return runAdjusted(t, to, sockets, func(cfg *bot.Config) { cfg.Auditor = auditor }, func(*bot.Bot) {})
}

func runAdjusted(
	t *testing.T, to rawSlack, sockets int, adjust func(*bot.Config), tune func(*bot.Bot),
) (ran <-chan bot.Request) {
	t.Helper()
	runs := make(chan bot.Request, 100)
	cfg := testConfig{sockets: sockets, Config: bot.Config{
		Messages: testMessages{}, Log: slog.New(slog.DiscardHandler),
		Registerer: prometheus.NewRegistry(),
		Commands: []bot.Command{{
			Name: "help",
			Run:  func(_ context.Context, req *bot.Request, _ bot.Responder) error { runs <- *req; return nil },
			Forms: map[string]bot.AnyForm{"wrong": bot.Form[bool]{
				Title: "x",
				Parse: func(*bot.Request) (bool, map[string]string) { return false, map[string]string{"b1": "no"} },
				Run:   func(context.Context, bool, *bot.Request, bot.Responder) error { return nil },
			}},
			Menus: map[string]bot.OptionsHandler{"choose": func(
				context.Context, *bot.Request,
			) ([]*slack.OptionBlockObject, error) {
				return []*slack.OptionBlockObject{slack.NewOptionBlockObject("v1",
					slack.NewTextBlockObject("plain_text", "one", false, false), nil)}, nil
			}},
		}},
	}}
	adjust(&cfg.Config)
	cfg.connect(t, to.apiURL)
	b, err := bot.New(cfg.Config)
	if err != nil {
		t.Fatal(err)
	}
	tune(b)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return runs
}

func slashFrame(envelope, team, extra string) string {
	return fmt.Sprintf(`{"envelope_id":%q,"type":"slash_commands","accepts_response_payload":true,`+
		`"payload":{"team_id":%q,"channel_id":"C1",`+
		`"user_id":"U1","command":"/help","text":"","response_url":"HOST/hook","trigger_id":"1"%s}}`, envelope, team,
		extra)
}

// within reads from a channel, or fails the test.
func within[V any](t *testing.T, from <-chan V, what string) V {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(testPatience):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

func TestEnvelopeOverTwoSocketsIsDoneOnce(t *testing.T) {
	t.Parallel()
	slack := newRawSlack(t, slashFrame("E1", "T1", ""))
	ran := runOn(t, slack, 2, nil)
	for range 2 {
		if got := within(t, slack.acks, "ack"); got != "E1" {
			t.Errorf("acknowledged %q", got)
		}
	}
	within(t, ran, "run")
	select {
	case <-ran:
		t.Error("the same envelope was done twice")
	case <-time.After(100 * time.Millisecond):
	}
}

// An empty ack would close a form, whatever the first ack said.
func TestRepeatedEnvelopeGetsTheSameAck(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ payload, want string }{
		"form": {
			`{"type":"view_submission","team":{"id":"T1"},"user":{"id":"U1"},"view":{"id":"V1","callback_id":"wrong"}}`,
			`E1{"response_action":"errors","errors":{"b1":"no"}}`,
		},
		"menu": {
			`{"type":"block_suggestion","team":{"id":"T1"},"user":{"id":"U1"},"action_id":"choose","value":"o"}`,
			`E1{"options":[{"text":{"type":"plain_text","text":"one","emoji":false},"value":"v1"}]}`,
		},
	} {
		slack := newRawSlack(t,
			`{"envelope_id":"E1","type":"interactive","accepts_response_payload":true,"payload":`+test.payload+`}`)
		runOn(t, slack, 3, nil)
		for range 3 {
			if got := within(t, slack.acks, "ack"); got != test.want {
				t.Errorf("%s: acknowledged %s, want %s", name, got, test.want)
			}
		}
	}
}

func TestMalformedEnvelopeIsAcknowledged(t *testing.T) {
	t.Parallel()
	slack := newRawSlack(t,
		slashFrame("E1", "T1", `,"is_enterprise_install":[]`),
		`{"envelope_id":"E2","type":"interactive","payload":{"type":"block_actions",`+
			`"message":{"blocks":[{"type":"actions","elements":[{"type":"new_thing"}]}]}}}`,
		`{"envelope_id":"E3","type":"of_tomorrow","payload":{}}`,
		`{"type":"of_tomorrow"}`,
		slashFrame("E4", "T1", ""))
	ran := runOn(t, slack, 1, nil)
	for _, want := range []string{"E1", "E2", "E3", "E4"} {
		if got := within(t, slack.acks, "ack"); got != want {
			t.Errorf("acknowledged %q, want %q", got, want)
		}
	}
	within(t, ran, "run")
}

// A user whose envelope cannot be decoded is told so once, and the audit records it. Access is
// checked as always.
func TestMalformedEnvelopeIsAnswered(t *testing.T) {
	t.Parallel()
	const bad = `"actions":5,"view":7`
	for name, test := range map[string]struct {
		frame string
		want  audit.Record
		say   string
	}{
		"command": {
			slashFrame("E1", "T1", `,"is_enterprise_install":[]`),
			audit.Record{Kind: string(bot.KindCommand), Command: "help", Channel: "C1", Team: "T1",
				Outcome: "failed: " + bot.ErrMalformed.Error()},
			"failed " + bot.ErrMalformed.Error() + " 7",
		},
		"click": {
			`{"envelope_id":"E1","type":"interactive","payload":{"type":"block_actions","team":{"id":"T1"},` +
				`"user":{"id":"U1"},"channel":{"id":"C1"},"response_url":"HOST/hook",` + bad + `}}`,
			audit.Record{Kind: string(bot.KindClick), Channel: "C1", Team: "T1", Outcome: "failed: " +
				bot.ErrMalformed.Error()},
			"failed " + bot.ErrMalformed.Error() + " 7",
		},
		"form": {
			`{"envelope_id":"E1","type":"interactive","payload":{"type":"view_submission","team":{"id":"T1"},` +
				`"user":{"id":"U1","team_id":"T1"},` + bad + `}}`,
			audit.Record{Kind: string(bot.KindForm), Team: "T1", Outcome: "failed: " + bot.ErrMalformed.Error()},
			"failed " + bot.ErrMalformed.Error() + " 7",
		},
		"stranger": {
			`{"envelope_id":"E1","type":"interactive","payload":{"type":"block_actions","team":{"id":"T1"},` +
				`"user":{"id":"U1","team_id":"T2"},"response_url":"HOST/hook",` + bad + `}}`,
			audit.Record{Kind: string(bot.KindClick), Team: "T1", Outcome: "refused: stranger"},
			"refused stranger 7",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slack := newRawSlack(t, test.frame, test.frame)
			kept := newAuditRecorder()
			runOn(t, slack, 1, kept)
			for range 2 {
				within(t, slack.acks, "ack")
			}
			if got := within(t, slack.said, "answer"); got != test.say {
				t.Errorf("the answer is %q, want %q", got, test.say)
			}
			got := kept.next(t, 1)
			test.want.At, test.want.Ref, test.want.Took, test.want.User = got[0].At, got[0].Ref, got[0].Took, "U1"
			if diff := cmp.Diff([]audit.Record{test.want}, got); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
			select {
			case again := <-slack.said:
				t.Errorf("and then %q", again)
			default:
			}
		})
	}
}

// Slack would send it again and again, because it cannot be acknowledged.
func TestMalformedEnvelopeWithoutIDIsNotAnswered(t *testing.T) {
	t.Parallel()
	nameless := strings.Replace(slashFrame("E1", "T1", `,"is_enterprise_install":[]`), `"envelope_id":"E1",`, "", 1)
	slack := newRawSlack(t, nameless, slashFrame("E2", "T1", ""))
	ran := runOn(t, slack, 1, nil)
	within(t, ran, "run")
	select {
	case said := <-slack.said:
		t.Errorf("the answer is %q", said)
	case <-time.After(100 * time.Millisecond):
	}
}

func TestAnotherWorkspacesCommandIsNotRun(t *testing.T) {
	t.Parallel()
	for _, team := range []string{"T2", ""} {
		slack := newRawSlack(t, slashFrame("E1", team, ""), slashFrame("E2", "T1", ""))
		ran := runOn(t, slack, 1, nil)
		within(t, slack.acks, "ack")
		within(t, slack.acks, "ack")
		if got := within(t, ran, "run"); got.Team != "T1" {
			t.Errorf("a command of team %q was run", got.Team)
		}
	}
}
