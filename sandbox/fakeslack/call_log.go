package fakeslack

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// maxCalls is how many calls are kept with their arguments.
const maxCalls = 5000

// A Call is one call of the Web API, or one post to a response_url, by the bot.
type Call struct {
	At     time.Time         `json:"at"`
	Took   time.Duration     `json:"took"`
	Method string            `json:"method"` // "chat.postMessage", or ResponseURL
	Args   map[string]string `json:"args"`   // without tokens; values other than text as JSON
	Status int               `json:"status"` // HTTP status; 0 if the connection was dropped
	Error  string            `json:"error,omitempty"`
}

type callLog struct {
	mu     sync.Mutex
	all    []Call
	counts map[string]int
}

func newCallLog() *callLog { return &callLog{counts: map[string]int{}} }

func (s *callLog) add(c Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts[c.Method]++
	s.all = append(s.all, c)
	if len(s.all) > 2*maxCalls {
		s.all = slices.Clone(s.all[maxCalls:])
	}
}

// Calls returns the newest answered calls, oldest first. With methods, it returns only their calls.
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

// CallCounts returns the number of calls of each method since the start.
func (s *Server) CallCounts() map[string]int {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	return maps.Clone(s.calls.counts)
}

// Opens returns the number of calls of apps.connections.open.
func (s *Server) Opens() int { return s.CallCounts()["apps.connections.open"] }
