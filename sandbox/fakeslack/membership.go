package fakeslack

import (
	"fmt"
	"slices"
)

// Invite adds the bot to a channel. The app gets member_joined_channel.
func (s *Server) Invite(by, channel string) error { return s.invite(by, channel, BotUser) }

// Kick removes the bot from a channel. The app gets channel_left, or group_left for a private
// channel.
func (s *Server) Kick(by, channel string) error { return s.kick(by, channel, BotUser) }

func (s *Server) invite(by, channel, user string) error {
	name := s.displayName(user)
	where, err := s.changeAsMember(by, channel, func(c *Channel) error {
		if c.Has(user) {
			return fmt.Errorf("fakeslack: %s is in #%s already", name, c.Name)
		}
		c.Members = append(slices.Clone(c.Members), user)
		return nil
	})
	if err != nil {
		return err
	}
	s.post(
		Message{Channel: channel, User: user, Subtype: "channel_join", Text: "<@" + user + "> has joined the channel"},
	)
	s.sendEventIfMember(channel, object{
		"type": "member_joined_channel", "user": user, "channel": where.ID, "channel_type": where.ID[:1],
		"team": s.opts.Team.ID, "inviter": by,
	})
	return nil
}

func (s *Server) kick(by, channel, user string) error {
	name := s.displayName(user)
	where, err := s.changeAsMember(by, channel, func(c *Channel) error {
		if !c.Has(user) {
			return fmt.Errorf("fakeslack: %s is not in #%s", name, c.Name)
		}
		c.Members = slices.DeleteFunc(slices.Clone(c.Members), func(member string) bool { return member == user })
		return nil
	})
	if err != nil {
		return err
	}
	s.post(Message{
		Channel: channel, User: user, Subtype: "channel_leave", Text: "<@" + user + "> was removed from the channel",
	})
	if user == BotUser {
		s.sendEvent(object{"type": eventPrefix(where) + "_left", "channel": where.ID, "actor_id": by})
		return nil
	}
	s.sendEventIfMember(channel, object{
		"type": "member_left_channel", "user": user, "channel": where.ID, "channel_type": where.ID[:1],
		"team": s.opts.Team.ID, "actor_id": by,
	})
	return nil
}

// displayName is a user's name in error texts.
func (s *Server) displayName(user string) string {
	if user == BotUser {
		return "the bot"
	}
	who, _ := s.directory.user(user)
	return who.Name
}

// Archive makes a channel read-only. The app gets channel_archive, or group_archive for a private
// channel, if the bot is in it.
func (s *Server) Archive(by, channel string) error { return s.archive(by, channel, true, "archive") }

// Unarchive undoes Archive. The app gets channel_unarchive or group_unarchive.
func (s *Server) Unarchive(by, channel string) error {
	return s.archive(by, channel, false, "unarchive")
}

func (s *Server) archive(by, channel string, archived bool, what string) error {
	where, err := s.changeAsMember(by, channel, func(c *Channel) error {
		if c.Archived == archived {
			return fmt.Errorf("fakeslack: #%s cannot be %sd once more", c.Name, what)
		}
		c.Archived = archived
		return nil
	})
	if err != nil {
		return err
	}
	s.post(Message{
		Channel: channel, User: by, Subtype: "channel_" + what, Text: "<@" + by + "> " + what + "d the channel",
	})
	if where.Has(BotUser) {
		s.sendEvent(object{"type": eventPrefix(where) + "_" + what, "channel": where.ID, "user": by})
	}
	return nil
}

// Restrict lets only admins of the workspace post in a channel, or everybody again. Bots are not
// admins.
func (s *Server) Restrict(by, channel string, restricted bool) error {
	_, err := s.changeAsMember(by, channel, func(c *Channel) error {
		c.Restricted = restricted
		return nil
	})
	return err
}

// changeAsMember changes a channel on behalf of a member. Guests and people of other workspaces may
// not, and direct messages cannot be changed.
func (s *Server) changeAsMember(by, channel string, change func(*Channel) error) (Channel, error) {
	who, ok := s.directory.user(by)
	if !ok || !who.isFullMember() {
		return Channel{}, fmt.Errorf("fakeslack: %s is no full member of the workspace", by)
	}
	moved, err := s.directory.changeChannel(channel, func(c *Channel) error {
		switch {
		case c.DM || c.GroupDM:
			return fmt.Errorf("fakeslack: direct messages are not a channel")
		case !c.Has(by):
			return fmt.Errorf("fakeslack: %s is not in #%s", who.Name, c.Name)
		}
		return change(c)
	})
	if err == nil {
		s.changed(Change{Kind: ChangedWorkspace, Channel: channel})
	}
	return moved, err
}

// eventPrefix is the prefix of Slack's older event names.
func eventPrefix(c Channel) string {
	if c.Private {
		return "group"
	}
	return "channel"
}
