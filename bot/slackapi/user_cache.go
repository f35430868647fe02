package slackapi

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/internal/ttl"
	"github.com/slack-go/slack"
)

const (
	cacheTTL      = 10 * time.Minute // for users and groups
	cacheErrorTTL = 10 * time.Second // for failures
	maxCached     = 10000

	// maxLookups bounds the calls at once, and with them the connections, however many unknown
	// users come. Each is asked about alone: that users.info takes several is not documented, and
	// who may use the bot depends on the answer.
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
			cacheTTL, permits,
			func(ctx context.Context, id string) (*slack.User, error) { return api.GetUserInfoContext(ctx, id) },
			ttl.New[string, cachedAnswer[*slack.User]](now, maxCached),
		},
		groups: cachedLookup[[]string]{
			cacheTTL, permits,
			func(ctx context.Context, id string) ([]string, error) {
				return api.GetUserGroupMembersContext(ctx, id)
			},
			ttl.New[string, cachedAnswer[[]string]](now, maxCached),
		},
		members: cachedLookup[struct{}]{
			0, permits,
			func(ctx context.Context, ids string) (struct{}, error) {
				channel, user, _ := strings.Cut(ids, " ")
				return struct{}{}, findMember(ctx, api, channel, user)
			},
			ttl.New[string, cachedAnswer[struct{}]](now, maxCached),
		},
	}
}

// User returns a user, from the cache unless that is older than change. A change is named by any
// text.
func (c *Client) User(ctx context.Context, id, change string) (*slack.User, error) {
	return c.cache.users.get(ctx, id, change)
}

// ForgetUser drops a user from the cache.
func (c *Client) ForgetUser(id string) { c.cache.users.answers.Delete(id) }

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
	lasts   time.Duration // of an answer that is no failure
	permits chan struct{} // for calls to Slack
	fetch   func(ctx context.Context, id string) (V, error)
	answers *ttl.Cache[string, cachedAnswer[V]]
}

type cachedAnswer[V any] struct {
	value  V
	err    error
	change string
}

// get returns Slack's answer for id. An answer from before change is not used.
func (l *cachedLookup[V]) get(ctx context.Context, id, change string) (V, error) {
	for {
		a, err := l.answers.Load(ctx, id, func() (cachedAnswer[V], time.Duration) {
			// The call outlives the first caller, because others wait for it too.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
			defer cancel()
			value, err := l.fetchWithPermit(ctx, id)
			if err != nil {
				return cachedAnswer[V]{err: err, change: change}, cacheErrorTTL
			}
			return cachedAnswer[V]{value: value, change: change}, l.lasts
		})
		switch {
		case err != nil:
			return a.value, err
		case a.change == change:
			return a.value, a.err
		}
		// Others that wait with us may have asked anew: their answer and their call stay.
		l.answers.DeleteIf(id, func(kept cachedAnswer[V]) bool { return kept.change != change })
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
