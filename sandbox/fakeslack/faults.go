package fakeslack

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A Failure is how a call fails. The zero value is an HTTP 500.
type Failure struct {
	Error  string // answers ok:false with this error
	Status int    // answers with this HTTP status and Body
	Body   string // for Status
	// answers every call of the method with 429 and Retry-After (rounded up to seconds) until this
	// time has passed
	RetryAfter    time.Duration
	Drop          bool // drops the connection without an answer
	AfterDelivery bool // the call takes effect before it fails
}

// EveryMethod means all methods in RateLimit, Fail and HoldAPI.
const EveryMethod = "*"

type faults struct {
	now              func() time.Time
	mu               sync.Mutex
	planned          map[string][]*plannedFailure
	limitedUntil     map[string]time.Time // by method: end of its 429
	gates            map[string][]chan struct{}
	heldCalls        int
	blocks           []string // block types that messages must not contain
	noHello          bool     // new sockets get no hello
	disconnectReason string   // new sockets are disconnected at once with this reason
}

// plannedFailure is a failure of the next calls; negative times means no end.
type plannedFailure struct {
	times   int
	failure Failure
}

func newFaults(now func() time.Time) *faults {
	return &faults{
		now: now, planned: map[string][]*plannedFailure{}, limitedUntil: map[string]time.Time{},
		gates: map[string][]chan struct{}{},
	}
}

// Fail makes the next calls of a method fail. A negative times lasts until Heal. The method may be
// ResponseURL or EveryMethod.
func (s *Server) Fail(method string, times int, how Failure) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.planned[method] = append(s.faults.planned[method], &plannedFailure{times: times, failure: how})
}

// RateLimit makes the next calls of a method answer 429. A call before retryAfter has passed, by
// Options.Aging, is rejected too and does not count.
func (s *Server) RateLimit(method string, times int, retryAfter time.Duration) {
	s.Fail(method, times, Failure{Status: http.StatusTooManyRequests, RetryAfter: retryAfter})
}

// HoldAPI blocks calls of these methods, before they take effect, until release is called.
func (s *Server) HoldAPI(methods ...string) (release func()) {
	gate := make(chan struct{})
	s.faults.mu.Lock()
	for _, method := range methods {
		s.faults.gates[method] = append(s.faults.gates[method], gate)
	}
	s.faults.mu.Unlock()
	return sync.OnceFunc(func() {
		s.faults.mu.Lock()
		for _, method := range methods {
			s.faults.gates[method] = slices.DeleteFunc(s.faults.gates[method], func(c chan struct{}) bool {
				return c == gate
			})
		}
		s.faults.mu.Unlock()
		close(gate)
	})
}

// RefuseBlocks rejects messages with blocks of these types as invalid_blocks, like workspaces that
// do not have a new block type yet. Without types it allows all again.
func (s *Server) RefuseBlocks(types ...string) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.blocks = types
}

func (f *faults) refuses(block string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.blocks, block)
}

// Heal cancels RateLimit and Fail for these methods. Without methods it also cancels RefuseBlocks,
// NoHello and DisconnectAtOnce. Deaf sockets stay deaf.
func (s *Server) Heal(methods ...string) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, method := range methods {
		delete(s.faults.planned, method)
		delete(s.faults.limitedUntil, method)
		if method == EveryMethod {
			clear(s.faults.limitedUntil)
		}
	}
	if len(methods) > 0 {
		return
	}
	clear(s.faults.planned)
	clear(s.faults.limitedUntil)
	s.faults.blocks = nil
	s.faults.noHello, s.faults.disconnectReason = false, ""
}

// Held returns the number of calls that HoldAPI blocks now.
func (s *Server) Held() int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return s.faults.heldCalls
}

// waitWhileHeld blocks while the method is held. It returns false if the client or the server is
// gone.
func (s *Server) waitWhileHeld(ctx context.Context, method string) bool {
	for {
		gate := s.faults.gate(method)
		if gate == nil {
			return true
		}
		s.countHeld(+1)
		select {
		case <-gate:
			s.countHeld(-1)
		case <-ctx.Done():
			s.countHeld(-1)
			return false
		case <-s.closed:
			return false
		}
	}
}

func (s *Server) countHeld(change int) {
	s.faults.mu.Lock()
	s.faults.heldCalls += change
	s.faults.mu.Unlock()
	s.changed(Change{Kind: ChangedCalls})
}

// gate returns the channel that a call of the method must wait for; nil if it is not held.
func (f *faults) gate(method string) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, gates := range [][]chan struct{}{f.gates[method], f.gates[EveryMethod]} {
		if len(gates) > 0 {
			return gates[0]
		}
	}
	return nil
}

// nextFailure returns the failure for the next call of a method, if any.
func (f *faults) nextFailure(method string) (Failure, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if left := f.limitedUntil[method].Sub(now); left > 0 {
		return Failure{RetryAfter: left}, true
	}
	for _, key := range []string{method, EveryMethod} {
		orders := f.planned[key]
		if len(orders) == 0 {
			continue
		}
		first := orders[0]
		if first.times > 0 {
			first.times--
		}
		if first.times == 0 {
			f.planned[key] = orders[1:]
		}
		if first.failure.RetryAfter > 0 {
			f.limitedUntil[method] = now.Add(first.failure.RetryAfter)
		}
		return first.failure, true
	}
	return Failure{}, false
}

func (how Failure) response() response {
	switch {
	case how.RetryAfter > 0 || how.Status == http.StatusTooManyRequests:
		resp := errorResponse(apiError("ratelimited"))
		resp.status = http.StatusTooManyRequests
		resp.retryAfter = strconv.Itoa(int(math.Ceil(how.RetryAfter.Seconds())))
		return resp
	case how.Error != "":
		return errorResponse(apiError(how.Error))
	case how.Status != 0:
		return textResponse(how.Status, how.Body)
	}
	return textResponse(http.StatusInternalServerError, "Internal Server Error")
}
