package fakeslack_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// After Now moves ahead by a day, existing buttons still work, sockets stay open, and new messages
// have the new date.
func TestMovedClock(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	server := start(t, fakeslack.Options{Now: clock.Now})
	payloads := acker(t, server)
	to := replyAddress(t, server, payloads)
	id := trigger(t, server, payloads)
	before := clock.Now()
	clock.advance(24 * time.Hour)
	if status, body := postJSON(t, to, `{"text":"still there"}`); status != 200 {
		t.Errorf("a response_url of yesterday = %d %s", status, body)
	}
	if answer := call(
		t, server, "views.open", botToken, map[string]any{"trigger_id": id, "view": modalOf("still there")},
	); answer["ok"] != true {
		t.Errorf("a trigger_id of yesterday = %v", answer)
	}
	if sent := slash(t, server, "/unpaid"); !sent.Acked || sent.AckTook() > time.Minute {
		t.Errorf("a command after the move = %+v", sent)
	}
	seen := server.Messages(fakeslack.Ayu, fakeslack.Finance)
	if len(seen) == 0 {
		t.Fatal("no message came")
	}
	ts, err := strconv.ParseFloat(seen[len(seen)-1].TS, 64)
	if err != nil || int64(ts) != before.Add(24*time.Hour).Unix() {
		t.Errorf("the message has the timestamp %v, want a day after %v", seen[len(seen)-1].TS, before)
	}
}
