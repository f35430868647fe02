package bot

import (
	"encoding/json"
	"net/http"
	"time"
)

// Health is the state of the bot's connections to Slack.
type Health struct {
	Ready   bool           `json:"ready"`   // authenticated, and at least one socket is connected
	Team    string         `json:"team"`    // id of the workspace, "" before authentication
	Sockets []SocketHealth `json:"sockets"` // in order of ID
	Running int            `json:"running"` // running handlers
	Waiting int            `json:"waiting"` // requests that wait for a worker
}

// SocketHealth is the state of one connection.
type SocketHealth struct {
	ID        int       `json:"id"`        // 1 to Config.Sockets
	Connected bool      `json:"connected"` // hello came, and Slack was heard in the last 35 s
	LastSeen  time.Time `json:"last_seen"` // when Slack was heard last, zero before the first time
	Since     time.Time `json:"since"`     // when Connected last changed
	Opens     int       `json:"opens"`     // connections opened since the start
	Reason    string    `json:"reason"`    // why the last connection ended
}

// Health returns the state of the connections now.
func (b *Bot) Health() Health {
	h := Health{Team: b.api.Team(), Running: int(b.running.Load()), Waiting: b.queue.len()}
	connected := false
	for _, s := range b.sockets {
		state := s.liveness.health()
		connected = connected || state.Connected
		h.Sockets = append(h.Sockets, state)
	}
	h.Ready = connected && h.Team != "" && !b.stopping.Load()
	return h
}

// Ready reports whether people can be served: the bot is authenticated, at least one socket is
// connected, and the bot is not stopping.
func (b *Bot) Ready() bool { return b.Health().Ready }

// Handler serves /livez (the process answers), /readyz (503 until people can be served; the body is
// Health as JSON) and /metrics. It asks for no password: listen on loopback only.
func (b *Bot) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", b.serveReady)
	mux.Handle("GET /metrics", b.metrics.handler(b.cfg.Registerer))
	return mux
}

func (b *Bot) serveReady(w http.ResponseWriter, _ *http.Request) {
	health := b.Health()
	w.Header().Set("Content-Type", "application/json")
	if !health.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(health)
}
