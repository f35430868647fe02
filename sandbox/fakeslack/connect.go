package fakeslack

import (
	"fmt"
	"slices"
)

// ShareWith shares a channel with another workspace (Slack Connect), whose people come into it. The app is told by channel_shared.
func (s *Server) ShareWith(by, channel, team string) error {
	guests := s.peopleOf(team)
	_, err := s.move(by, channel, func(c *Channel) error {
		if c.Shared {
			return fmt.Errorf("fakeslack: #%s is shared already", c.Name)
		}
		c.Shared = true
		c.Members = append(slices.Clone(c.Members), guests...)
		return nil
	})
	if err != nil {
		return err
	}
	s.tellMember(channel, object{"type": "channel_shared", "channel": channel, "connected_team_id": team})
	return nil
}

// Unshare ends the sharing of a channel with another workspace, whose people leave it. The app is told by channel_unshared.
func (s *Server) Unshare(by, channel, team string) error {
	guests := s.peopleOf(team)
	_, err := s.move(by, channel, func(c *Channel) error {
		if !c.Shared {
			return fmt.Errorf("fakeslack: #%s is not shared", c.Name)
		}
		c.Shared = false
		c.Members = slices.DeleteFunc(slices.Clone(c.Members), func(member string) bool {
			return slices.Contains(guests, member)
		})
		return nil
	})
	if err != nil {
		return err
	}
	s.tellMember(channel, object{
		"type": "channel_unshared", "channel": channel, "previously_connected_team_id": team, "is_ext_shared": false,
	})
	return nil
}

// tellMember tells the app of what happened in a channel that it is in.
func (s *Server) tellMember(channel string, event object) {
	if where, ok := s.people.channel(channel); ok && where.Has(BotUser) {
		s.tell(event)
	}
}

func (s *Server) peopleOf(team string) (ids []string) {
	for _, user := range s.Users() {
		if user.Team == team {
			ids = append(ids, user.ID)
		}
	}
	return ids
}
