package sandbox

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// tellWithin bounds the writing of one change.
const tellWithin = 10 * time.Second

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
	tell := func(what string) error {
		_ = conn.SetWriteDeadline(time.Now().Add(tellWithin))
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
