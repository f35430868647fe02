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
	ID        int       `json:"id"`        // from 1 on
	Connected bool      `json:"connected"` // hello came, and Slack was heard in the last 35 s
	LastSeen  time.Time `json:"last_seen"` // when Slack was heard last, zero before the first time
	Since     time.Time `json:"since"`     // when Connected last changed
	Opens     int       `json:"opens"`     // connections opened since the start
	Reason    string    `json:"reason"`    // why the last connection ended
}

// Connections is the state of a bot's connections to Slack. It is made before the bot, so that the
// bot's commands can show it.
type Connections struct{ states []*liveness }

// NewConnections returns the state of n connections that are not open yet.
func NewConnections(n int) *Connections {
	c := &Connections{}
	for id := range n {
		c.states = append(c.states, &liveness{now: time.Now, state: SocketHealth{ID: id + 1}})
	}
	return c
}

// Health returns the state of the connections now, in order of ID.
func (c *Connections) Health() []SocketHealth {
	health := make([]SocketHealth, len(c.states))
	for i, state := range c.states {
		health[i] = state.health()
	}
	return health
}

// connected returns how many connections Slack was heard on lately.
func (c *Connections) connected() (n int) {
	for _, state := range c.states {
		if state.health().Connected {
			n++
		}
	}
	return n
}

// Health returns the state of the connections now.
func (b *Bot) Health() Health {
	h := Health{
		Team: b.api.Team(), Sockets: b.cfg.Connections.Health(),
		Running: int(b.running.Load()), Waiting: b.queue.len(),
	}
	h.Ready = b.cfg.Connections.connected() > 0 && h.Team != "" && !b.stopping.Load()
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
