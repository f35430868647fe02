package fakeslack

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// maxCalls are kept with their arguments.
const maxCalls = 5000

// A Call is one call of the Web API, or one post to a response_url, that the bot made.
type Call struct {
	At     time.Time         `json:"at"`
	Took   time.Duration     `json:"took"`
	Method string            `json:"method"` // "chat.postMessage", or ResponseURL
	Args   map[string]string `json:"args"`   // without tokens; what is not text is JSON
	Status int               `json:"status"` // HTTP; 0 when the connection was dropped
	Error  string            `json:"error,omitempty"`
}

type callBook struct {
	mu     sync.Mutex
	all    []Call
	counts map[string]int
}

func newCallBook() *callBook { return &callBook{counts: map[string]int{}} }

func (b *callBook) add(c Call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts[c.Method]++
	b.all = append(b.all, c)
	if len(b.all) > 2*maxCalls {
		b.all = slices.Clone(b.all[maxCalls:])
	}
}

// Calls returns the newest calls that were answered, oldest first; with methods, only calls of these.
func (s *Server) Calls(methods ...string) []Call {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	var out []Call
	for _, call := range s.calls.all {
		if len(methods) == 0 || slices.Contains(methods, call.Method) {
			out = append(out, call)
		}
	}
	return out
}

// CallCounts returns how often each method was called since the start.
func (s *Server) CallCounts() map[string]int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return maps.Clone(s.calls.counts)
}

// Opens returns how often apps.connections.open was called.
func (s *Server) Opens() int { return s.CallCounts()["apps.connections.open"] }
