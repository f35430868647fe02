package slackapi

import (
	"context"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/internal/ttl"
)

// A postLimiter limits public messages to one per second and channel, which is what Slack allows.
//
// Private answers never wait for the channel: a user is waiting for them, and Slack bounds them by
// the five uses of their response_url. They count all the same, so that no public message follows
// one within the second.
type postLimiter struct {
	mu      sync.Mutex
	now     func() time.Time
	next    *ttl.Cache[string, time.Time] // by channel: time of the next message
	retryAt *ttl.Cache[string, time.Time] // by channel: time of the next retry
}

const (
	postInterval = time.Second
	maxChannels  = 10000 // that are remembered
)

func newPostLimiter(now func() time.Time) *postLimiter {
	return &postLimiter{
		now:  now,
		next: ttl.New[string, time.Time](now, maxChannels), retryAt: ttl.New[string, time.Time](now, maxChannels),
	}
}

// timeOf returns the time of a channel, or now when there is none or it is over.
func timeOf(times *ttl.Cache[string, time.Time], channel string, now time.Time) time.Time {
	if at, ok := times.Get(channel); ok && at.After(now) {
		return at
	}
	return now
}

// wait returns when a message may be posted to channel.
func (p *postLimiter) wait(ctx context.Context, channel string) error {
	p.mu.Lock()
	now := p.now()
	at := timeOf(p.next, channel, now)
	p.next.Put(channel, at.Add(postInterval), at.Add(postInterval).Sub(now))
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
	at := timeOf(p.next, channel, now)
	if at.Sub(now) <= most {
		p.next.Put(channel, at.Add(postInterval), at.Add(postInterval).Sub(now))
		return at.Sub(now), true
	}
	at = timeOf(p.retryAt, channel, at)
	p.retryAt.Put(channel, at.Add(postInterval), at.Add(postInterval).Sub(now))
	return at.Sub(now), false
}

// record counts a message that was posted to channel without waiting.
func (p *postLimiter) record(channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if soonest := now.Add(postInterval); timeOf(p.next, channel, now).Before(soonest) {
		p.next.Put(channel, soonest, postInterval)
	}
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
