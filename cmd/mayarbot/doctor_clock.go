package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// maxClockError is how far the machine's clock may be from Slack's. NTP keeps it well below.
const maxClockError = 5 * time.Second

// checkClock compares the machine's clock, by which digests are due, with the Date of an answer of
// Slack's.
func (d *doctor) checkClock(ctx context.Context, cfg config) {
	if !d.can("clock", "SLACK_API_URL") {
		return
	}
	off, err := clockError(ctx, string(cfg.SlackAPIURL))
	switch {
	case err != nil:
		d.note("clock", "not checked: "+err.Error())
	case off.Abs() > maxClockError:
		direction := "behind"
		if off > 0 {
			direction = "ahead"
		}
		d.fail("clock", fmt.Sprintf("the machine's clock is %v %s. "+
			"Let NTP set it: timedatectl set-ntp true, or chronyd", off.Abs().Round(time.Second), direction))
	default:
		d.ok("clock", "the machine's clock agrees with Slack's")
	}
}

// clockError returns how far the machine's clock is ahead of a server's.
func clockError(ctx context.Context, url string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	asked := time.Now()
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return 0, err
	}
	answer.Body.Close()
	date, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0, fmt.Errorf("the answer has no date: %w", err)
	}
	// The date is cut to the second: on average the answer is half a second later.
	return asked.Add(time.Since(asked) / 2).Sub(date.Add(time.Second / 2)), nil
}
