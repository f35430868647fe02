package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// keepAlive is how often a quiet stream is tried, so that one whose page is gone does not stay.
	keepAlive = 15 * time.Second

	// tellWithin bounds the writing of one change.
	tellWithin = 10 * time.Second
)

// guard has looked at the Origin already.
var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// events tells the page, over a WebSocket, that something changed in the workspace; what, it asks then. The stream ends when the page goes away or the
// workspace is closed. (A page with an EventSource is for ever loading, to those who take pictures of pages with Chromium's virtual time.)
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	ctx, gone := context.WithCancel(context.WithoutCancel(r.Context()))
	defer gone()
	changes := s.slack.Subscribe(ctx)
	go func() {
		defer gone()
		_, _, _ = conn.NextReader() // the page says nothing; this hears that it goes
	}()
	quiet := time.NewTicker(keepAlive)
	defer quiet.Stop()
	kind, text := websocket.TextMessage, "hello"
	for {
		_ = conn.SetWriteDeadline(time.Now().Add(tellWithin))
		if conn.WriteMessage(kind, []byte(text)) != nil {
			return
		}
		select {
		case change, open := <-changes:
			if !open {
				return
			}
			kind, text = websocket.TextMessage, string(change.Kind)
		case <-quiet.C:
			kind, text = websocket.PingMessage, ""
		}
	}
}
