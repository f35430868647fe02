package fakeslack

import (
	"slices"
	"strings"
)

var (
	readScopes    = []string{"channels:read", "groups:read", "im:read", "mpim:read"}
	historyScopes = []string{"channels:history", "groups:history", "im:history", "mpim:history"}
)

var conversationMethods = map[string]apiMethod{
	"conversations.open":    {scopes: []string{"im:write", "mpim:write", "channels:manage"}, run: openConversation},
	"conversations.info":    {scopes: readScopes, run: conversationInfo},
	"conversations.list":    {scopes: readScopes, run: listConversations},
	"conversations.members": {scopes: readScopes, run: listMembers},
	"conversations.history": {scopes: historyScopes, run: history},
	"conversations.join":    {scopes: []string{"channels:join"}, run: joinConversation},
}

func openConversation(s *Server, c apiCall) (object, error) {
	if id := c.args["channel"]; id != "" {
		channel, ok := s.directory.channel(id)
		if !ok || !channel.DM {
			return nil, apiError("channel_not_found")
		}
		return object{"channel": object{"id": channel.ID}}, nil
	}
	users := strings.Split(c.args["users"], ",")
	if len(users) != 1 || users[0] == "" {
		return nil, apiError("users_list_not_supplied")
	}
	user, ok := s.directory.user(users[0])
	switch {
	case !ok:
		return nil, apiError("user_not_found")
	case user.Deactivated:
		return nil, apiError("user_disabled")
	case user.Bot:
		return nil, apiError("cannot_dm_bot")
	}
	channel, _ := s.directory.directMessages(user.ID)
	if c.args.flag("return_im") {
		return object{"no_op": true, "already_open": true, "channel": describeChannel(channel)}, nil
	}
	return object{"no_op": true, "already_open": true, "channel": object{"id": channel.ID}}, nil
}

// visibleChannel finds a conversation that the bot may see, if its token has the scope ("read" or
// "history") for that type of conversation.
func (s *Server) visibleChannel(id, right string) (Channel, error) {
	channel, ok := s.directory.channel(id)
	if !ok || (channel.Private || channel.DM) && !channel.Has(BotUser) {
		return Channel{}, apiError("channel_not_found")
	}
	return channel, s.checkScope(kindOf(channel), right)
}

// scopePrefix is the first part of the scope for a type of conversation.
var scopePrefix = map[string]string{
	"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim",
}

func (s *Server) checkScope(kind, right string) error {
	needed := scopePrefix[kind] + ":" + right
	if s.hasScope(needed) {
		return nil
	}
	return s.missingScope(needed)
}

func conversationInfo(s *Server, c apiCall) (object, error) {
	channel, err := s.visibleChannel(c.args["channel"], "read")
	if err != nil {
		return nil, err
	}
	return object{"channel": describeChannel(channel)}, nil
}

func describeChannel(c Channel) object {
	if c.DM {
		return object{"id": c.ID, "is_im": true, "user": c.User, "is_archived": c.Archived}
	}
	return object{
		"id": c.ID, "name": c.Name, "name_normalized": c.Name, "is_channel": !c.Private, "is_group": c.Private,
		"is_private": c.Private,
		"is_im":      false, "is_mpim": c.GroupDM, "is_archived": c.Archived, "is_shared": c.Shared,
		"is_ext_shared": c.Shared,
		"is_org_shared": false, "is_pending_ext_shared": false, "is_member": c.Has(BotUser),
		"num_members": len(c.Members),
	}
}

func listConversations(s *Server, c apiCall) (object, error) {
	kinds := strings.Split(c.args["types"], ",")
	if c.args["types"] == "" {
		kinds = []string{"public_channel"}
	}
	for _, kind := range kinds {
		if _, known := scopePrefix[kind]; !known {
			return nil, apiError("invalid_types")
		}
		if err := s.checkScope(kind, "read"); err != nil {
			return nil, err
		}
	}
	var all []any
	for _, channel := range s.Channels() {
		seen := channel.Has(BotUser) || !channel.Private && !channel.DM
		archived := channel.Archived && c.args.flag("exclude_archived")
		if seen && !archived && slices.Contains(kinds, kindOf(channel)) {
			all = append(all, describeChannel(channel))
		}
	}
	return paged("channels", all, c.args)
}

func kindOf(c Channel) string {
	switch {
	case c.DM:
		return "im"
	case c.GroupDM:
		return "mpim"
	case c.Private:
		return "private_channel"
	}
	return "public_channel"
}

func listMembers(s *Server, c apiCall) (object, error) {
	channel, err := s.visibleChannel(c.args["channel"], "read")
	if err != nil {
		return nil, err
	}
	active := slices.DeleteFunc(slices.Clone(channel.Members), func(member string) bool {
		user, _ := s.directory.user(member)
		return user.Deactivated
	})
	return paged("members", active, c.args)
}

func joinConversation(s *Server, c apiCall) (object, error) {
	if _, ok := s.directory.channel(c.args["channel"]); !ok {
		return nil, apiError("channel_not_found")
	}
	channel, err := s.directory.changeChannel(c.args["channel"], func(channel *Channel) error {
		switch {
		case channel.Private || channel.DM:
			return apiError("channel_not_found")
		case channel.Archived:
			return apiError("is_archived")
		case !channel.Has(BotUser):
			channel.Members = append(slices.Clone(channel.Members), BotUser)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.changed(Change{Kind: ChangedWorkspace, Channel: channel.ID})
	return object{"channel": describeChannel(channel)}, nil
}
