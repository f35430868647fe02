package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestDoctorComparesTheClockWithSlacks(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		slack         time.Duration // how far Slack's clock is from the machine's
		verdict, want string
	}{
		"right":  {0, "ok ", "agrees with Slack's"},
		"ahead":  {-time.Hour, "FAIL ", " ahead. Let NTP set it"},
		"behind": {time.Hour, "FAIL ", " behind. Let NTP set it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", time.Now().Add(tt.slack).UTC().Format(http.TimeFormat))
			}))
			defer slack.Close()
			var out strings.Builder
			d := &doctor{out: &out}
			d.checkClock(t.Context(), withSlackAt(slack.URL))
			if !strings.HasPrefix(out.String(), tt.verdict) || !strings.Contains(out.String(), tt.want) {
				t.Errorf("got %q, want %s%q", out.String(), tt.verdict, tt.want)
			}
		})
	}
}

func TestDoctorDoesWithoutSlacksClock(t *testing.T) {
	t.Parallel()
	slack := httptest.NewServer(http.NotFoundHandler())
	slack.Close()
	var out strings.Builder
	d := &doctor{out: &out}
	d.checkClock(t.Context(), withSlackAt(slack.URL))
	if d.failed != 0 || !strings.HasPrefix(out.String(), "note  clock            not checked: ") {
		t.Errorf("got %q", out.String())
	}
}

func withSlackAt(address string) (cfg config) {
	cfg.SlackAPIURL = slackURL(address)
	return cfg
}
