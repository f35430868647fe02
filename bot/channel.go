package bot

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

// Channel asks Slack about a conversation. It needs channels:read, groups:read, im:read or mpim:read, by the kind of the conversation; a failure is a
// *PostError. Nothing is remembered: a channel may be shared with another workspace at any moment.
// A private channel that the bot is not in is channel_not_found, as if there were none.
func (b *Bot) Channel(ctx context.Context, id string) (Channel, error) {
	const method = "conversations.info"
	if id == "" {
		return Channel{}, &PostError{Method: method, Code: "channel_not_found"}
	}
	info, err := b.poster.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	if err != nil {
		return Channel{}, readError(method, err)
	}
	return Channel{
		ID: info.ID, Name: info.Name, Private: info.IsPrivate || info.IsIM || info.IsMpIM, Archived: info.IsArchived,
		Shared: isShared(info), Member: info.IsMember || info.IsIM || info.IsMpIM, DM: info.IsIM, Group: info.IsMpIM, User: info.User,
	}, nil
}

// isShared reports whether people of another workspace read a conversation, whichever of its signs Slack gives.
func isShared(info *slack.Channel) bool {
	return info.IsExtShared || info.IsOrgShared || info.IsShared || len(info.ConnectedTeamIDs) > 0
}

// CanPost returns nil when the bot may post to a conversation as far as Slack tells beforehand, and otherwise a *PostError with the code that posting
// would bring: is_archived, channel_not_found (or private, and the bot is not in it), not_in_channel (invite the bot, or grant Needed), missing_scope
// (grant Needed). A channel in which only some may post (restricted_action) is found out by posting alone.
func (b *Bot) CanPost(ctx context.Context, channel string) error {
	c, err := b.Channel(ctx, channel)
	switch {
	case err != nil:
		return err
	case c.Archived:
		return &PostError{Method: postMessage, Code: "is_archived"}
	}
	if err := b.requireScope(ctx, postMessage, "chat:write"); err != nil || c.Member {
		return err
	}
	public, err := b.hasScope(ctx, "chat:write.public")
	if err != nil || public && !c.Private {
		return err
	}
	notMember := &PostError{Method: postMessage, Code: "not_in_channel"}
	if !c.Private {
		notMember.Needed = "chat:write.public"
	}
	return notMember
}

// CanFindPost returns nil when FindPost may look into a conversation: the bot is in it, where chat:write.public is of no help, and has the scope.
func (b *Bot) CanFindPost(ctx context.Context, channel string) error {
	c, err := b.Channel(ctx, channel)
	if err != nil {
		return err
	}
	if !c.Member {
		return &PostError{Method: historyMethod, Code: "not_in_channel"}
	}
	scope := "channels:history"
	switch {
	case c.DM:
		scope = "im:history"
	case c.Group:
		scope = "mpim:history"
	case c.Private:
		scope = "groups:history"
	}
	return b.requireScope(ctx, historyMethod, scope)
}

// Member reports whether a user is in a conversation. Of more than 10,000 members it cannot tell, and fails with CodeTooMuch. Who is in one is believed
// to be for ten minutes; who is not may join, and is asked about again after ten seconds.
func (b *Bot) Member(ctx context.Context, channel, user string) (bool, error) {
	_, err := b.cache.members.get(ctx, channel+" "+user, "")
	if errors.Is(err, errNotMember) {
		return false, nil
	}
	return err == nil, err
}

// errNotMember makes a lookup remember for a short while only that somebody is not in a channel.
var errNotMember = errors.New("not in the channel")

// findMember asks Slack for the members of a conversation until the user is among them, else it returns errOutside.
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

// requireScope returns a missing_scope when the bot's token lacks a scope.
func (b *Bot) requireScope(ctx context.Context, method, scope string) error {
	granted, err := b.hasScope(ctx, scope)
	if err == nil && !granted {
		err = &PostError{Method: method, Code: "missing_scope", Needed: scope}
	}
	return err
}

// hasScope reports whether the bot's token has a scope. Slack is asked anew before it is said that it has not: scopes are granted while we run. Where
// Slack does not tell the scopes, none is known to be missing.
func (b *Bot) hasScope(ctx context.Context, scope string) (bool, error) {
	if slices.Contains(b.identity.scopes(), scope) {
		return true, nil
	}
	auth, err := b.poster.api.AuthTestContext(ctx)
	if err != nil {
		return false, readError("auth.test", err)
	}
	b.identity.updateScopes(*auth)
	scopes := b.identity.scopes()
	return scopes == nil || slices.Contains(scopes, scope), nil
}

// scopes returns the scopes of the bot's token, nil while they are not known.
func (s *identity) scopes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	scopes := s.auth.Header.Get("X-OAuth-Scopes")
	if scopes == "" {
		return nil
	}
	return strings.FieldsFunc(scopes, func(r rune) bool { return r == ',' || r == ' ' })
}

// updateScopes takes over what a later auth.test says of the scopes.
func (s *identity) updateScopes(auth slack.AuthTestResponse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.auth.Header = auth.Header
}
