package fakeslack_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestAckCounts(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{AckWithin: 50 * time.Millisecond})
	sock := connect(t, server)
	sock.hello(t)
	late := slash(t, server, "/late")
	lateID := sock.next(t).ID

	for _, text := range []string{
		`{"envelope_id":"never-sent"}`, `{}`, `not json`, fmt.Sprintf(`{"envelope_id":%q}`, lateID),
	} {
		sock.send(t, text)
	}
	go func() { _, _ = server.Event(context.Background(), map[string]any{"type": "something"}) }()
	event := sock.next(t)
	if event.Accepts {
		t.Error("an event must not accept a payload")
	}
	sock.send(t, fmt.Sprintf(`{"envelope_id":%q,"payload":{"text":"no"}}`, event.ID))
	sock.send(t, fmt.Sprintf(`{"envelope_id":%q,"payload":{}}`, event.ID))

	want := fakeslack.AckCounts{Good: 1, Late: 1, Repeated: 1, Unknown: 1, Unwanted: 1, Malformed: 2}
	waitFor(t, server, func() bool { return server.Acks() == want })
	if late.Acked || late.Failure != fakeslack.OperationTimeout {
		t.Errorf("sent = %+v", late)
	}
}

func TestFailureNotices(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{AckWithin: time.Millisecond, Commands: []string{"/unpaid"}})
	slash(t, server, "/unpaid")
	connect(t, server).hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	slash(t, server, "/unpaid")
	slash(t, server, "/weather")

	var got []string
	for _, notice := range server.Notices(fakeslack.Ayu) {
		got = append(got, notice.Error)
	}
	if diff := cmp.Diff(
		[]string{fakeslack.DispatchFailed, fakeslack.OperationTimeout, fakeslack.InvalidCommand}, got,
	); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
	seen := server.Messages(fakeslack.Ayu, fakeslack.Finance)
	if len(seen) != 3 || !seen[0].Ephemeral || seen[0].User != "USLACKBOT" ||
		seen[0].Text != `/unpaid failed with the error "dispatch_failed"` {
		t.Errorf("messages = %+v", seen)
	}
	if others := server.Messages(fakeslack.Budi, fakeslack.Finance); len(others) != 0 {
		t.Errorf("Budi sees %+v", others)
	}
}

func TestEventsAreDeliveredAgain(t *testing.T) {
	t.Parallel()
	server := start(
		t, fakeslack.Options{AckWithin: 5 * time.Millisecond, EventRetries: []time.Duration{0, time.Millisecond}},
	)
	sock := connect(t, server)
	sock.hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	if sent, err := server.OpenHome(t.Context(), fakeslack.Ayu); err != nil ||
		sent.Failure != fakeslack.OperationTimeout {
		t.Fatalf("OpenHome = %+v, %v", sent, err)
	}
	var events []string
	for attempt := range 3 {
		f := sock.next(t)
		if f.Attempt != attempt || (attempt > 0) != (f.RetryReason == "timeout") {
			t.Errorf("delivery %d = %+v", attempt, f)
		}
		events = append(events, payloadOf(t, f)["event_id"].(string))
	}
	if events[0] != events[1] || events[1] != events[2] {
		t.Errorf("event ids = %v", events)
	}
}

// Each envelope goes to exactly one socket, in rotation, and hundreds at once all arrive.
func TestConcurrentEnvelopes(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	acker(t, server)
	acker(t, server)
	waitFor(t, server, func() bool { return greeted(server) == 2 })
	var all sync.WaitGroup
	for i := range 300 {
		all.Go(func() {
			if sent := slash(t, server, fmt.Sprintf("/unpaid %d", i)); !sent.Acked || sent.AckTook() <= 0 {
				t.Errorf("sent = %+v", sent)
			}
		})
	}
	all.Wait()
	if acks := server.Acks(); acks != (fakeslack.AckCounts{Good: 300}) {
		t.Errorf("acks = %+v", acks)
	}
	for _, socket := range server.Sockets() {
		if socket.Envelopes != 150 || socket.Acks != 150 {
			t.Errorf("socket = %+v", socket)
		}
	}
	if server.Pending() != 0 {
		t.Errorf("pending = %d", server.Pending())
	}
}

func TestAckWithAMessage(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	sock := connect(t, server)
	sock.hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	go func() {
		f := <-sock.frames
		_ = sock.conn.WriteJSON(map[string]any{
			"envelope_id": f.ID, "payload": map[string]any{"response_type": "in_channel", "text": "hello all"},
		})
	}()
	slash(t, server, "/hello there")
	seen := server.Messages(fakeslack.Budi, fakeslack.Finance)
	if len(seen) != 2 || seen[0].Text != "/hello there" || seen[0].User != fakeslack.Ayu ||
		seen[1].Text != "hello all" || seen[1].Ephemeral {
		t.Errorf("Budi sees %+v", seen)
	}
}
