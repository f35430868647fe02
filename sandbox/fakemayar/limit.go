package fakemayar

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A limit lets perMinute requests begin in any 60 seconds, as the docs say of each IP address. All callers count as one: they are all on this
// machine. A refused request does not count.
type limit struct {
	perMinute int // negative: no limit

	mu     sync.Mutex
	starts []time.Time // of the last minute
}

// admit counts a request that begins now, or says how long until one may.
func (l *limit) admit(now time.Time) (wait time.Duration, over bool) {
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

// tooMany is the 429 of the rate limit. Its body and the unit of Retry-After are not documented.
func tooMany(w http.ResponseWriter, r *http.Request, retryAfter string) {
	if retryAfter != "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	fail(w, r, http.StatusTooManyRequests, "Too Many Requests")
}

func seconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Seconds())))
}
