package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// writeTimeout limits the time to send one change.
const writeTimeout = 10 * time.Second

// checkOrigin has already checked the Origin.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// events sends the kinds of changes in the workspace over a WebSocket; the page then fetches the
// state. The stream ends when the page or the workspace is closed. It is not an EventSource,
// because with one the page never finishes loading in Chromium's virtual time.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has sent the error
	}
	defer conn.Close()
	ctx, gone := context.WithCancel(context.WithoutCancel(r.Context()))
	defer gone()
	changes := s.slack.Subscribe(ctx)
	go func() {
		defer gone()
		_, _, _ = conn.NextReader() // the page sends nothing; this returns when it closes
	}()
	tell := func(what string) error {
		_ = conn.SetWriteDeadline(time.Now().Add(writeTimeout))
		return conn.WriteMessage(websocket.TextMessage, []byte(what))
	}
	if tell("hello") != nil {
		return
	}
	for change := range changes {
		if tell(string(change.Kind)) != nil {
			return
		}
	}
}
