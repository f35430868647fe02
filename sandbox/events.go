package sandbox

import (
	"fmt"
	"net/http"
	"time"
)

// keepAlive is how often a quiet stream says that it is there, so that the page notices a sandbox that was stopped.
const keepAlive = 15 * time.Second

// events tells the page, as Server-Sent Events, that something changed in the workspace; what, it asks then. The stream ends when the page goes
// away or the workspace is closed.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // the stream outlives any deadline that the server sets for answers
	w.Header().Set("Content-Type", "text/event-stream")
	changes := s.slack.Subscribe(r.Context())
	quiet := time.NewTicker(keepAlive)
	defer quiet.Stop()
	line := ": hello\n\n"
	for {
		if _, err := fmt.Fprint(w, line); err != nil || out.Flush() != nil {
			return
		}
		select {
		case change, open := <-changes:
			if !open {
				return
			}
			line = fmt.Sprintf("data: %s\n\n", change.Kind)
		case <-quiet.C:
			line = ": still here\n\n"
		}
	}
}
