package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"
)

const (
	knownFor   = 10 * time.Minute // how long it is believed who somebody is and what groups and channels they are in
	unknownFor = 10 * time.Second // how long Slack is not asked again after it could not say
	mostKnown  = 10000

	// mostAsked is how many questions are put to Slack at once: however many people come whom nobody knows, not more
	// connections are opened for them.
	mostAsked = 16
)

// people knows who is who. Slack is asked once at a time about each person, group and membership, however many requests wait for the answer.
type people struct {
	users   lookup[*slack.User]
	groups  lookup[[]string] // members by id of the group
	members lookup[struct{}] // by ids of the channel and the user; errOutside for one who is not in it
}

func newPeople(api *slack.Client, now func() time.Time) *people {
	permits := make(chan struct{}, mostAsked)
	return &people{
		users: lookup[*slack.User]{now: now, permits: permits, ask: func(ctx context.Context, id string) (*slack.User, error) {
			return api.GetUserInfoContext(ctx, id)
		}},
		groups: lookup[[]string]{now: now, permits: permits, ask: func(ctx context.Context, id string) ([]string, error) {
			return api.GetUserGroupMembersContext(ctx, id)
		}},
		members: lookup[struct{}]{now: now, permits: permits, ask: func(ctx context.Context, ids string) (struct{}, error) {
			channel, user, _ := strings.Cut(ids, " ")
			return struct{}{}, findMember(ctx, api, channel, user)
		}},
	}
}

// in reports whether the user is in one of the groups. It fails only when that cannot be told: a group that says yes is enough.
func (p *people) in(ctx context.Context, user string, groups []string) (bool, error) {
	var failed error
	for _, group := range groups {
		members, err := p.groups.get(ctx, group, "")
		if err != nil {
			failed = err
			continue
		}
		if slices.Contains(members, user) {
			return true, nil
		}
	}
	return false, failed
}

// A lookup asks Slack and remembers the answer for a while, failures for a short while.
type lookup[V any] struct {
	now     func() time.Time
	permits chan struct{} // to ask Slack
	ask     func(ctx context.Context, id string) (V, error)

	asking singleflight.Group
	mu     sync.Mutex
	known  map[string]answer[V]
	forgot uint64 // how often something was forgotten
}

type answer[V any] struct {
	value V
	err   error
	until time.Time
	since string
}

// get returns what Slack says of id. What was learned before the change that since names is not believed any more.
func (l *lookup[V]) get(ctx context.Context, id, since string) (V, error) {
	a, forgot, ok := l.recall(id, since)
	if ok {
		return a.value, a.err
	}
	// The question outlives whoever asked first: others wait for it as well, unless they came after a change.
	asked := l.asking.DoChan(fmt.Sprint(id, " ", since, " ", forgot), func() (any, error) {
		if a, _, ok := l.recall(id, since); ok {
			return a, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		defer cancel()
		a := answer[V]{since: since}
		a.value, a.err = l.askInTurn(ctx, id)
		return l.remember(id, a, forgot), nil
	})
	select {
	case result := <-asked:
		a := result.Val.(answer[V])
		return a.value, a.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// askInTurn asks Slack once there is a permit.
func (l *lookup[V]) askInTurn(ctx context.Context, id string) (value V, err error) {
	select {
	case l.permits <- struct{}{}:
		defer func() { <-l.permits }()
		err = panicsafe.Run(func() error {
			value, err = l.ask(ctx, id)
			return err
		})
		return value, err
	case <-ctx.Done():
		return value, ctx.Err()
	}
}

func (l *lookup[V]) recall(id, since string) (a answer[V], forgot uint64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok = l.known[id]
	return a, l.forgot, ok && a.since == since && l.now().Before(a.until)
}

// remember keeps an answer for a while, unless something was forgotten since it was asked for.
func (l *lookup[V]) remember(id string, a answer[V], forgot uint64) answer[V] {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.forgot != forgot {
		return a
	}
	if l.known == nil || len(l.known) >= mostKnown {
		l.known = map[string]answer[V]{}
	}
	keep := knownFor
	if a.err != nil {
		keep = unknownFor
	}
	a.until = l.now().Add(keep)
	l.known[id] = a
	return a
}

// forget has Slack asked anew about id, also by those who come while it is being asked.
func (l *lookup[V]) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.known, id)
	l.forgot++
}
