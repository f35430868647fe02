package bot_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// refusedAs returns the PostError that err is, and fails the test when it is none.
func refusedAs(t *testing.T, err error) *bot.PostError {
	t.Helper()
	failed, ok := errors.AsType[*bot.PostError](err)
	if !ok {
		t.Fatalf("%v is no PostError", err)
	}
	return failed
}

func TestPost(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	mark := bot.Mark{Type: "digest", Payload: map[string]any{"subscription": "k3f9", "slot": float64(1795222800000)}}
	var stamps []string
	for _, words := range []string{"one", "two"} {
		ts, err := b.bot.Post(t.Context(), fakeslack.Finance, say("%s", words), mark)
		if err != nil {
			t.Fatal(err)
		}
		stamps = append(stamps, ts)
	}
	one := b.sees(t, fakeslack.Budi, fakeslack.Finance, text("one"))
	two := b.sees(t, fakeslack.Budi, fakeslack.Finance, text("two"))
	if diff := cmp.Diff([]string{one.TS, two.TS}, stamps); diff != "" {
		t.Errorf("the messages have other stamps than Post says (-want +got):\n%s", diff)
	}
	if apart := two.At.Sub(one.At); apart < 900*time.Millisecond {
		t.Errorf("two messages to one channel are %v apart", apart)
	}
	var got struct {
		Type    string         `json:"event_type"`
		Payload map[string]any `json:"event_payload"`
	}
	if err := json.Unmarshal(one.Metadata, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(mark, bot.Mark{Type: got.Type, Payload: got.Payload}); diff != "" {
		t.Errorf("mark (-want +got):\n%s", diff)
	}
	for _, call := range b.Calls("chat.postMessage") {
		if call.Args["unfurl_links"] != "false" || call.Args["unfurl_media"] != "false" {
			t.Errorf("links may unfurl: %v", call.Args)
		}
	}
}
