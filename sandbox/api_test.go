package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/sandbox"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// request posts JSON, or gets if the body is empty, and returns the status and the answer.
func request(t *testing.T, url, body string) (int, string) {
	t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, strings.TrimSpace(string(read))
}

func TestRejectsImpossibleRequests(t *testing.T) {
	t.Parallel()
	w := start(t, fakeslack.Options{})
	for _, test := range []struct {
		name, path, body string
		status           int
		said             string
	}{
		{"no JSON", "slash", `{`, 400, "could not read"},
		{"unknown field", "slash", `{"usr":"U1"}`, 400, "could not read"},
		{"too much", "slash", `{"text":"` + strings.Repeat("x", 300<<10) + `"}`, 400, "could not read"},
		{
			"nobody types", "slash", `{"user":"UNOBODY","channel":"C0FINANCE2","text":"/unpaid"}`, 400,
			"there is no user UNOBODY",
		},
		{
			"not in the channel", "say", `{"user":"U0DEWA0004","channel":"C0FINANCE2","text":"hi"}`, 400,
			"is not in #finance",
		},
		{
			"no such message", "click",
			`{"user":"U0AYU00001","channel":"C0FINANCE2","ts":"1.1","block_id":"b","action_id":"a"}`, 400,
			"sees no message",
		},
		{
			"no such search", "suggest",
			`{"user":"U0AYU00001","view_id":"V1","block_id":"b","action_id":"a","value":"x"}`, 400, "has no view V1",
		},
		{
			"no such form", "submit", `{"user":"U0AYU00001","view_id":"V1","values":{"b":{"a":{"value":"x"}}}}`, 400,
			"has no view V1",
		},
		{"nothing to close", "close", `{"user":"U0AYU00001","view_id":"V1"}`, 400, "has no view V1"},
		{"no such reason", "panel/disconnect", `{"reason":"boredom"}`, 400, "There is no reason"},
		{"no socket", "panel/disconnect", `{"reason":"cut"}`, 400, "No socket is open."},
		{"no such fault", "panel/fault", `{"name":"flood"}`, 400, "There is no setting"},
		{"no such dial of posts", "panel/posts", `{"name":"twice"}`, 400, "There is no setting"},
		{"no such time", "panel/clock", `{"to":"yesterday"}`, 400, "The clock cannot be moved to"},
		{"no digest to go to", "panel/clock", `{"to":"digest"}`, 400, "No digest is waiting."},
		{
			"no such change", "panel/channel", `{"user":"U0AYU00001","channel":"C0FINANCE2","do":"burn"}`, 400,
			"A channel cannot be made to",
		},
		{
			"invited twice", "panel/channel", `{"user":"U0AYU00001","channel":"C0FINANCE2","do":"invite"}`, 400,
			"the bot is in #finance already",
		},
		{"no such standing", "panel/person", `{"person":"U0BUDI0002","do":"praise"}`, 400, "Nobody can be made to"},
		{
			"deactivated twice", "panel/person", `{"person":"U0HADI0006","do":"deactivate"}`, 400,
			"hadi is deactivated already",
		},
		{
			"shared twice", "panel/channel", `{"user":"U0AYU00001","channel":"C0SALES003","do":"share"}`, 400,
			"#sales is shared already",
		},
		{"nobody looks", "state?user=UNOBODY", "", 404, "There is nobody with that id"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, said := request(t, w.url+"/sandbox/"+test.path, test.body)
			if status != test.status || !strings.Contains(said, test.said) {
				t.Errorf("answered %d %s, want %d %q", status, said, test.status, test.said)
			}
		})
	}
}

// The control room shows Mayar's settings, and a new setting replaces the old one.
func TestPanelSettings(t *testing.T) {
	t.Parallel()
	w := start(t, fakeslack.Options{})
	for _, body := range []string{`{"name":"down"}`, `{"name":"slow2"}`} {
		if status, said := request(t, w.url+"/sandbox/panel/fault", body); status != 200 {
			t.Fatalf("%s: %d %s", body, status, said)
		}
	}
	if faults := w.mayar.Faults(); len(faults) != 1 || faults[0].Kind != fakemayar.FaultSlow {
		t.Errorf("the faults are %v, want slow alone", faults)
	}
	for _, body := range []string{`{"name":"C"}`, `{"name":"another tier"}`} {
		if status, said := request(t, w.url+"/sandbox/panel/checkout", body); status != 200 {
			t.Fatalf("%s: %d %s", body, status, said)
		}
	}
	if got := w.mayar.CheckoutVariant(); got != fakemayar.VariantByProduct {
		t.Errorf("a wrong answer is given in the form %q, want the documented one", got)
	}
	type room struct {
		Bot   sandbox.BotStatus
		Mayar struct {
			Open                      int
			Fault, Checkout, Versions string
		}
	}
	_, raw := request(t, w.url+"/sandbox/panel", "")
	var got room
	if err := json.Unmarshal([]byte(raw), &got); err != nil {
		t.Fatal(err)
	}
	want := room{Bot: sandbox.BotStatus{OK: true, Text: "running"}}
	want.Mayar.Open, want.Mayar.Fault = fakemayar.DefaultTransactions, "slow2"
	want.Mayar.Checkout, want.Mayar.Versions = "another tier", "both"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("control room (-want +got):\n%s", diff)
	}
}

