package fakemayar

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A rateLimit allows perMinute requests in any 60 seconds. The docs say that the limit is per IP
// address; here all callers share one, because they run on the same machine. Rejected requests do
// not count.
type rateLimit struct {
	perMinute int // negative means no limit

	mu     sync.Mutex
	starts []time.Time // of the last minute
}

// admit counts a request that begins now. If the limit is reached, it returns how long to wait.
func (l *rateLimit) admit(now time.Time) (wait time.Duration, over bool) {
	if l.perMinute < 0 {
		return 0, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.starts) > 0 && now.Sub(l.starts[0]) >= time.Minute {
		l.starts = l.starts[1:]
	}
	if len(l.starts) >= l.perMinute {
		return time.Minute - now.Sub(l.starts[0]), true
	}
	l.starts = append(l.starts, now)
	return 0, false
}

// writeRateLimited answers 429 for the rate limit. The docs show neither its body nor the unit of
// Retry-After.
func writeRateLimited(w http.ResponseWriter, r *http.Request, retryAfter string) {
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	fail(w, r, http.StatusTooManyRequests, "Too Many Requests")
}

func wholeSeconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Seconds())))
}
