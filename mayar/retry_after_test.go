package mayar

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 8, 20, 10, 0, 0, 0, time.UTC)
	header := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := []struct {
		name, retryAfter, date string
		want                   time.Duration
	}{
		{"seconds", "42", "", 42 * time.Second},
		{"seconds with space", " 42 ", "", 42 * time.Second},
		{"fraction", "2.5", "", 2500 * time.Millisecond},
		{"zero", "0", "", time.Second},
		{"missing", "", "", time.Minute},
		{"negative", "-5", "", time.Minute},
		{"not a number", "NaN", "", time.Minute},
		{"words", "soon", "", time.Minute},
		{"milliseconds taken for seconds", "60000", "", 5 * time.Minute},
		{"an hour", "3600", "", time.Hour},
		{"absurd", "99999999999999999999", "", 5 * time.Minute},
		{"infinite", "Inf", "", 5 * time.Minute},
		{"date", header(30 * time.Second), "", 30 * time.Second},
		{"date by the server's clock", header(time.Hour + 30*time.Second), header(time.Hour), 30 * time.Second},
		{"date in the past", header(-time.Hour), "", time.Second},
		{"date next year", header(365 * 24 * time.Hour), "", 5 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := http.Header{}
			if tt.retryAfter != "" {
				h.Set("Retry-After", tt.retryAfter)
			}
			if tt.date != "" {
				h.Set("Date", tt.date)
			}
			if got := retryAfter(h, now); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
