package bot

import (
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// actionBurst is how much one person may do at once, and actRate how much in a second after that. Nobody who reads the
	// answers comes near it.
	actionBurst = 40
	actionRate  = 2

	// Menus are asked at every letter that somebody types.
	menuBurst = 60
	menuRate  = 5

	// noticeInterval is how often somebody who is too fast is told so.
	noticeInterval = 10 * time.Second

	// maxUsers is of how many people it is known how fast they are.
	maxUsers = 10000
)

// userLimiter bound how much each person may ask for.
type userLimiter struct {
	mu    sync.Mutex
	users map[string]*allowance
}

// An allowance is what one person may still ask for.
type allowance struct {
	actions, menus *rate.Limiter
	noticedAt      time.Time // that they are too fast
}

// allow counts one act of a person, and reports whether it is not too much. tell reports whether to say that it is.
func (r *userLimiter) allow(user string, kind Kind, now time.Time) (ok, notify bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	own := r.allowanceOf(user, now)
	limit := own.actions
	if kind == KindMenu {
		limit = own.menus
	}
	if limit.AllowN(now, 1) {
		return true, false
	}
	if notify = now.Sub(own.noticedAt) >= noticeInterval; notify {
		own.noticedAt = now
	}
	return false, notify
}

// allowanceOf returns a person's allowance. Where there are too many people, those who have all of theirs again are forgotten, and
// everybody if that is nobody. r.mu is held.
func (r *userLimiter) allowanceOf(user string, now time.Time) *allowance {
	own := r.users[user]
	if own != nil {
		return own
	}
	if len(r.users) >= maxUsers {
		maps.DeleteFunc(r.users, func(_ string, a *allowance) bool { return a.full(now) })
	}
	if r.users == nil || len(r.users) >= maxUsers {
		r.users = map[string]*allowance{}
	}
	own = &allowance{actions: rate.NewLimiter(actionRate, actionBurst), menus: rate.NewLimiter(menuRate, menuBurst)}
	r.users[user] = own
	return own
}

func (a *allowance) full(now time.Time) bool {
	return a.actions.TokensAt(now) >= actionBurst && a.menus.TokensAt(now) >= menuBurst
}
