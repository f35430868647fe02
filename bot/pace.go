package bot

import (
	"context"
	"maps"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	opensPerWindow = 12
	openWindow     = time.Minute

	// firstBackoff doubles with every connection that did not last, up to lastBackoff.
	firstBackoff = 500 * time.Millisecond
	lastBackoff  = time.Minute

	// crowdedPause follows when Slack says that the app has too many connections: others have to go away first.
	crowdedPause = 30 * time.Second

	// longestHold bounds a pause that Slack asks for.
	longestHold = time.Hour

	// lasting is how long a connection must have lived for the next one to be opened at once.
	lasting = time.Minute
)

// An openPace keeps the opening of connections, of all sockets together, to opensPerWindow in any openWindow. slack-go opens again at once when
// Slack closes a connection: 19,000 times in three seconds were observed.
type openPace struct {
	mu    sync.Mutex
	now   func() time.Time
	opens []time.Time // the last opensPerWindow at most
	held  time.Time   // no connection before that
}

// hold keeps all sockets from opening connections for d, an hour at most. Slack limits the app and not the socket that was told.
func (p *openPace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = latest(p.held, p.now().Add(min(d, longestHold)))
}

// wait returns when a connection may be opened, and counts it.
func (p *openPace) wait(ctx context.Context) error {
	for {
		pause := p.reserve()
		if pause == 0 {
			return ctx.Err()
		}
		// The jitter keeps sockets that wait for the same moment apart.
		if err := sleep(ctx, pause+rand.N(2*time.Second)); err != nil {
			return err
		}
	}
}

// reserve counts an opening at this moment, or returns how long to wait before asking again. The window is a little wider than it must be, because
// what is an even minute here may be less where Slack counts.
func (p *openPace) reserve() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.held) {
		return p.held.Sub(now)
	}
	if len(p.opens) == opensPerWindow {
		if free := p.opens[0].Add(openWindow + time.Second); now.Before(free) {
			return free.Sub(now)
		}
		p.opens = p.opens[1:]
	}
	p.opens = append(p.opens, now)
	return 0
}

// A backoff is one socket's growing pause between connections that do not last.
type backoff struct {
	mu     sync.Mutex
	streak int           // connections in a row that did not last
	floor  time.Duration // the next pause is not shorter
}

// next returns the pause before the next connection, given how long the last one lived.
func (b *backoff) next(lived time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if lived >= lasting {
		b.streak = 0
	}
	pause, floor := time.Duration(0), b.floor
	if b.streak > 0 {
		doubled := min(firstBackoff<<min(b.streak-1, 10), lastBackoff)
		pause = doubled/2 + rand.N(doubled)
	}
	if floor > 0 {
		floor += rand.N(floor)
	}
	b.streak, b.floor = b.streak+1, 0
	return max(pause, floor)
}

// atLeast makes the next pause a long one: d and up to as much again.
func (b *backoff) atLeast(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.floor = max(b.floor, d)
}

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

// sleep waits for d, or returns the context's error as soon as it ends.
func sleep(ctx context.Context, d time.Duration) error {
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
