package bot

import (
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// actionBurst is how much one user may do at once, and actionRate how much per second after
	// that. A user who reads the answers stays far below it.
	actionBurst = 40
	actionRate  = 2

	// Menus send a request for every letter that is typed.
	menuBurst = 60
	menuRate  = 5

	// noticeInterval is how often a user who is too fast is told so.
	noticeInterval = 10 * time.Second

	// maxUsers is how many users are tracked.
	maxUsers = 10000
)

// userLimiter bounds how much each user may ask for.
type userLimiter struct {
	mu    sync.Mutex
	users map[string]*allowance
}

// An allowance is what one user may still ask for.
type allowance struct {
	actions, menus *rate.Limiter
	noticedAt      time.Time // when the user was told last
}

// allow counts one action of a user's and reports whether it is within the limit; notify reports
// whether to tell the user that it is not.
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

// allowanceOf returns a user's allowance. When there are too many users, it drops those with a full
// allowance, or all if that is not enough. r.mu is held.
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
