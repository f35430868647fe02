package fakeslack

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxAck is the longest frame that Slack reads from an app, in bytes. For a longer one it closes
// the socket with 1009.
const maxAck = 20480 - 1

const writeTimeout = 10 * time.Second

// Slack ignores the Origin: slack-go sends https://api.slack.com, other clients none.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// socket is one connection of the app. One goroutine reads it and one writes it.
type socket struct {
	id    string
	conn  *websocket.Conn
	since time.Time
	out   chan frame
	done  chan struct{} // closed when the connection is over

	mu        sync.Mutex
	greeted   bool
	leaving   bool
	deaf      bool
	envelopes int
	acks      int
	lastPong  time.Time
}

// frame is a queued frame. An envelope has a delivery.
type frame struct {
	data     []byte
	delivery *delivery
	written  chan struct{} // closed when the frame is written; may be nil
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !s.sockets.redeem(r.URL.Query().Get("ticket")) {
		http.Error(w, "this ticket is used or was never issued", http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		s.log.Debug("socket rejected", "error", err)
		return
	}
	sock := &socket{
		id: newSecret()[:8], conn: conn, since: time.Now(), out: make(chan frame, 1024), done: make(chan struct{}),
	}
	finished := make(chan struct{})
	if !s.spawn(func() { s.runSocket(sock); close(finished) }) {
		_ = conn.Close()
		return
	}
	<-finished
}

func (s *Server) runSocket(sock *socket) {
	count := s.sockets.add(sock)
	s.log.Debug("socket opened", "socket", sock.id, "open", count)
	s.greet(sock, count)
	written := make(chan struct{})
	go func() {
		s.writeSocket(sock)
		close(written)
	}()
	s.changed(Change{Kind: ChangedSockets})

	s.readSocket(sock)

	s.sockets.remove(sock)
	close(sock.done)
	sock.cut()
	<-written
	s.log.Debug("socket closed", "socket", sock.id)
	s.changed(Change{Kind: ChangedSockets})
}

// greet sends hello, the first frame of every connection. If there are too many sockets or a test
// asks for it, a disconnect follows.
func (s *Server) greet(sock *socket, count int) {
	silent, reason := s.faults.greetingFault()
	if silent {
		return
	}
	if count > s.opts.MaxSockets {
		reason = TooManyWebsockets
	}
	// Set greeted before hello is sent: a client that got hello must get envelopes. They queue
	// behind it.
	sock.mu.Lock()
	sock.greeted, sock.leaving = true, reason != ""
	sock.mu.Unlock()
	hello := encode(object{
		"type":            "hello",
		"num_connections": count,
		"debug_info":      object{"host": "applink-sandbox", "build_number": 10, "approximate_connection_time": 18060},
		"connection_info": object{"app_id": AppID},
	})
	if sock.writeNow(frame{data: hello}) && reason != "" {
		s.disconnectSocket(sock, reason)
	}
}

// readSocket handles acknowledgements until the connection ends.
func (s *Server) readSocket(sock *socket) {
	sock.conn.SetReadLimit(maxAck)
	sock.conn.SetPingHandler(func(data string) error {
		if sock.isDeaf() {
			return nil
		}
		return ignoreClosing(sock.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeTimeout)))
	})
	sock.conn.SetPongHandler(func(string) error {
		sock.mu.Lock()
		defer sock.mu.Unlock()
		sock.lastPong = time.Now()
		return nil
	})
	for {
		_, data, err := sock.conn.ReadMessage()
		at := time.Now()
		if err == websocket.ErrReadLimit {
			s.envelopes.count(func(c *AckCounts) { c.TooLong++ })
			s.changed(Change{Kind: ChangedEnvelope})
		}
		if err != nil {
			return
		}
		s.handleAck(sock, data, at)
	}
}

// ignoreClosing keeps the reader running if a pong fails because the socket is closing: the reader
// gets the close frame itself.
func ignoreClosing(err error) error {
	if err == websocket.ErrCloseSent {
		return nil
	}
	return err
}

// writeSocket writes queued frames and pings.
func (s *Server) writeSocket(sock *socket) {
	ticker := time.NewTicker(s.opts.PingEvery)
	defer ticker.Stop()
	sock.ping()
	for {
		select {
		case f := <-sock.out:
			if !sock.writeNow(f) {
				sock.cut()
				return
			}
		case <-ticker.C:
			sock.ping()
		case <-sock.done:
			return
		}
	}
}

func (k *socket) ping() {
	if !k.isDeaf() {
		_ = k.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(writeTimeout))
	}
}

// writeNow writes a frame; a deaf socket loses it. It returns false if the connection is broken.
func (k *socket) writeNow(f frame) bool {
	if f.written != nil {
		defer close(f.written)
	}
	if k.isDeaf() {
		return true
	}
	if f.delivery != nil {
		f.delivery.setSentAt(time.Now())
	}
	_ = k.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	return k.conn.WriteMessage(websocket.TextMessage, f.data) == nil
}

// write queues a frame. It returns false if the connection is over. If stop closes first, it gives
// up and returns true.
func (k *socket) write(f frame, stop <-chan struct{}) bool {
	select {
	case <-k.done:
		return false
	default:
	}
	select {
	case k.out <- f:
	case <-stop:
	case <-k.done:
		return false
	}
	return true
}

// cut ends the connection without a close frame, like a network failure.
func (k *socket) cut() { _ = k.conn.NetConn().Close() }

func (k *socket) isDeaf() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.deaf
}

func (k *socket) takesEnvelopes() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.greeted && !k.leaving
}

func (k *socket) info() SocketInfo {
	k.mu.Lock()
	defer k.mu.Unlock()
	return SocketInfo{
		ID: k.id, Since: k.since, Greeted: k.greeted, Leaving: k.leaving, Deaf: k.deaf,
		Envelopes: k.envelopes, Acks: k.acks, LastPong: k.lastPong,
	}
}

// close ends the connection with a close frame, like Slack.
func (k *socket) close() {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = k.conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(writeTimeout))
	k.cut()
}
