package fakeslack

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"testing"
)

// BenchmarkReply measures the fake's cost of one answer with sixteen blocks. The fake shares the
// processor with the measured bot.
func BenchmarkReply(b *testing.B) {
	body, err := os.ReadFile("../../message/testdata/golden/en/unpaid-first-page.json")
	if err != nil {
		b.Fatal(err)
	}
	var compact, escaped bytes.Buffer
	if err := json.Compact(&compact, body); err != nil {
		b.Fatal(err)
	}
	json.HTMLEscape(&escaped, compact.Bytes()) // like bots in Go
	s := New(Options{KeepMessages: 100})
	b.ReportAllocs()
	for b.Loop() {
		u := &responseURL{user: Ayu, channel: Finance, command: "/unpaid"}
		s.responseURLs.issue("/commands/T/1", u)
		resp := httptest.NewRecorder()
		s.ServeHTTP(resp, httptest.NewRequest("POST", u.path, bytes.NewReader(escaped.Bytes())))
		if resp.Body.String() != "ok" {
			b.Fatal(resp.Body)
		}
	}
}

// An answered url lives for half an hour, but must not keep its message in memory.
func TestAnsweredURLDropsMessage(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	u := &responseURL{user: Ayu, channel: Finance}
	first := s.responseURLs.issue("/commands/T/1", u)
	if err := s.postAnswer(u, answer{Text: "a"}); err != nil {
		t.Fatal(err)
	}
	<-first.answered
	if kept, ok := s.responseURLs.get(u.path); !ok || kept.first != nil || first.message.Text != "a" {
		t.Errorf("kept: %+v, first: %+v", kept, first)
	}
}

// unescaped must equal decoding and encoding again: Go's clients escape & < >, Slack does not.
func TestUnescaped(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`a & <b> "c" \ d`, `\u0026 \\u003c`, "\u0001\u00e4\u2028", ""} {
		escaped, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		got := unescaped(escaped)
		if read, err := decode[string](got); err != nil || read != text {
			t.Errorf("%s became %s, %v", escaped, got, err)
		}
	}
	if got := unescaped(json.RawMessage(`"\u0026\u003c\u003E"`)); string(got) != `"&<>"` {
		t.Errorf("escapes became %s", got)
	}
}
