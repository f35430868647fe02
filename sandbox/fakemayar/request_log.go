package fakemayar

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxLoggedRequests is how many requests are kept.
const maxLoggedRequests = 10_000

// A Request is one that the server received, without its body.
type Request struct {
	At     time.Time
	Method string
	Path   string
	Query  string
	Status int // 0 while it hangs, or if the connection was closed without an answer
}

// A requestLog keeps the newest requests, rejected ones included.
type requestLog struct {
	mu      sync.Mutex
	entries []*logEntry
	busiest int
}

type logEntry struct {
	log     *requestLog
	request Request
}

func (l *requestLog) add(now time.Time, r *http.Request) *logEntry {
	e := &logEntry{log: l, request: Request{At: now, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery}}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == maxLoggedRequests {
		l.entries = slices.Delete(l.entries, 0, maxLoggedRequests/10)
	}
	l.entries = append(l.entries, e)
	l.busiest = max(l.busiest, l.countLastMinute(now))
	return e
}

func (e *logEntry) setStatus(status int) {
	e.log.mu.Lock()
	defer e.log.mu.Unlock()
	e.request.Status = status
}

// countLastMinute counts the requests of the last 60 seconds. A request exactly 60 seconds ago does
// not count.
func (l *requestLog) countLastMinute(now time.Time) int {
	n := 0
	for _, e := range slices.Backward(l.entries) {
		if now.Sub(e.request.At) >= time.Minute {
			break
		}
		n++
	}
	return n
}

// Requests returns the last 10,000 requests, oldest first.
func (s *Server) Requests() []Request {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	out := make([]Request, len(s.requests.entries))
	for i, e := range s.requests.entries {
		out[i] = e.request
	}
	return out
}

// MostInAnyMinute is the largest number of requests within any 60 seconds, rejected ones included.
func (s *Server) MostInAnyMinute() int {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	return s.requests.busiest
}

// InLastMinute is the number of requests in the last 60 seconds, rejected ones included.
func (s *Server) InLastMinute() int {
	s.requests.mu.Lock()
	defer s.requests.mu.Unlock()
	return s.requests.countLastMinute(s.opts.Now())
}
