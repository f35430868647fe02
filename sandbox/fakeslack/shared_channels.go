package fakeslack

import (
	"fmt"
	"slices"
)

// ShareWith shares a channel with another workspace (Slack Connect). The people of that workspace
// join it. The app gets channel_shared.
func (s *Server) ShareWith(by, channel, team string) error {
	guests := s.peopleOf(team)
	_, err := s.changeAsMember(by, channel, func(c *Channel) error {
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
	s.sendEventIfMember(channel, object{"type": "channel_shared", "channel": channel, "connected_team_id": team})
	return nil
}

// Unshare ends the sharing of a channel with another workspace. The people of that workspace leave
// it. The app gets channel_unshared.
func (s *Server) Unshare(by, channel, team string) error {
	guests := s.peopleOf(team)
	_, err := s.changeAsMember(by, channel, func(c *Channel) error {
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
	s.sendEventIfMember(channel, object{
		"type": "channel_unshared", "channel": channel, "previously_connected_team_id": team, "is_ext_shared": false,
	})
	return nil
}

// sendEventIfMember sends the app an event about a channel, if the bot is in it.
func (s *Server) sendEventIfMember(channel string, event object) {
	if where, ok := s.directory.channel(channel); ok && where.Has(BotUser) {
		s.sendEvent(event)
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
