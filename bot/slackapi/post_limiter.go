package slackapi

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

// A postLimiter limits public messages to one per second and channel, which is what Slack allows.
//
// Private answers never wait for the channel: a user is waiting for them, and Slack bounds them by
// the five uses of their response_url. They count all the same, so that no public message follows
// one within the second.
type postLimiter struct {
	mu      sync.Mutex
	now     func() time.Time
	next    map[string]time.Time // by channel: time of the next message
	retryAt map[string]time.Time // by channel: time of the next retry
}

const (
	postInterval = time.Second

	// cleanupThreshold is how many times are kept before those in the past are removed, maxTimes
	// the most that are kept.
	cleanupThreshold = 1000
	maxTimes         = 10000
)

// wait returns when a message may be posted to channel.
func (p *postLimiter) wait(ctx context.Context, channel string) error {
	p.mu.Lock()
	now := p.now()
	at := p.next[channel]
	if at.Before(now) {
		at = now
	}
	p.set(channel, at.Add(postInterval), now)
	p.mu.Unlock()
	return Sleep(ctx, at.Sub(now))
}

// reserve takes the channel's next place and returns how long to wait for it. When that is longer
// than most, it takes none: wait is then how long to stay away, a second more for each caller, so
// that they do not all come back at once.
func (p *postLimiter) reserve(channel string, most time.Duration) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at := slices.MaxFunc([]time.Time{now, p.next[channel]}, time.Time.Compare)
	if at.Sub(now) <= most {
		p.set(channel, at.Add(postInterval), now)
		return at.Sub(now), true
	}
	at = slices.MaxFunc([]time.Time{at, p.retryAt[channel]}, time.Time.Compare)
	if p.retryAt == nil {
		p.retryAt = map[string]time.Time{}
	}
	setTime(p.retryAt, channel, at.Add(postInterval), now)
	return at.Sub(now), false
}

// record counts a message that was posted to channel without waiting.
func (p *postLimiter) record(channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if soonest := now.Add(postInterval); p.next[channel].Before(soonest) {
		p.set(channel, soonest, now)
	}
}

func (p *postLimiter) set(channel string, at, now time.Time) { setTime(p.next, channel, at, now) }

// setTime sets a channel's time. When there are many, it removes those in the past, or all when
// that is not enough.
func setTime(times map[string]time.Time, channel string, at, now time.Time) {
	if len(times) >= cleanupThreshold {
		maps.DeleteFunc(times, func(_ string, t time.Time) bool { return t.Before(now) })
	}
	if len(times) >= maxTimes {
		clear(times)
	}
	times[channel] = at
}

// Sleep waits for d, or returns the context's error as soon as the context ends.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
