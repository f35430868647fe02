package fakeslack

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"os"
	"testing"
)

// BenchmarkReply is what one answer of sixteen blocks through a response_url costs the fake, which shares the processor with whatever it measures.
func BenchmarkReply(b *testing.B) {
	body, err := os.ReadFile("../../message/testdata/golden/en/unpaid-first-page.json")
	if err != nil {
		b.Fatal(err)
	}
	var compact, escaped bytes.Buffer
	if err := json.Compact(&compact, body); err != nil {
		b.Fatal(err)
	}
	json.HTMLEscape(&escaped, compact.Bytes()) // as bots in Go write it
	s := New(Options{KeepMessages: 100})
	b.ReportAllocs()
	for b.Loop() {
		u := &replyURL{user: Ayu, channel: Finance, command: "/unpaid"}
		s.replies.issue("/commands/T/1", u)
		resp := httptest.NewRecorder()
		s.ServeHTTP(resp, httptest.NewRequest("POST", u.path, bytes.NewReader(escaped.Bytes())))
		if resp.Body.String() != "ok" {
			b.Fatal(resp.Body)
		}
	}
}

// A url that was answered lives on for half an hour, but not with the message: tens of thousands of pages would be kept.
func TestAnsweredURLsKeepNoMessage(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	u := &replyURL{user: Ayu, channel: Finance}
	first := s.replies.issue("/commands/T/1", u)
	if err := s.answer(u, answer{Text: "a"}); err != nil {
		t.Fatal(err)
	}
	<-first.answered
	if kept, ok := s.replies.get(u.path); !ok || kept.first != nil || first.message.Text != "a" {
		t.Errorf("kept: %+v, first: %+v", kept, first)
	}
}

// What is not written anew reads as if it were: Go's clients escape & < > and Slack does not.
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
