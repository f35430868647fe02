package bot

import (
	"sync"
	"time"
)

const (
	// dedupTTL and maxEnvelopes bound for how long and how many envelopes are remembered. Slack
	// repeats an envelope within minutes or not at all.
	dedupTTL     = 10 * time.Minute
	maxEnvelopes = 4096

	// maxPayloads is how many ack payloads are kept: each may have 20 KB.
	maxPayloads = 128
)

// dedup remembers the envelopes of all sockets and how they were acknowledged. A repeated form
// needs the same ack again: an empty one would close it and lose what was typed.
type dedup struct {
	now func() time.Time

	mu          sync.Mutex
	known       map[string]*envelope
	order       []string    // oldest first
	withPayload []*envelope // envelopes with a payload, oldest first
}

type envelope struct {
	dedup *dedup // whose mutex guards the rest

	seenAt   time.Time
	answered bool
	payload  any
	acks     []ack // one for each time that it came, until it is acknowledged
}

// observe remembers that an envelope came, to be acknowledged by ack, and reports whether it is the
// first time.
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

// keepPayload keeps payload until there are too many newer ones. e.mu is held.
func (e *dedup) keepPayload(env *envelope, payload any) {
	if env.answered, env.payload = true, payload; payload == nil {
		return
	}
	if e.withPayload = append(e.withPayload, env); len(e.withPayload) > maxPayloads {
		e.withPayload[0].payload = nil
		e.withPayload = e.withPayload[1:]
	}
}

// answer acknowledges the envelope as often as it came.
func (env *envelope) answer(payload any) {
	env.dedup.mu.Lock()
	env.dedup.keepPayload(env, payload)
	env.dedup.mu.Unlock()
	env.reack()
}

// reack acknowledges a repeated envelope as the first time. An envelope without an answer yet is
// acknowledged together with the first.
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
