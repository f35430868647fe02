package bot

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"
)

const (
	knownFor   = 10 * time.Minute // how long it is believed who somebody is and what groups and channels they are in
	unknownFor = 10 * time.Second // how long Slack is not asked again after it could not say
	mostKnown  = 10000
)

// people knows who is who. Slack is asked once at a time about each person, group and membership, however many requests wait for the answer.
type people struct {
	users   lookup[*slack.User]
	groups  lookup[[]string] // members by id of the group
	members lookup[struct{}] // by ids of the channel and the user; errOutside for one who is not in it
}

func newPeople(api *slack.Client, now func() time.Time) *people {
	return &people{
		users: lookup[*slack.User]{now: now, ask: func(ctx context.Context, id string) (*slack.User, error) {
			return api.GetUserInfoContext(ctx, id)
		}},
		groups: lookup[[]string]{now: now, ask: func(ctx context.Context, id string) ([]string, error) {
			return api.GetUserGroupMembersContext(ctx, id)
		}},
		members: lookup[struct{}]{now: now, ask: func(ctx context.Context, ids string) (struct{}, error) {
			channel, user, _ := strings.Cut(ids, " ")
			return struct{}{}, findMember(ctx, api, channel, user)
		}},
	}
}

// in reports whether the user is in one of the groups. It fails only when that cannot be told: a group that says yes is enough.
func (p *people) in(ctx context.Context, user string, groups []string) (bool, error) {
	var failed error
	for _, group := range groups {
		members, err := p.groups.get(ctx, group)
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
	now func() time.Time
	ask func(ctx context.Context, id string) (V, error)

	asking singleflight.Group
	mu     sync.Mutex
	known  map[string]answer[V]
}

type answer[V any] struct {
	value V
	err   error
	until time.Time
}

func (l *lookup[V]) get(ctx context.Context, id string) (V, error) {
	if a, ok := l.recall(id); ok {
		return a.value, a.err
	}
	// The question outlives whoever asked first: others wait for it as well.
	asked := l.asking.DoChan(id, func() (any, error) {
		if a, ok := l.recall(id); ok {
			return a, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		defer cancel()
		value, err := l.ask(ctx, id)
		return l.remember(id, value, err), nil
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

func (l *lookup[V]) recall(id string) (answer[V], bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.known[id]
	return a, ok && l.now().Before(a.until)
}

func (l *lookup[V]) remember(id string, value V, err error) answer[V] {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || len(l.known) >= mostKnown {
		l.known = map[string]answer[V]{}
	}
	keep := knownFor
	if err != nil {
		keep = unknownFor
	}
	a := answer[V]{value, err, l.now().Add(keep)}
	l.known[id] = a
	return a
}
