package slackapi

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
	cacheTTL      = 10 * time.Minute // for users and groups
	cacheErrorTTL = 10 * time.Second // for failures
	maxCached     = 10000

	// maxLookups bounds the calls at once, and with them the connections, however many unknown
	// users come.
	maxLookups = 16
)

// userCache knows users, groups and memberships. However many requests wait for an answer, each is
// asked of Slack once at a time.
type userCache struct {
	users   cachedLookup[*slack.User]
	groups  cachedLookup[[]string] // members by group id
	members cachedLookup[struct{}] // by channel and user id; errNotMember if not in it, else not cached
}

func newUserCache(api *slack.Client, now func() time.Time) *userCache {
	permits := make(chan struct{}, maxLookups)
	return &userCache{
		users: cachedLookup[*slack.User]{
			ttl: cacheTTL, now: now, permits: permits,
			fetch: func(ctx context.Context, id string) (*slack.User, error) {
				return api.GetUserInfoContext(ctx, id)
			},
		},
		groups: cachedLookup[[]string]{
			ttl: cacheTTL, now: now, permits: permits,
			fetch: func(ctx context.Context, id string) ([]string, error) {
				return api.GetUserGroupMembersContext(ctx, id)
			},
		},
		members: cachedLookup[struct{}]{
			now: now, permits: permits,
			fetch: func(ctx context.Context, ids string) (struct{}, error) {
				channel, user, _ := strings.Cut(ids, " ")
				return struct{}{}, findMember(ctx, api, channel, user)
			},
		},
	}
}

// User returns a user, from the cache unless that is older than change. A change is named by any
// text.
func (c *Client) User(ctx context.Context, id, change string) (*slack.User, error) {
	return c.cache.users.get(ctx, id, change)
}

// ForgetUser drops a user from the cache.
func (c *Client) ForgetUser(id string) { c.cache.users.forget(id) }

// UserNow asks Slack about a user and caches nothing. A failure is a *PostError.
func (c *Client) UserNow(ctx context.Context, id string) (*slack.User, error) {
	user, err := c.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return nil, readError("users.info", err)
	}
	return user, nil
}

// InAnyGroup reports whether the user is in one of the groups. It fails only when no group says yes
// and one of them could not be read.
func (c *Client) InAnyGroup(ctx context.Context, user string, groups []string) (bool, error) {
	return anyGroup(user, groups, func(group string) ([]string, error) { return c.cache.groups.get(ctx, group, "") })
}

// InAnyGroupNow is InAnyGroup without the cache. A failure is a *PostError.
func (c *Client) InAnyGroupNow(ctx context.Context, user string, groups []string) (bool, error) {
	return anyGroup(user, groups, func(group string) ([]string, error) {
		members, err := c.api.GetUserGroupMembersContext(ctx, group)
		if err != nil {
			return nil, readError("usergroups.users.list", err)
		}
		return members, nil
	})
}

func anyGroup(user string, groups []string, membersOf func(group string) ([]string, error)) (bool, error) {
	var failed error
	for _, group := range groups {
		members, err := membersOf(group)
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

// A cachedLookup asks Slack and caches the answer, a failure for a short time.
type cachedLookup[V any] struct {
	ttl     time.Duration // of an answer that is no failure
	now     func() time.Time
	permits chan struct{} // for calls to Slack
	fetch   func(ctx context.Context, id string) (V, error)

	flights    singleflight.Group
	mu         sync.Mutex
	cached     map[string]cachedAnswer[V]
	generation uint64 // counts the calls of forget
}

type cachedAnswer[V any] struct {
	value  V
	err    error
	until  time.Time
	change string
}

// get returns Slack's answer for id. A cached answer from before change is not used.
func (l *cachedLookup[V]) get(ctx context.Context, id, change string) (V, error) {
	a, generation, ok := l.load(id, change)
	if ok {
		return a.value, a.err
	}
	// The call outlives the first caller, because others wait for it too, unless they came after a
	// change.
	asked := l.flights.DoChan(fmt.Sprint(id, " ", change, " ", generation), func() (any, error) {
		if a, _, ok := l.load(id, change); ok {
			return a, nil
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
		defer cancel()
		a := cachedAnswer[V]{change: change}
		a.value, a.err = l.fetchWithPermit(ctx, id)
		return l.store(id, a, generation), nil
	})
	select {
	case result := <-asked:
		a := result.Val.(cachedAnswer[V])
		return a.value, a.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// fetchWithPermit asks Slack once there is a permit.
func (l *cachedLookup[V]) fetchWithPermit(ctx context.Context, id string) (value V, err error) {
	select {
	case l.permits <- struct{}{}:
		defer func() { <-l.permits }()
		err = panicsafe.Run(func() error {
			value, err = l.fetch(ctx, id)
			return err
		})
		return value, err
	case <-ctx.Done():
		return value, ctx.Err()
	}
}

func (l *cachedLookup[V]) load(id, change string) (a cachedAnswer[V], generation uint64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok = l.cached[id]
	return a, l.generation, ok && a.change == change && l.now().Before(a.until)
}

// store caches an answer, unless something was forgotten since the call began.
func (l *cachedLookup[V]) store(id string, a cachedAnswer[V], generation uint64) cachedAnswer[V] {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.generation != generation {
		return a
	}
	if l.cached == nil || len(l.cached) >= maxCached {
		l.cached = map[string]cachedAnswer[V]{}
	}
	keep := l.ttl
	if a.err != nil {
		keep = cacheErrorTTL
	}
	a.until = l.now().Add(keep)
	l.cached[id] = a
	return a
}

// forget drops the answer for id, even for callers that wait for a running call.
func (l *cachedLookup[V]) forget(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.cached, id)
	l.generation++
}
