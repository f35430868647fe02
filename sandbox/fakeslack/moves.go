package fakeslack

import (
	"fmt"
	"slices"
)

// Invite brings the bot into a channel. The app is told by member_joined_channel.
func (s *Server) Invite(by, channel string) error { return s.invite(by, channel, BotUser) }

// Kick takes the bot out of a channel. The app is told by channel_left, of a private channel by group_left.
func (s *Server) Kick(by, channel string) error { return s.kick(by, channel, BotUser) }

func (s *Server) invite(by, channel, user string) error {
	name := s.called(user)
	where, err := s.move(by, channel, func(c *Channel) error {
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
	s.tellMember(channel, object{
		"type": "member_joined_channel", "user": user, "channel": where.ID, "channel_type": where.ID[:1],
		"team": s.opts.Team.ID, "inviter": by,
	})
	return nil
}

func (s *Server) kick(by, channel, user string) error {
	name := s.called(user)
	where, err := s.move(by, channel, func(c *Channel) error {
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
		s.tell(object{"type": family(where) + "_left", "channel": where.ID, "actor_id": by})
		return nil
	}
	s.tellMember(channel, object{
		"type": "member_left_channel", "user": user, "channel": where.ID, "channel_type": where.ID[:1],
		"team": s.opts.Team.ID, "actor_id": by,
	})
	return nil
}

// called is how errors name somebody.
func (s *Server) called(user string) string {
	if user == BotUser {
		return "the bot"
	}
	who, _ := s.people.user(user)
	return who.Name
}

// Archive puts a channel away: it can be read, but nobody can write there. Unarchive brings it back. The app is told by channel_archive and
// channel_unarchive, of a private channel by group_archive and group_unarchive, as long as the bot is in it.
func (s *Server) Archive(by, channel string) error { return s.archive(by, channel, true, "archive") }

// Unarchive is the opposite of Archive.
func (s *Server) Unarchive(by, channel string) error {
	return s.archive(by, channel, false, "unarchive")
}

func (s *Server) archive(by, channel string, archived bool, what string) error {
	where, err := s.move(by, channel, func(c *Channel) error {
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
		s.tell(object{"type": family(where) + "_" + what, "channel": where.ID, "user": by})
	}
	return nil
}

// Restrict lets only admins of the workspace post in a channel, or everybody again. Bots are not among the admins.
func (s *Server) Restrict(by, channel string, restricted bool) error {
	_, err := s.move(by, channel, func(c *Channel) error {
		c.Restricted = restricted
		return nil
	})
	return err
}

// move changes a channel as a person does who is in it. Guests and people of other workspaces may not, and direct messages stay as they are.
func (s *Server) move(by, channel string, change func(*Channel) error) (Channel, error) {
	who, ok := s.people.user(by)
	if !ok || !who.full() {
		return Channel{}, fmt.Errorf("fakeslack: %s is no full member of the workspace", by)
	}
	moved, err := s.people.changeChannel(channel, func(c *Channel) error {
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

// family is what Slack's older names call a channel by.
func family(c Channel) string {
	if c.Private {
		return "group"
	}
	return "channel"
}
