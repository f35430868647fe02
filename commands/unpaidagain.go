package commands

import (
	"sync"

	"github.com/mayarbot/mayarbot/bot"
)

// replacements are the lists that will be shown again in a moment, brought up to date, in the place of what their askers see now. A click in the
// meantime shows something else there, which an older answer must not take away again. Slack does not tell which message the answer to a command
// became, so a click calls off whatever its person waits for in its channel. Each replica knows of its own only.
type replacements struct {
	mu      sync.Mutex
	awaited map[*replacement]struct{} // at most one for each handler that runs
}

// A replacement is one list that will be shown again.
type replacement struct{ user, channel string }

// announce is called before the list is shown for the first time: from then on there are buttons to click on.
func (r *replacements) announce(req *bot.Request) *replacement {
	r.mu.Lock()
	defer r.mu.Unlock()
	own := &replacement{req.User.ID, req.Channel}
	if r.awaited == nil {
		r.awaited = map[*replacement]struct{}{}
	}
	r.awaited[own] = struct{}{}
	return own
}

// callOff is called by a click before it shows anything.
func (r *replacements) callOff(req *bot.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for other := range r.awaited {
		if other.user == req.User.ID && other.channel == req.Channel {
			delete(r.awaited, other)
		}
	}
}

// wanted tells whether nothing has called the replacement off.
func (r *replacements) wanted(own *replacement) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.awaited[own]
	return ok
}

func (r *replacements) forget(own *replacement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.awaited, own)
}
