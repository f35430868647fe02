package fakeslack

import (
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxAck is the longest frame that Slack reads from an app, in bytes: 20,480 and more are dropped and the socket is closed with 1009.
const maxAck = 20480 - 1

const writeTimeout = 10 * time.Second

// Slack does not look at the Origin: slack-go sends https://api.slack.com, other clients none.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// socket is one connection of the app. One goroutine reads it and one writes it.
type socket struct {
	id    string
	conn  *websocket.Conn
	since time.Time
	out   chan frame
	gone  chan struct{} // closed when the connection is over

	mu        sync.Mutex
	greeted   bool
	leaving   bool
	deaf      bool
	envelopes int
	acks      int
	lastPong  time.Time
}

// frame is what waits to be written: an envelope when it has a delivery.
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
		s.log.Debug("socket refused", "error", err)
		return
	}
	sock := &socket{
		id: newSecret()[:8], conn: conn, since: time.Now(), out: make(chan frame, 1024), gone: make(chan struct{}),
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
	close(sock.gone)
	sock.cut()
	<-written
	s.log.Debug("socket closed", "socket", sock.id)
	s.changed(Change{Kind: ChangedSockets})
}

// greet says hello, which is the first frame of every connection, and goodbye at once when there are too many sockets or a test asks for it.
func (s *Server) greet(sock *socket, count int) {
	silent, reason := s.faults.greeting()
	if silent {
		return
	}
	if count > s.opts.MaxSockets {
		reason = TooManyWebsockets
	}
	// Whoever has read the hello may count on envelopes. Those that come at once wait in the queue, behind it.
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
		s.sendAway(sock, reason)
	}
}

// readSocket takes acknowledgements until the connection ends.
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
		s.acknowledge(sock, data, at)
	}
}

// ignoreClosing keeps the reader going when a pong finds the socket closing: the reader sees the close frame itself.
func ignoreClosing(err error) error {
	if err == websocket.ErrCloseSent {
		return nil
	}
	return err
}

// writeSocket writes what is queued, and pings.
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
		case <-sock.gone:
			return
		}
	}
}

func (k *socket) ping() {
	if !k.isDeaf() {
		_ = k.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(writeTimeout))
	}
}

// writeNow writes a frame; a deaf socket loses it. False when the connection is broken.
func (k *socket) writeNow(f frame) bool {
	if f.written != nil {
		defer close(f.written)
	}
	if k.isDeaf() {
		return true
	}
	if f.delivery != nil {
		f.delivery.written(time.Now())
	}
	_ = k.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	return k.conn.WriteMessage(websocket.TextMessage, f.data) == nil
}

// write queues a frame; false when the connection is over. It gives up when stop closes first, and that is no failure of the connection.
func (k *socket) write(f frame, stop <-chan struct{}) bool {
	select {
	case <-k.gone:
		return false
	default:
	}
	select {
	case k.out <- f:
	case <-stop:
	case <-k.gone:
		return false
	}
	return true
}

// cut ends the connection without a close frame, as a broken line does.
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

// close ends the connection as Slack does, with a close frame.
func (k *socket) close() {
	goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = k.conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(writeTimeout))
	k.cut()
}
