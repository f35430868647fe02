package mayar

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How long a 429 stops all requests. The documentation names a header without its form and a limit
// per minute, so a minute is the guess where the header says nothing, and five minutes are as much
// as it is believed.
const (
	minPause     = time.Second
	defaultPause = time.Minute
	maxPause     = 5 * time.Minute
)

// retryAfter reads the Retry-After of a 429, which asks to wait in any case.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if wait, ok := readRetryAfter(h, now); ok {
		return wait
	}
	return defaultPause
}

// readRetryAfter reads a Retry-After, if there is one that makes sense: seconds, with or without a
// fraction, or a date, which is taken relative to the answer's own Date.
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
