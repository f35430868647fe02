package bot

import (
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// actBurst is how much one person may do at once, and actRate how much in a second after that. Nobody who reads the
	// answers comes near it.
	actBurst = 40
	actRate  = 2

	// Menus are asked at every letter that somebody types.
	menuBurst = 60
	menuRate  = 5

	// tellEvery is how often somebody who is too fast is told so.
	tellEvery = 10 * time.Second

	// mostRated is of how many people it is known how fast they are.
	mostRated = 10000
)

// rateLimits bound how much each person may ask for.
type rateLimits struct {
	mu     sync.Mutex
	people map[string]*allowance
}

// An allowance is what one person may still ask for.
type allowance struct {
	acts, menus *rate.Limiter
	told        time.Time // that they are too fast
}

// allow counts one act of a person, and reports whether it is not too much. tell reports whether to say that it is.
func (r *rateLimits) allow(person string, kind Kind, now time.Time) (ok, tell bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	own := r.of(person, now)
	limit := own.acts
	if kind == KindMenu {
		limit = own.menus
	}
	if limit.AllowN(now, 1) {
		return true, false
	}
	if tell = now.Sub(own.told) >= tellEvery; tell {
		own.told = now
	}
	return false, tell
}

// of returns a person's allowance. Where there are too many people, those who have all of theirs again are forgotten, and
// everybody if that is nobody. r.mu is held.
func (r *rateLimits) of(person string, now time.Time) *allowance {
	own := r.people[person]
	if own != nil {
		return own
	}
	if len(r.people) >= mostRated {
		maps.DeleteFunc(r.people, func(_ string, a *allowance) bool { return a.whole(now) })
	}
	if r.people == nil || len(r.people) >= mostRated {
		r.people = map[string]*allowance{}
	}
	own = &allowance{acts: rate.NewLimiter(actRate, actBurst), menus: rate.NewLimiter(menuRate, menuBurst)}
	r.people[person] = own
	return own
}

func (a *allowance) whole(now time.Time) bool {
	return a.acts.TokensAt(now) >= actBurst && a.menus.TokensAt(now) >= menuBurst
}
