package sandbox

import (
	"slices"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// keptEchoes is how many typed commands are remembered.
const keptEchoes = 500

// An echo is a command that somebody typed. Slack does not show them; the page does, with how long the bot took to acknowledge.
type echo struct {
	ID   int     `json:"id"`
	At   float64 `json:"at"` // unix seconds by the sandbox's clock, to stand among the timestamps of messages
	Text string  `json:"text"`
	outcome

	user, channel string
}

// An outcome is what became of one thing that a person did.
type outcome struct {
	Acked   bool    `json:"acked"`
	Offline bool    `json:"offline,omitempty"`  // no socket was open: the bot was not told
	BySlack bool    `json:"by_slack,omitempty"` // Slack answered the command itself
	AckMS   float64 `json:"ack_ms"`             // milliseconds from the envelope to its acknowledgement
}

func outcomeOf(sent *fakeslack.Sent) outcome {
	return outcome{
		Acked: sent.Acked, Offline: sent.Failure == fakeslack.DispatchFailed, BySlack: sent.BySlack,
		AckMS: float64(sent.AckTook()) / float64(time.Millisecond),
	}
}

type echoes struct {
	mu   sync.Mutex
	last int
	all  []echo
}

func (e *echoes) add(one echo) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last++
	one.ID = e.last
	e.all = append(e.all, one)
	if len(e.all) > keptEchoes {
		e.all = slices.Delete(e.all, 0, len(e.all)-keptEchoes)
	}
}

// of returns what one person typed in one channel, oldest first.
func (e *echoes) of(user, channel string) []echo {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(e.all), func(one echo) bool {
		return one.user != user || one.channel != channel
	})
}

// latest is what became of the newest command that was the bot's, nil before the first.
func (e *echoes) latest() *outcome {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, one := range slices.Backward(e.all) {
		if !one.BySlack {
			return &one.outcome
		}
	}
	return nil
}
