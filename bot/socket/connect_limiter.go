package socket

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
)

const (
	connectsPerWindow = 12
	connectWindow     = time.Minute

	maxBackoff = time.Minute

	// tooManyConnsPause follows when Slack says that the app has too many connections: others have
	// to close first.
	tooManyConnsPause = 30 * time.Second

	// maxHold bounds a pause that Slack asks for.
	maxHold = time.Hour

	// stableAfter is how long a connection must have lived for the next one to be opened at once.
	stableAfter = time.Minute
)

// A connectLimiter limits the opening of connections, of all sockets together, to connectsPerWindow
// in any connectWindow. Slack may close each connection at once.
type connectLimiter struct {
	mu        sync.Mutex
	now       func() time.Time
	times     []time.Time // at most the last connectsPerWindow
	heldUntil time.Time   // no connection before then
}

// holdFor stops all sockets from connecting for d, an hour at most: Slack limits the app, not the
// one socket that it told.
func (p *connectLimiter) holdFor(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(min(d, maxHold)); until.After(p.heldUntil) {
		p.heldUntil = until
	}
}

// wait returns when a connection may be opened, and counts it.
func (p *connectLimiter) wait(ctx context.Context) error {
	for {
		pause := p.reserve()
		if pause == 0 {
			return ctx.Err()
		}
		// The jitter spreads sockets that wait for the same time.
		if err := slackapi.Sleep(ctx, pause+rand.N(2*time.Second)); err != nil {
			return err
		}
	}
}

// reserve counts a connection now, or returns how long to wait before asking again. The window is a
// second wider than necessary, because a minute here may be shorter where Slack counts.
func (p *connectLimiter) reserve() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if now.Before(p.heldUntil) {
		return p.heldUntil.Sub(now)
	}
	if len(p.times) == connectsPerWindow {
		if free := p.times[0].Add(connectWindow + time.Second); now.Before(free) {
			return free.Sub(now)
		}
		p.times = p.times[1:]
	}
	p.times = append(p.times, now)
	return 0
}

// A backoff is one socket's growing pause between connections that do not last.
type backoff struct {
	first time.Duration // doubles with every connection that did not last, up to maxBackoff

	mu     sync.Mutex
	streak int           // short connections in a row
	floor  time.Duration // the next pause is not shorter
}

// next returns the pause before the next connection, given the lifetime of the last one.
func (b *backoff) next(lived time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if lived >= stableAfter {
		b.streak = 0
	}
	pause := time.Duration(0)
	if b.streak > 0 {
		doubled := min(b.first<<min(b.streak-1, 10), maxBackoff)
		pause = doubled/2 + rand.N(doubled)
	}
	b.streak++
	floor := b.floor
	b.floor = 0
	if floor > 0 {
		floor += rand.N(floor)
	}
	return max(pause, floor)
}

// atLeast makes the next pause last from d to twice d.
func (b *backoff) atLeast(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.floor = max(b.floor, d)
}
