package bot

import (
	"encoding/json"
	"net/http"

	"github.com/mayarbot/mayarbot/bot/socket"
)

// Health is the state of the bot's connections to Slack.
type Health struct {
	Ready   bool            `json:"ready"`   // authenticated, and at least one socket is connected
	Team    string          `json:"team"`    // id of the workspace, "" before authentication
	Sockets []socket.Health `json:"sockets"` // in order of ID
	Running int             `json:"running"` // running handlers
	Waiting int             `json:"waiting"` // requests that wait for a worker
}

// Health returns the state of the connections now.
func (b *Bot) Health() Health {
	h := Health{
		Team: b.api.Team(), Sockets: b.cfg.Connections.Health(),
		Running: int(b.running.Load()), Waiting: b.queue.len(),
	}
	h.Ready = b.cfg.Connections.Connected() > 0 && h.Team != "" && !b.stopping.Load()
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
