package bot

import (
	"context"
	"maps"
	"sync"
	"time"
)

// A postPace keeps what a channel can read to one message per second and channel, which is what Slack allows.
//
// Private answers, to one person, never wait for the channel: somebody who asked is waiting for them, and Slack bounds them by the five uses of
// their response_url. They count all the same, so that a channel's message does not follow one within the second.
type postPace struct {
	mu   sync.Mutex
	now  func() time.Time
	next map[string]time.Time // by channel: when the next message may go
	late map[string]time.Time // by channel: when whoever is told to come back may do so
}

const (
	postEvery = time.Second

	// manyTimes is how many times are remembered before those that have passed are forgotten, mostTimes how many at most.
	manyTimes = 1000
	mostTimes = 10000
)

// wait returns when a message may be posted to channel.
func (p *postPace) wait(ctx context.Context, channel string) error {
	p.mu.Lock()
	now := p.now()
	at := p.next[channel]
	if at.Before(now) {
		at = now
	}
	p.set(channel, at.Add(postEvery), now)
	p.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}

// turn takes the channel's next turn and returns how long it is away. When that is longer than most no turn is taken; wait is then how long to stay
// away, each time a second more, so that those who come back do not come all at once.
func (p *postPace) turn(channel string, most time.Duration) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	at := latest(now, p.next[channel])
	if at.Sub(now) <= most {
		p.set(channel, at.Add(postEvery), now)
		return at.Sub(now), true
	}
	at = latest(at, p.late[channel])
	if p.late == nil {
		p.late = map[string]time.Time{}
	}
	remember(p.late, channel, at.Add(postEvery), now)
	return at.Sub(now), false
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// count records that something was posted to channel without waiting.
func (p *postPace) count(channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if soonest := now.Add(postEvery); p.next[channel].Before(soonest) {
		p.set(channel, soonest, now)
	}
}

func (p *postPace) set(channel string, at, now time.Time) { remember(p.next, channel, at, now) }

// remember sets a channel's time, and forgets what has passed when there are many, or everything when that is not enough.
func remember(times map[string]time.Time, channel string, at, now time.Time) {
	if len(times) >= manyTimes {
		maps.DeleteFunc(times, func(_ string, t time.Time) bool { return t.Before(now) })
	}
	if len(times) >= mostTimes {
		clear(times)
	}
	times[channel] = at
}
