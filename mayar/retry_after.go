package mayar

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How long a 429 stops all requests. The documentation names the header without its format, and a
// limit per minute. So without a usable header the pause is a minute, and it is never more than
// five.
const (
	minPause     = time.Second
	defaultPause = time.Minute
	maxPause     = 5 * time.Minute
)

// retryAfter reads the Retry-After of a 429. Without one it returns the default.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if wait, ok := readRetryAfter(h, now); ok {
		return wait
	}
	return defaultPause
}

// readRetryAfter reads a valid Retry-After: seconds, also with a fraction, or a date, which is
// relative to the answer's Date.
func readRetryAfter(h http.Header, now time.Time) (wait time.Duration, ok bool) {
	raw := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(raw, 64); err == nil {
		if seconds >= maxPause.Seconds() {
			return maxPause, true
		}
		if seconds >= 0 {
			return max(time.Duration(seconds*float64(time.Second)), minPause), true
		}
		return 0, false
	}
	at, err := http.ParseTime(raw)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return min(max(at.Sub(now), minPause), maxPause), true
}
