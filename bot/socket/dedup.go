package socket

import (
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/internal/ttl"
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
	mu       sync.Mutex
	known    *ttl.Cache[string, *envelope]
	payloads *ttl.Cache[*envelope, any]
}

type envelope struct {
	dedup *dedup // whose mutex guards the rest

	answered bool
	acks     []Ack // one for each time that it came, until it is acknowledged
}

func newDedup(now func() time.Time) *dedup {
	return &dedup{
		known:    ttl.New[string, *envelope](now, maxEnvelopes),
		payloads: ttl.New[*envelope, any](now, maxPayloads),
	}
}

// observe remembers that an envelope came, to be acknowledged by ack, and reports whether it is the
// first time.
func (e *dedup) observe(id string, ack Ack) (env *envelope, first bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	env, known := e.known.Get(id)
	if !known {
		env = &envelope{dedup: e}
		e.known.Put(id, env, dedupTTL)
	}
	env.acks = append(env.acks, ack)
	return env, !known
}

// answer acknowledges the envelope as often as it came.
func (env *envelope) answer(payload any) {
	env.dedup.mu.Lock()
	env.answered = true
	if payload != nil {
		env.dedup.payloads.Put(env, payload, dedupTTL)
	}
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

func (env *envelope) pending() (payload any, acks []Ack) {
	env.dedup.mu.Lock()
	defer env.dedup.mu.Unlock()
	if !env.answered {
		return nil, nil
	}
	acks, env.acks = env.acks, nil
	payload, _ = env.dedup.payloads.Get(env)
	return payload, acks
}
