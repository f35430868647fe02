package digest

import (
	"maps"
	"sync"
	"time"
)

const (
	// lanePace spaces the digests of one channel: Slack takes about one message a second there.
	channelPace = time.Second

	// laneBusy is when to come again, when a turn has come but the one before is not done.
	busyRetry = 250 * time.Millisecond

	// lanesKept is from how many lanes on those are dropped that nothing happens in.
	pruneAbove = 256
)

// lanes lets one digest at a time through to each channel, in the order in which they came. Those that must wait are told for how long, and wait as
// jobs in the database, so that a channel with many digests holds no worker from another. The zero value is ready.
type channelLimiter struct {
	mu        sync.Mutex
	byChannel map[string]*channelQueue
}

type channelQueue struct {
	busy         bool
	nextFree     time.Time // when the turns that were given out so far are over
	reservations map[slotKey]time.Time
}

// A slotOf is one delivery: the slot, in unix milliseconds, of a subscription.
type slotKey struct {
	subscription string
	slot         int64
}

// enter returns 0 when it is that delivery's turn, and leave must be called after it. Else it returns how long to wait before asking again.
func (l *channelLimiter) reserve(channel string, who slotKey, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prune(now)
	in := l.byChannel[channel]
	if in == nil {
		in = &channelQueue{reservations: map[slotKey]time.Time{}}
		l.byChannel[channel] = in
	}
	in.dropStale(now)
	at, waited := in.reservations[who]
	if !waited {
		if at = in.nextFree; at.Before(now) {
			at = now
		}
		in.reservations[who] = at
		in.nextFree = at.Add(channelPace)
	}
	switch {
	case at.After(now):
		return at.Sub(now)
	case in.busy:
		in.reservations[who] = at
		return busyRetry
	}
	delete(in.reservations, who)
	in.busy = true
	return 0
}

// forget drops the turns of those that did not come: another replica had them, or the clock was moved.
func (l *channelQueue) dropStale(now time.Time) {
	for who, at := range l.reservations {
		if now.Sub(at) > time.Minute {
			delete(l.reservations, who)
		}
	}
	if len(l.reservations) == 0 && l.nextFree.Sub(now) > time.Minute {
		l.nextFree = now
	}
}

// leave lets the next one in.
func (l *channelLimiter) release(channel string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byChannel[channel].busy = false
}

// prune forgets the channels where nothing happens, once there are many.
func (l *channelLimiter) prune(now time.Time) {
	if l.byChannel == nil {
		l.byChannel = map[string]*channelQueue{}
	}
	if len(l.byChannel) < pruneAbove {
		return
	}
	maps.DeleteFunc(l.byChannel, func(_ string, in *channelQueue) bool {
		return !in.busy && len(in.reservations) == 0 && in.nextFree.Before(now)
	})
}
