package bot

import (
	"sync"
	"time"
)

const (
	// dedupTTL is how long and how many envelopes are known again. Slack repeats within minutes or not at all.
	dedupTTL     = 10 * time.Minute
	maxEnvelopes = 4096

	// maxPayloads is of how many envelopes the payload of the ack is kept as well: it may have 20 KB.
	maxPayloads = 128
)

// dedup knows the envelopes that have come, over whichever socket, and how they were acknowledged: a form that comes again with an ack that says
// nothing closes, and what was typed is gone.
type dedup struct {
	now func() time.Time

	mu          sync.Mutex
	known       map[string]*envelope
	order       []string    // oldest first
	withPayload []*envelope // those whose payload is kept, oldest first
}

type envelope struct {
	dedup *dedup // whose mutex guards the rest

	seenAt   time.Time
	answered bool
	payload  any
	acks     []ack // of each time that it came and was not acknowledged yet
}

// observe takes note that an envelope has come, to be acknowledged by ack, and reports whether it is the first time.
func (e *dedup) observe(id string, ack ack) (env *envelope, first bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	e.forget(now)
	env, known := e.known[id]
	if !known {
		env = &envelope{dedup: e, seenAt: now}
		if e.known == nil {
			e.known = map[string]*envelope{}
		}
		e.known[id] = env
		e.order = append(e.order, id)
	}
	env.acks = append(env.acks, ack)
	return env, !known
}

func (e *dedup) forget(now time.Time) {
	for len(e.order) > 0 && (len(e.order) >= maxEnvelopes || now.Sub(e.known[e.order[0]].seenAt) > dedupTTL) {
		delete(e.known, e.order[0])
		e.order = e.order[1:]
	}
}

// keepPayload remembers payload, while there are not too many newer ones. e.mu is held.
func (e *dedup) keepPayload(env *envelope, payload any) {
	if env.answered, env.payload = true, payload; payload == nil {
		return
	}
	if e.withPayload = append(e.withPayload, env); len(e.withPayload) > maxPayloads {
		e.withPayload[0].payload = nil
		e.withPayload = e.withPayload[1:]
	}
}

// answer acknowledges the envelope as often as it has come.
func (env *envelope) answer(payload any) {
	env.dedup.mu.Lock()
	env.dedup.keepPayload(env, payload)
	env.dedup.mu.Unlock()
	env.reack()
}

// reack acknowledges an envelope that has come again as it was the first time. One that is not answered yet is acknowledged when it is.
func (env *envelope) reack() {
	payload, due := env.pending()
	for _, ack := range due {
		ack(payload)
	}
}

func (env *envelope) pending() (payload any, acks []ack) {
	env.dedup.mu.Lock()
	defer env.dedup.mu.Unlock()
	if !env.answered {
		return nil, nil
	}
	acks, env.acks = env.acks, nil
	return env.payload, acks
}
