package bot

import (
	"sync"
	"time"
)

const (
	// remembered is how long and how many envelopes are known again. Slack repeats within minutes or not at all.
	remembered     = 10 * time.Minute
	mostRemembered = 4096

	// mostPayloads is of how many envelopes the payload of the ack is kept as well: it may have 20 KB.
	mostPayloads = 128
)

// envelopes knows the envelopes that have come, over whichever socket, and how they were acknowledged: a form that comes again with an ack that says
// nothing closes, and what was typed is gone.
type envelopes struct {
	now func() time.Time

	mu    sync.Mutex
	known map[string]*envelope
	order []string    // oldest first
	paid  []*envelope // those whose payload is kept, oldest first
}

type envelope struct {
	all *envelopes // whose mutex guards the rest

	at       time.Time
	answered bool
	payload  any
	waiting  []ack // of each time that it came and was not acknowledged yet
}

// came takes note that an envelope has come, to be acknowledged by ack, and reports whether it is the first time.
func (e *envelopes) came(id string, ack ack) (env *envelope, first bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.now()
	e.forget(now)
	env, known := e.known[id]
	if !known {
		env = &envelope{all: e, at: now}
		if e.known == nil {
			e.known = map[string]*envelope{}
		}
		e.known[id] = env
		e.order = append(e.order, id)
	}
	env.waiting = append(env.waiting, ack)
	return env, !known
}

func (e *envelopes) forget(now time.Time) {
	for len(e.order) > 0 && (len(e.order) >= mostRemembered || now.Sub(e.known[e.order[0]].at) > remembered) {
		delete(e.known, e.order[0])
		e.order = e.order[1:]
	}
}

// keep remembers payload, while there are not too many newer ones. e.mu is held.
func (e *envelopes) keep(env *envelope, payload any) {
	if env.answered, env.payload = true, payload; payload == nil {
		return
	}
	if e.paid = append(e.paid, env); len(e.paid) > mostPayloads {
		e.paid[0].payload = nil
		e.paid = e.paid[1:]
	}
}

// answer acknowledges the envelope as often as it has come.
func (env *envelope) answer(payload any) {
	env.all.mu.Lock()
	env.all.keep(env, payload)
	env.all.mu.Unlock()
	env.again()
}

// again acknowledges an envelope that has come again as it was the first time. One that is not answered yet is acknowledged when it is.
func (env *envelope) again() {
	payload, due := env.due()
	for _, ack := range due {
		ack(payload)
	}
}

func (env *envelope) due() (payload any, acks []ack) {
	env.all.mu.Lock()
	defer env.all.mu.Unlock()
	if !env.answered {
		return nil, nil
	}
	acks, env.waiting = env.waiting, nil
	return env.payload, acks
}
