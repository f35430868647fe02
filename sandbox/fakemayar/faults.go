package fakemayar

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// A Kind is a way for Mayar to fail.
type Kind string

// The ways to fail. Those with a body have been seen at Mayar or are in its docs, except where the comment says otherwise.
const (
	FaultDown             Kind = "down"              // the connection closes without an answer
	FaultUnauthorized     Kind = "401"               // the key is missing or wrong
	FaultUnauthorizedBody Kind = "401 inside 200"    // HTTP 200 whose body says 401
	FaultReadOnly         Kind = "403 read-only key" // the key may only read
	FaultNotFound         Kind = "404"
	FaultRateLimited      Kind = "429"           // too many requests; see Fault.RetryAfter
	FaultDuplicate        Kind = "429 duplicate" // the same was created within the minute
	FaultInvalid          Kind = "400 invalid"   // a validation error that names a field
	FaultServerError      Kind = "500"           // JSON with an internal text
	FaultBadGateway       Kind = "502 text"      // not JSON
	FaultHTML             Kind = "html"          // HTTP 200 with a page of HTML
	FaultEmpty            Kind = "empty"         // HTTP 200 with nothing
	FaultTruncated        Kind = "truncated"     // the connection closes in the middle of the real answer
	FaultHalfJSON         Kind = "half json"     // the first half of the real answer, as if it were whole
	FaultFailedStatus     Kind = "failed: statusCode inside 200"
	FaultFailedMessages   Kind = "failed: messages inside 200"
	FaultHuge             Kind = "huge"        // 32 MiB of JSON; never seen at Mayar
	FaultEmptyPages       Kind = "empty pages" // lists say hasMore and hold nothing; never seen at Mayar
	// V2 lists give their first page and one cursor for ever; never seen at Mayar
	FaultRepeatedPages Kind = "repeated pages"
	// no answer until the caller gives up or the fault is cleared; then the connection closes
	FaultHang Kind = "hang"
	FaultSlow Kind = "slow" // the answer comes after Fault.Delay
)

// Kinds returns every way to fail, in the order of their constants.
func Kinds() []Kind {
	return []Kind{
		FaultDown, FaultUnauthorized, FaultUnauthorizedBody, FaultReadOnly, FaultNotFound, FaultRateLimited,
		FaultDuplicate, FaultInvalid,
		FaultServerError, FaultBadGateway, FaultHTML, FaultEmpty, FaultTruncated, FaultHalfJSON, FaultFailedStatus,
		FaultFailedMessages,
		FaultHuge, FaultEmptyPages, FaultRepeatedPages, FaultHang, FaultSlow,
	}
}

// RetryAfterDate as a Fault's RetryAfter sends an HTTP date half a minute ahead.
const RetryAfterDate = "an HTTP date"

// A Fault makes requests fail.
type Fault struct {
	Kind       Kind
	Path       string        // prefix of the paths that fail; empty means all
	Times      int           // how many requests fail; 0 means all until it is cleared
	RetryAfter string        // of FaultRateLimited: sent as it stands, except RetryAfterDate; no header when empty
	Delay      time.Duration // of FaultSlow

	released chan struct{} // closed when the fault is cleared
	spent    bool          // Times has been used up; requests may still hang on it
}

// faults are the ones in force. FaultSlow goes together with another one; among the others the newest wins.
type faults struct {
	mu  sync.Mutex
	set []*Fault
}

// SetFault puts f in force. It takes the place of an earlier one of the same kind and path.
func (s *Server) SetFault(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.clear(func(old *Fault) bool { return old.Kind == f.Kind && old.Path == f.Path })
	f.released = make(chan struct{})
	s.faults.set = append(s.faults.set, &f)
}

// ClearFault ends the faults of one kind, whatever their path.
func (s *Server) ClearFault(kind Kind) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.clear(func(f *Fault) bool { return f.Kind == kind })
}

// ClearFaults ends all faults and lets hanging requests go.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.clear(func(*Fault) bool { return true })
}

// Faults returns what is in force, the oldest first, with what is left of Times.
func (s *Server) Faults() []Fault {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	var out []Fault
	for _, f := range s.faults.set {
		if !f.spent {
			out = append(
				out, Fault{Kind: f.Kind, Path: f.Path, Times: f.Times, RetryAfter: f.RetryAfter, Delay: f.Delay},
			)
		}
	}
	return out
}

// Slow delays every answer by d; 0 ends it.
func (s *Server) Slow(d time.Duration) { s.toggle(d > 0, Fault{Kind: FaultSlow, Delay: d}) }

// Down closes every connection without an answer, until it is called with false.
func (s *Server) Down(on bool) { s.toggle(on, Fault{Kind: FaultDown}) }

// RateLimited answers every request with 429 and "Retry-After: 10", until it is called with false.
func (s *Server) RateLimited(on bool) {
	s.toggle(on, Fault{Kind: FaultRateLimited, RetryAfter: "10"})
}

func (s *Server) toggle(on bool, f Fault) {
	if on {
		s.SetFault(f)
		return
	}
	s.ClearFault(f.Kind)
}

func (fs *faults) clear(which func(*Fault) bool) {
	fs.set = slices.DeleteFunc(fs.set, func(f *Fault) bool {
		if !which(f) {
			return false
		}
		close(f.released)
		return true
	})
}

// take returns how long the request to path has to wait and how it then fails, if it does.
func (fs *faults) take(path string) (delay time.Duration, fault *Fault) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range slices.Backward(fs.set) {
		if f.spent || !strings.HasPrefix(path, f.Path) {
			continue
		}
		if f.Kind == FaultSlow {
			delay += f.Delay
			f.use()
		} else if fault == nil {
			fault = f
			f.use()
		}
	}
	return delay, fault
}

// use counts one request off f.
func (f *Fault) use() {
	if f.Times > 0 {
		f.Times--
		f.spent = f.Times == 0
	}
}
