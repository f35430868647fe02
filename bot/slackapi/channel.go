package slackapi

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

const (
	memberPageSize = 1000 // people; Slack gives no more at once
	maxMemberPages = 10
)

// A Channel is a conversation as the bot sees it.
type Channel struct {
	ID       string
	Name     string // without "#"; "" for direct messages
	Private  bool
	Archived bool
	Shared   bool   // with another workspace
	Member   bool   // the bot is in it
	DM       bool   // between one person and the bot
	Group    bool   // a direct message among several people
	User     string // the person, for a DM
}

// Channel asks Slack about a conversation. It needs channels:read, groups:read, im:read or
// mpim:read, by the kind of conversation; a failure is a *PostError. It caches nothing: a channel
// may be shared with another workspace at any moment. A private channel that the bot is not in is
// channel_not_found, as if it did not exist.
func (c *Client) Channel(ctx context.Context, id string) (Channel, error) {
	const method = "conversations.info"
	if id == "" {
		return Channel{}, &PostError{Method: method, Code: "channel_not_found"}
	}
	info, err := c.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	if err != nil {
		return Channel{}, readError(method, err)
	}
	return Channel{
		ID: info.ID, Name: info.Name, Private: info.IsPrivate || info.IsIM || info.IsMpIM, Archived: info.IsArchived,
		Shared: isShared(info), Member: info.IsMember || info.IsIM || info.IsMpIM,
		DM: info.IsIM, Group: info.IsMpIM, User: info.User,
	}, nil
}

// isShared reports whether people of another workspace can read a conversation, by any of the
// fields in which Slack says so.
func isShared(info *slack.Channel) bool {
	return info.IsExtShared || info.IsOrgShared || info.IsShared || len(info.ConnectedTeamIDs) > 0
}

// CanPost returns nil when the bot may post to a conversation, as far as Slack tells beforehand.
// Else it returns a *PostError with the code that posting would bring: is_archived,
// channel_not_found (or private, and the bot is not in it), not_in_channel (invite the bot, or
// grant Needed), missing_scope (grant Needed). Only posting itself shows that a channel restricts
// who may post (restricted_action).
func (c *Client) CanPost(ctx context.Context, channel string) error {
	info, err := c.Channel(ctx, channel)
	switch {
	case err != nil:
		return err
	case info.Archived:
		return &PostError{Method: postMessage, Code: "is_archived"}
	}
	if err := c.requireScope(ctx, postMessage, "chat:write"); err != nil || info.Member {
		return err
	}
	public, err := c.hasScope(ctx, "chat:write.public")
	if err != nil || public && !info.Private {
		return err
	}
	notMember := &PostError{Method: postMessage, Code: "not_in_channel"}
	if !info.Private {
		notMember.Needed = "chat:write.public"
	}
	return notMember
}

// CanFindPost returns nil when FindPost may read a conversation: the bot is in it
// (chat:write.public does not help here) and has the scope.
func (c *Client) CanFindPost(ctx context.Context, channel string) error {
	info, err := c.Channel(ctx, channel)
	if err != nil {
		return err
	}
	if !info.Member {
		return &PostError{Method: historyMethod, Code: "not_in_channel"}
	}
	scope := "channels:history"
	switch {
	case info.DM:
		scope = "im:history"
	case info.Group:
		scope = "mpim:history"
	case info.Private:
		scope = "groups:history"
	}
	return c.requireScope(ctx, historyMethod, scope)
}

// Member reports whether a user is in a conversation. With more than 10,000 members it fails with
// CodeHistoryTooLong. A member may leave at any moment and Slack is asked each time; that a user is
// not in it is cached for ten seconds.
func (c *Client) Member(ctx context.Context, channel, user string) (bool, error) {
	_, err := c.cache.members.get(ctx, channel+" "+user, "")
	if errors.Is(err, errNotMember) {
		return false, nil
	}
	return err == nil, err
}

// errNotMember makes a cachedLookup keep for a short time only that a user is not in a channel.
var errNotMember = errors.New("not in the channel")

// findMember pages through the members of a conversation until it finds the user, else it returns
// errNotMember.
func findMember(ctx context.Context, api *slack.Client, channel, user string) error {
	const method = "conversations.members"
	params := slack.GetUsersInConversationParameters{ChannelID: channel, Limit: memberPageSize}
	for range maxMemberPages {
		members, next, err := api.GetUsersInConversationContext(ctx, &params)
		switch {
		case err != nil:
			return readError(method, err)
		case slices.Contains(members, user):
			return nil
		case next == "":
			return errNotMember
		}
		params.Cursor = next
	}
	return &PostError{Method: method, Code: CodeHistoryTooLong}
}

// requireScope returns missing_scope when the bot's token lacks a scope.
func (c *Client) requireScope(ctx context.Context, method, scope string) error {
	granted, err := c.hasScope(ctx, scope)
	if err == nil && !granted {
		err = &PostError{Method: method, Code: "missing_scope", Needed: scope}
	}
	return err
}

// hasScope reports whether the bot's token has a scope. It asks Slack again before it says no,
// because scopes are granted while we run. If Slack does not list the scopes, it says yes.
func (c *Client) hasScope(ctx context.Context, scope string) (bool, error) {
	if slices.Contains(c.identity.scopes(), scope) {
		return true, nil
	}
	auth, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return false, readError("auth.test", err)
	}
	c.identity.updateScopes(*auth)
	scopes := c.identity.scopes()
	return scopes == nil || slices.Contains(scopes, scope), nil
}

// scopes returns the scopes of the bot's token, nil while they are unknown.
func (s *identity) scopes() []string {
	auth := s.get()
	scopes := auth.Header.Get("X-OAuth-Scopes")
	if scopes == "" {
		return nil
	}
	return strings.FieldsFunc(scopes, func(r rune) bool { return r == ',' || r == ' ' })
}

// updateScopes takes the scopes from a later auth.test.
func (s *identity) updateScopes(auth slack.AuthTestResponse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.auth.Header = auth.Header
}
