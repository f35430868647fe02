package fakeslack_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestTicketsAreGoodOnce(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	address := ticket(t, server)
	conn, _, err := websocket.DefaultDialer.Dial(address+"&debug_reconnects=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if second, _, err := websocket.DefaultDialer.Dial(address, nil); err == nil {
		second.Close()
		t.Error("the ticket was good for a second connection")
	}
}

func TestHelloThenPings(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{PingEvery: 10 * time.Millisecond})
	first := connect(t, server)
	if n := first.hello(t).Connections; n != 1 {
		t.Errorf("num_connections = %d", n)
	}
	second := connect(t, server)
	if n := second.hello(t).Connections; n != 2 {
		t.Errorf("num_connections = %d", n)
	}
	for range 3 {
		<-first.pings
	}
	waitFor(t, server, func() bool { return len(server.Sockets()) == 2 })
}

func TestAnswersPings(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	sock := connect(t, server)
	pong := make(chan string, 1)
	sock.conn.SetPongHandler(func(data string) error { pong <- data; return nil })
	if err := sock.conn.WriteControl(
		websocket.PingMessage, []byte("anybody?"), time.Now().Add(time.Second),
	); err != nil {
		t.Fatal(err)
	}
	if got := <-pong; got != "anybody?" {
		t.Errorf("pong = %q", got)
	}
}

func TestTooManySockets(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{MaxSockets: 1})
	connect(t, server).hello(t)
	second := connect(t, server)
	second.hello(t)
	if f := second.next(t); f.Type != "disconnect" || f.Reason != fakeslack.TooManyWebsockets {
		t.Errorf("frame = %+v", f)
	}
}

func TestDisconnectClosesAfterAWhile(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{
		fakeslack.Warning, fakeslack.RefreshRequested, fakeslack.LinkDisabled, fakeslack.TooManyWebsockets,
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			server := start(t, fakeslack.Options{CloseAfter: time.Millisecond})
			sock := connect(t, server)
			sock.hello(t)
			waitFor(t, server, func() bool { return greeted(server) == 1 })
			server.Disconnect(reason)
			if f := sock.next(t); f.Type != "disconnect" || f.Reason != reason {
				t.Errorf("frame = %+v", f)
			}
			if end := sock.ended(t); !websocket.IsCloseError(end, websocket.CloseNormalClosure) {
				t.Errorf("the socket ended with %v", end)
			}
			waitFor(t, server, func() bool { return len(server.Sockets()) == 0 })
		})
	}
}

func TestLeavingSocketGetsNoEnvelopes(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{CloseAfter: time.Hour})
	leaving := connect(t, server)
	leaving.hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	server.Disconnect(fakeslack.RefreshRequested)
	if sent := slash(t, server, "/lost"); sent.Failure != fakeslack.DispatchFailed {
		t.Errorf("sent on a socket that was told to go: %+v", sent)
	}
	acker(t, server)
	if sent := slash(t, server, "/kept"); !sent.Acked {
		t.Errorf("sent = %+v", sent)
	}
}

func TestCutHasNoCloseFrame(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	sock := connect(t, server)
	sock.hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	server.Cut()
	if end := sock.ended(t); websocket.IsCloseError(end, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
		t.Errorf("the socket ended with a close frame: %v", end)
	}
}

func TestDeafSocketsLoseEverything(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{AckWithin: 20 * time.Millisecond, PingEvery: time.Millisecond})
	sock := connect(t, server)
	sock.hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	server.Deafen(true)
	if sent := slash(t, server, "/lost"); sent.Failure != fakeslack.OperationTimeout {
		t.Errorf("a deaf socket answered: %+v", sent)
	}
	if len(sock.frames) != 0 {
		t.Errorf("a deaf socket got %+v", <-sock.frames)
	}
	server.Deafen(false)
	go func() {
		_, _ = server.Slash(
			context.Background(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/heard"},
		)
	}()
	if f := sock.next(t); f.Type != "slash_commands" {
		t.Errorf("frame = %+v", f)
	}
}

func TestNoHello(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{PingEvery: time.Millisecond})
	server.NoHello(true)
	sock := connect(t, server)
	<-sock.pings
	<-sock.pings
	if sent := slash(t, server, "/lost"); sent.Failure != fakeslack.DispatchFailed || len(sock.frames) != 0 {
		t.Errorf("a socket without hello got something: %+v", sent)
	}
}

func TestDisconnectAtOnce(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	server.DisconnectAtOnce(fakeslack.RefreshRequested)
	for range 3 {
		sock := connect(t, server)
		sock.hello(t)
		if f := sock.next(t); f.Type != "disconnect" || f.Reason != fakeslack.RefreshRequested {
			t.Errorf("frame = %+v", f)
		}
	}
	server.DisconnectAtOnce("")
	connect(t, server).hello(t)
	waitFor(t, server, func() bool { return greeted(server) == 1 })
	if server.Opens() != 4 || server.Connections() != 4 {
		t.Errorf("opens = %d, connections = %d", server.Opens(), server.Connections())
	}
}

func TestAckTooLongClosesTheSocket(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	frameOf := func(length int) string {
		start := `{"envelope_id":"x","payload":"`
		return start + strings.Repeat("a", length-len(start)-2) + `"}`
	}
	sock := connect(t, server)
	sock.hello(t)
	sock.send(t, frameOf(20479))
	waitFor(t, server, func() bool { return server.Acks().Unknown == 1 })
	sock.send(t, frameOf(20480))
	end := sock.ended(t)
	var closed *websocket.CloseError
	if !errors.As(end, &closed) || closed.Code != websocket.CloseMessageTooBig {
		t.Errorf("the socket ended with %v", end)
	}
	waitFor(t, server, func() bool { return server.Acks().TooLong == 1 })
}

// slash types a command as Ayu in #finance.
func slash(t *testing.T, server *fakeslack.Server, text string) *fakeslack.Sent {
	t.Helper()
	sent, err := server.Slash(t.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: text})
	if err != nil {
		t.Errorf("Slash(%q): %v", text, err)
		return &fakeslack.Sent{}
	}
	return sent
}
