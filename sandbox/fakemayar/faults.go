package fakemayar

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// A Kind is one way in which Mayar fails.
type Kind string

// Kinds of failure. Mayar sent the bodies or its docs show them, unless the comment says otherwise.
const (
	FaultDown             Kind = "down"              // the connection closes without an answer
	FaultUnauthorized     Kind = "401"               // the key is missing or wrong
	FaultUnauthorizedBody Kind = "401 inside 200"    // HTTP 200 whose body says 401
	FaultReadOnly         Kind = "403 read-only key" // the key may only read
	FaultNotFound         Kind = "404"
	FaultRateLimited      Kind = "429"           // too many requests; see Fault.RetryAfter
	FaultDuplicate        Kind = "429 duplicate" // a repeated request within a minute
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
	// V2 lists return their first page and the same cursor again and again; never seen at Mayar
	FaultRepeatedPages Kind = "repeated pages"
	// no answer until the caller gives up or the fault is cleared; then the connection is closed
	FaultHang Kind = "hang"
	FaultSlow Kind = "slow" // the answer comes after Fault.Delay
)

// Kinds returns every kind of failure, in the order of the constants.
func Kinds() []Kind {
	return []Kind{
		FaultDown, FaultUnauthorized, FaultUnauthorizedBody, FaultReadOnly, FaultNotFound, FaultRateLimited,
		FaultDuplicate, FaultInvalid,
		FaultServerError, FaultBadGateway, FaultHTML, FaultEmpty, FaultTruncated, FaultHalfJSON, FaultFailedStatus,
		FaultFailedMessages,
		FaultHuge, FaultEmptyPages, FaultRepeatedPages, FaultHang, FaultSlow,
	}
}

// RetryAfterDate, as a Fault's RetryAfter, sends an HTTP date 30 seconds ahead.
const RetryAfterDate = "an HTTP date"

// A Fault makes requests fail.
type Fault struct {
	Kind       Kind
	Path       string        // only paths with this prefix fail; empty means all
	Times      int           // number of requests that fail; 0 means all until the fault is cleared
	RetryAfter string        // for FaultRateLimited; empty sends no header
	Delay      time.Duration // for FaultSlow

	released chan struct{} // closed when the fault is cleared
	spent    bool          // Times is used up; requests may still hang
}

// faults holds the active faults. FaultSlow combines with another fault; among the others the
// newest applies.
type faults struct {
	mu  sync.Mutex
	set []*Fault
}

// SetFault activates f. It replaces an active fault of the same kind and path.
func (s *Server) SetFault(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.clear(func(old *Fault) bool { return old.Kind == f.Kind && old.Path == f.Path })
	f.released = make(chan struct{})
	s.faults.set = append(s.faults.set, &f)
}

// ClearFault ends the faults of one kind, for all paths.
func (s *Server) ClearFault(kind Kind) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.clear(func(f *Fault) bool { return f.Kind == kind })
}

// ClearFaults ends all faults and releases hanging requests.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.clear(func(*Fault) bool { return true })
}

// Faults returns the active faults, oldest first, with the remaining Times.
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

// next returns the delay of a request to path, and the fault that applies to it, if any.
func (fs *faults) next(path string) (delay time.Duration, fault *Fault) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range slices.Backward(fs.set) {
		if f.spent || !strings.HasPrefix(path, f.Path) {
			continue
		}
		if f.Kind == FaultSlow {
			delay += f.Delay
			f.countUse()
		} else if fault == nil {
			fault = f
			f.countUse()
		}
	}
	return delay, fault
}

// countUse counts one request that f made fail.
func (f *Fault) countUse() {
	if f.Times > 0 {
		f.Times--
		f.spent = f.Times == 0
	}
}