// Without a Clock the sandbox shows the real time and cannot move it.
func TestRealClockCannotBeMoved(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(sandbox.New(sandbox.Config{
		Slack: fakeslack.New(fakeslack.Options{}), Mayar: fakemayar.New(fakemayar.Options{}),
	}))
	defer server.Close()
	if status, said := request(t, server.URL+"/sandbox/panel/clock", `{"to":"day"}`); status != 400 ||
		!strings.Contains(said, "cannot be moved") {
		t.Errorf("%d %s", status, said)
	}
	_, room := request(t, server.URL+"/sandbox/panel", "")
	if !strings.Contains(room, `"ahead":0,"movable":false,"next":0`) {
		t.Errorf("the control room says %s", room)
	}
}

// Without an active transaction the actions for transactions fail.
func TestPayAndExpireWithNothingOpen(t *testing.T) {
	t.Parallel()
	w := start(t, fakeslack.Options{})
	if status, said := request(t, w.url+"/sandbox/panel/paid", `{"count":1000}`); status != 200 ||
		!strings.Contains(said, "transactions, Rp") {
		t.Fatalf("%d %s", status, said)
	}
	for _, what := range []string{"paid", "expire"} {
		if status, said := request(t, w.url+"/sandbox/panel/"+what, `{}`); status != 400 ||
			!strings.Contains(said, "No transaction is open.") {
			t.Errorf("%s: %d %s", what, status, said)
		}
	}
}

// The stream sends changes, and ends with the workspace.
func TestEvents(t *testing.T) {
	t.Parallel()
	w := start(t, fakeslack.Options{})
	stream, answer, err := websocket.DefaultDialer.DialContext(
		t.Context(), strings.Replace(w.url, "http", "ws", 1)+"/sandbox/events", nil,
	)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	defer answer.Body.Close()
	next := func() string {
		t.Helper()
		_, change, err := stream.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		return string(change)
	}
	if greeting := next(); greeting != "hello" { // sent when the stream is subscribed
		t.Errorf("the stream begins with %q", greeting)
	}
	if _, err := w.slack.Say(fakeslack.Ayu, fakeslack.Finance, "hello"); err != nil {
		t.Fatal(err)
	}
	for next() != string(fakeslack.ChangedMessages) {
	}
	w.slack.Close()
	for err == nil {
		_, _, err = stream.ReadMessage()
	}
}

// The page contains its initial state, and text in it cannot end its script element.
func TestPageHasInitialState(t *testing.T) {
	t.Parallel()
	w := start(t, fakeslack.Options{})
	const said = `</script><script>alert("<!--")</script>`
	if _, err := w.slack.Say(fakeslack.Ayu, fakeslack.Finance, said); err != nil {
		t.Fatal(err)
	}
	_, page := request(t, w.url+"/", "")
	_, start, _ := strings.Cut(page, `<script type="application/json" id="start">`)
	start, _, _ = strings.Cut(start, "</script>")
	var got struct {
		User  string
		State struct{ Messages []fakeslack.Message }
	}
	if err := json.Unmarshal([]byte(start), &got); err != nil {
		t.Fatalf("%v\n%s", err, page)
	}
	if got.User != fakeslack.Ayu || len(got.State.Messages) != 1 || got.State.Messages[0].Text != said {
		t.Errorf("the page begins with %+v", got)
	}
}

func TestGalleryMergesLanguages(t *testing.T) {
	t.Parallel()
	type one struct {
		Name, Title string
		Message     any `json:",omitempty"`
		View        any
	}
	server := httptest.NewServer(sandbox.New(sandbox.Config{
		Slack: fakeslack.New(fakeslack.Options{}), Mayar: fakemayar.New(fakemayar.Options{}),
		Languages: []string{"en", "id"},
		Gallery: func(language string) any {
			list := []one{{
				Name: "hello", Title: "Greeting", Message: map[string]any{"Text": "in " + language, "Blocks": []any{}},
			}}
			if language == "id" {
				list = append(list, one{Name: "form", View: map[string]any{"type": "modal"}})
			}
			return list
		},
	}))
	defer server.Close()
	status, got := request(t, server.URL+"/sandbox/gallery", "")
	want := `{"languages":["en","id"],"samples":[` +
		`{"name":"hello","title":"Greeting","in":{"en":{"message":{"text":"in en","blocks":[]}},` +
		`"id":{"message":{"text":"in id","blocks":[]}}}},` +
		`{"name":"form","title":"","in":{"id":{"view":{"type":"modal"}}}}]}`
	if diff := cmp.Diff(want, got); status != 200 || diff != "" {
		t.Errorf("status %d, gallery (-want +got):\n%s", status, diff)
	}
}
