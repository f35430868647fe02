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
	// answers 429 with Retry-After in whole seconds, rounded up, to every call of the method until it is over
	RetryAfter    time.Duration
	Drop          bool // drops the connection without an answer
	AfterDelivery bool // does what was asked first, and fails only then
}

// EveryMethod stands for all methods in RateLimit, Fail and HoldAPI.
const EveryMethod = "*"

type faults struct {
	now    func() time.Time
	mu     sync.Mutex
	orders map[string][]*order
	until  map[string]time.Time // by method: when the 429 that it got is over
	held   map[string][]chan struct{}
	inHold int
	blocks []string // types of blocks that messages may not have
	silent bool     // no hello
	storm  string   // disconnect at once with this reason
}

// order is a failure that is still to come a number of times; for ever when it is negative.
type order struct {
	times   int
	failure Failure
}

func newFaults(now func() time.Time) *faults {
	return &faults{
		now: now, orders: map[string][]*order{}, until: map[string]time.Time{}, held: map[string][]chan struct{}{},
	}
}

// Fail makes the next calls of a method fail, times of them or, when negative, all until Heal. ResponseURL is a method, EveryMethod is all.
func (s *Server) Fail(method string, times int, how Failure) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.orders[method] = append(s.faults.orders[method], &order{times: times, failure: how})
}

// RateLimit makes the next calls of a method answer 429. Whoever comes back before retryAfter has passed, by Options.Aging, is refused once more, which
// is none of those times.
func (s *Server) RateLimit(method string, times int, retryAfter time.Duration) {
	s.Fail(method, times, Failure{Status: http.StatusTooManyRequests, RetryAfter: retryAfter})
}

// HoldAPI keeps calls of these methods waiting, before they do anything, until release is called.
func (s *Server) HoldAPI(methods ...string) (release func()) {
	gate := make(chan struct{})
	s.faults.mu.Lock()
	for _, method := range methods {
		s.faults.held[method] = append(s.faults.held[method], gate)
	}
	s.faults.mu.Unlock()
	return sync.OnceFunc(func() {
		s.faults.mu.Lock()
		for _, method := range methods {
			s.faults.held[method] = slices.DeleteFunc(s.faults.held[method], func(c chan struct{}) bool {
				return c == gate
			})
		}
		s.faults.mu.Unlock()
		close(gate)
	})
}

// RefuseBlocks makes messages with blocks of these types invalid_blocks, as in workspaces that do not have a newer kind of block yet. Without types
// everything is taken again.
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

// Heal takes back what RateLimit and Fail have ordered for these methods. Without methods it takes back everything, RefuseBlocks, NoHello and
// DisconnectAtOnce too. Deaf sockets stay deaf.
func (s *Server) Heal(methods ...string) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, method := range methods {
		delete(s.faults.orders, method)
		delete(s.faults.until, method)
		if method == EveryMethod {
			clear(s.faults.until)
		}
	}
	if len(methods) > 0 {
		return
	}
	clear(s.faults.orders)
	clear(s.faults.until)
	s.faults.blocks = nil
	s.faults.silent, s.faults.storm = false, ""
}

// Held counts the calls that HoldAPI keeps waiting now.
func (s *Server) Held() int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return s.faults.inHold
}

// hold waits while the method is held; false when there is nobody to answer any more.
func (s *Server) hold(ctx context.Context, method string) bool {
	for {
		gate := s.faults.gate(method)
		if gate == nil {
			return true
		}
		s.inHold(+1)
		select {
		case <-gate:
			s.inHold(-1)
		case <-ctx.Done():
			s.inHold(-1)
			return false
		case <-s.closed:
			return false
		}
	}
}

func (s *Server) inHold(change int) {
	s.faults.mu.Lock()
	s.faults.inHold += change
	s.faults.mu.Unlock()
	s.changed(Change{Kind: ChangedCalls})
}

// gate is what a call of the method has to wait for; nil when it is free.
func (f *faults) gate(method string) <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, gates := range [][]chan struct{}{f.held[method], f.held[EveryMethod]} {
		if len(gates) > 0 {
			return gates[0]
		}
	}
	return nil
}

// next takes the failure that is due for a call.
func (f *faults) next(method string) (Failure, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if left := f.until[method].Sub(now); left > 0 {
		return Failure{RetryAfter: left}, true
	}
	for _, key := range []string{method, EveryMethod} {
		orders := f.orders[key]
		if len(orders) == 0 {
			continue
		}
		first := orders[0]
		if first.times > 0 {
			first.times--
		}
		if first.times == 0 {
			f.orders[key] = orders[1:]
		}
		if first.failure.RetryAfter > 0 {
			f.until[method] = now.Add(first.failure.RetryAfter)
		}
		return first.failure, true
	}
	return Failure{}, false
}

func (how Failure) response() response {
	switch {
	case how.RetryAfter > 0 || how.Status == http.StatusTooManyRequests:
		resp := failed(apiError("ratelimited"))
		resp.status = http.StatusTooManyRequests
		resp.retryAfter = strconv.Itoa(int(math.Ceil(how.RetryAfter.Seconds())))
		return resp
	case how.Error != "":
		return failed(apiError(how.Error))
	case how.Status != 0:
		return plain(how.Status, how.Body)
	}
	return plain(http.StatusInternalServerError, "Internal Server Error")
}
