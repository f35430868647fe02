package sandbox

import (
	"slices"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// maxLoggedCommands is how many typed commands are kept.
const maxLoggedCommands = 500

// A loggedCommand is a command that a user typed. Slack does not show commands; the page does, with
// the time of the acknowledgement.
type loggedCommand struct {
	ID   int     `json:"id"`
	At   float64 `json:"at"` // unix seconds by the sandbox's clock, like the timestamps of messages
	Text string  `json:"text"`
	outcome

	user, channel string
}

// An outcome is the result of a user's action.
type outcome struct {
	Acked   bool    `json:"acked"`
	Offline bool    `json:"offline,omitempty"`  // no socket was open: the bot did not get it
	BySlack bool    `json:"by_slack,omitempty"` // Slack answered the command itself
	AckMS   float64 `json:"ack_ms"`             // milliseconds from the envelope to its acknowledgement
}

func outcomeOf(sent *fakeslack.Sent) outcome {
	return outcome{
		Acked: sent.Acked, Offline: sent.Failure == fakeslack.DispatchFailed, BySlack: sent.BySlack,
		AckMS: float64(sent.AckTook()) / float64(time.Millisecond),
	}
}

type commandLog struct {
	mu   sync.Mutex
	last int
	all  []loggedCommand
}

func (l *commandLog) add(c loggedCommand) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	c.ID = l.last
	l.all = append(l.all, c)
	if len(l.all) > maxLoggedCommands {
		l.all = slices.Delete(l.all, 0, len(l.all)-maxLoggedCommands)
	}
}

// typedBy returns the commands of a user in a channel, oldest first.
func (l *commandLog) typedBy(user, channel string) []loggedCommand {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.all), func(c loggedCommand) bool {
		return c.user != user || c.channel != channel
	})
}

// lastOutcome is the result of the newest command for the bot; nil if there is none.
func (l *commandLog) lastOutcome() *outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range slices.Backward(l.all) {
		if !c.BySlack {
			return &c.outcome
		}
	}
	return nil
}
