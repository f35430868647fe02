package mayar

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How long a 429 stops all requests. The documentation names the header without its format, and a
// limit per minute. So without a usable header the pause is a minute. Up to an hour is believed;
// more than that is a mistake, such as milliseconds, and Mayar is asked again after five minutes.
const (
	minPause        = time.Second
	defaultPause    = time.Minute
	maxPause        = time.Hour
	unbelievedPause = 5 * time.Minute
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
		if seconds > maxPause.Seconds() {
			return unbelievedPause, true
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
	if at.Sub(now) > maxPause {
		return unbelievedPause, true
	}
	return max(at.Sub(now), minPause), true
}
