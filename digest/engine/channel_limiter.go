package engine

import (
	"sync"
	"time"
)

const (
	// channelPace spaces the digests of one channel: Slack takes about one message a second there.
	channelPace = time.Second

	// busyRetry is when to ask again if a reserved time has come and the channel is still busy.
	busyRetry = 250 * time.Millisecond
)

// A channelLimiter lets one delivery at a time through to each channel, in the order of arrival.
// The others are told how long to wait and wait as jobs in the database, so that a channel with
// many digests keeps no worker from other channels. The zero value is ready.
type channelLimiter struct {
	mu        sync.Mutex
	byChannel map[string]*channelQueue
}

type channelQueue struct {
	busy         bool
	nextFree     time.Time // the first time after all reservations
	reservations map[slotKey]time.Time
}

// A slotKey names one delivery: the slot of a subscription, in unix milliseconds.
type slotKey struct {
	subscription string
	slot         int64
}

// reserve returns 0 when the delivery may go on; the caller must call release after it. Otherwise
// it reserves a time for the delivery and returns how long to wait before asking again.
func (l *channelLimiter) reserve(channel string, who slotKey, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	in := l.byChannel[channel]
	if in == nil {
		if l.byChannel == nil {
			l.byChannel = map[string]*channelQueue{}
		}
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

// dropStale drops reservations that nobody used: another replica delivered, or the clock was moved.
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

// release lets the next delivery of the channel go on.
func (l *channelLimiter) release(channel string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byChannel[channel].busy = false
}
