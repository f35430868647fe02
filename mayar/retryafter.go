package mayar

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How long a 429 stops all requests. The documentation names a header without its form and a limit per minute, so a minute is the guess where the
// header says nothing, and five minutes are as much as it is believed.
const (
	minPause     = time.Second
	defaultPause = time.Minute
	maxPause     = 5 * time.Minute
)

// retryAfter reads the Retry-After of a 429: seconds, with or without a fraction, or a date, which is taken relative to the answer's own Date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	raw := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(raw, 64); err == nil {
		if seconds >= maxPause.Seconds() {
			return maxPause
		}
		if seconds >= 0 {
			return max(time.Duration(seconds*float64(time.Second)), minPause)
		}
		return defaultPause
	}
	at, err := http.ParseTime(raw)
	if err != nil {
		return defaultPause
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return min(max(at.Sub(now), minPause), maxPause)
}
