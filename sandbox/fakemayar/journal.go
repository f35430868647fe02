package fakemayar

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// journalSize is how many requests are remembered.
const journalSize = 10_000

// A Request is one that arrived. The body is not kept.
type Request struct {
	At     time.Time
	Method string
	Path   string
	Query  string
	Status int // 0 while it hangs, and when the connection was closed instead of an answer
}

// A journal remembers the newest requests, refused ones included.
type journal struct {
	mu      sync.Mutex
	entries []*entry
	busiest int
}

type entry struct {
	journal *journal
	request Request
}

func (j *journal) arrived(now time.Time, r *http.Request) *entry {
	e := &entry{journal: j, request: Request{At: now, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery}}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.entries) == journalSize {
		j.entries = slices.Delete(j.entries, 0, journalSize/10)
	}
	j.entries = append(j.entries, e)
	j.busiest = max(j.busiest, j.inMinuteBefore(now))
	return e
}

func (e *entry) answered(status int) {
	e.journal.mu.Lock()
	defer e.journal.mu.Unlock()
	e.request.Status = status
}

// inMinuteBefore counts what arrived in the 60 seconds that end now. Two requests exactly a minute apart are in different minutes.
func (j *journal) inMinuteBefore(now time.Time) int {
	n := 0
	for _, e := range slices.Backward(j.entries) {
		if now.Sub(e.request.At) >= time.Minute {
			break
		}
		n++
	}
	return n
}

// Requests returns what arrived, the oldest first: at most the last 10,000.
func (s *Server) Requests() []Request {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	out := make([]Request, len(s.journal.entries))
	for i, e := range s.journal.entries {
		out[i] = e.request
	}
	return out
}

// MostInAnyMinute is the largest number of requests that arrived within any 60 seconds since the start, refused ones included.
func (s *Server) MostInAnyMinute() int {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.busiest
}

// InLastMinute is how many requests arrived within the last 60 seconds, refused ones included.
func (s *Server) InLastMinute() int {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return s.journal.inMinuteBefore(s.opts.Now())
}
