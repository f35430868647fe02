package bot

import (
	"context"
	"maps"
	"sync"
	"time"
)

// A postLimiter keeps what a channel can read to one message per second and channel, which is what Slack allows.
//
// Private answers, to one person, never wait for the channel: somebody who asked is waiting for them, and Slack bounds them by the five uses of
// their response_url. They count all the same, so that a channel's message does not follow one within the second.
type postLimiter struct {
	mu      sync.Mutex
	now     func() time.Time
	next    map[string]time.Time // by channel: when the next message may go
	retryAt map[string]time.Time // by channel: when whoever is told to come back may do so
}

const (
	postInterval = time.Second

	// cleanupThreshold is how many times are remembered before those that have passed are forgotten, mostTimes how many at most.
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
	return sleep(ctx, at.Sub(now))
}

// reserve takes the channel's next turn and returns how long it is away. When that is longer than most no turn is taken; wait is then how long to stay
// away, each time a second more, so that those who come back do not come all at once.
func (p *postLimiter) reserve(channel string, most time.Duration) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at := maxTime(now, p.next[channel])
	if at.Sub(now) <= most {
		p.set(channel, at.Add(postInterval), now)
		return at.Sub(now), true
	}
	at = maxTime(at, p.retryAt[channel])
	if p.retryAt == nil {
		p.retryAt = map[string]time.Time{}
	}
	setTime(p.retryAt, channel, at.Add(postInterval), now)
	return at.Sub(now), false
}

func maxTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// record records that something was posted to channel without waiting.
func (p *postLimiter) record(channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if soonest := now.Add(postInterval); p.next[channel].Before(soonest) {
		p.set(channel, soonest, now)
	}
}

func (p *postLimiter) set(channel string, at, now time.Time) { setTime(p.next, channel, at, now) }

// setTime sets a channel's time, and forgets what has passed when there are many, or everything when that is not enough.
func setTime(times map[string]time.Time, channel string, at, now time.Time) {
	if len(times) >= cleanupThreshold {
		maps.DeleteFunc(times, func(_ string, t time.Time) bool { return t.Before(now) })
	}
	if len(times) >= maxTimes {
		clear(times)
	}
	times[channel] = at
}
