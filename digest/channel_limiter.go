package digest

import (
	"maps"
	"sync"
	"time"
)

const (
	// lanePace spaces the digests of one channel: Slack takes about one message a second there.
	lanePace = time.Second

	// laneBusy is when to come again, when a turn has come but the one before is not done.
	laneBusy = 250 * time.Millisecond

	// lanesKept is from how many lanes on those are dropped that nothing happens in.
	lanesKept = 256
)

// lanes lets one digest at a time through to each channel, in the order in which they came. Those that must wait are told for how long, and wait as
// jobs in the database, so that a channel with many digests holds no worker from another. The zero value is ready.
type lanes struct {
	mu        sync.Mutex
	byChannel map[string]*lane
}

type lane struct {
	busy  bool
	free  time.Time // when the turns that were given out so far are over
	turns map[slotOf]time.Time
}

// A slotOf is one delivery: the slot, in unix milliseconds, of a subscription.
type slotOf struct {
	subscription string
	slot         int64
}

// enter returns 0 when it is that delivery's turn, and leave must be called after it. Else it returns how long to wait before asking again.
func (l *lanes) enter(channel string, who slotOf, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.prune(now)
	in := l.byChannel[channel]
	if in == nil {
		in = &lane{turns: map[slotOf]time.Time{}}
		l.byChannel[channel] = in
	}
	in.forget(now)
	turn, waited := in.turns[who]
	if !waited {
		turn = later(in.free, now)
		in.turns[who] = turn
		in.free = turn.Add(lanePace)
	}
	switch {
	case turn.After(now):
		return turn.Sub(now)
	case in.busy:
		in.turns[who] = turn
		return laneBusy
	}
	delete(in.turns, who)
	in.busy = true
	return 0
}

// forget drops the turns of those that did not come: another replica had them, or the clock was moved.
func (l *lane) forget(now time.Time) {
	for who, turn := range l.turns {
		if now.Sub(turn) > time.Minute {
			delete(l.turns, who)
		}
	}
	if len(l.turns) == 0 && l.free.Sub(now) > time.Minute {
		l.free = now
	}
}

// leave lets the next one in.
func (l *lanes) leave(channel string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.byChannel[channel].busy = false
}

// prune forgets the channels where nothing happens, once there are many.
func (l *lanes) prune(now time.Time) {
	if l.byChannel == nil {
		l.byChannel = map[string]*lane{}
	}
	if len(l.byChannel) < lanesKept {
		return
	}
	maps.DeleteFunc(l.byChannel, func(_ string, in *lane) bool { return !in.busy && len(in.turns) == 0 && in.free.Before(now) })
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
