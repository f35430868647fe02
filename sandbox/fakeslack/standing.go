package fakeslack

import "fmt"

// Demote makes a full member a guest of the channels that they are in; Promote makes them a full member again. The app is told of both by user_change.
func (s *Server) Demote(user string) error {
	return s.changeStanding(user, func(u *User) error {
		if !u.full() {
			return fmt.Errorf("fakeslack: %s is no full member", u.Name)
		}
		u.Guest, u.Admin = true, false
		return nil
	})
}

// Promote is the opposite of Demote. An admin whom Demote made a guest comes back as a plain member.
func (s *Server) Promote(user string) error {
	return s.changeStanding(user, func(u *User) error {
		if !u.Guest && !u.SingleChannelGuest {
			return fmt.Errorf("fakeslack: %s is no guest", u.Name)
		}
		u.Guest, u.SingleChannelGuest = false, false
		return nil
	})
}

// Deactivate takes somebody's account away; Reactivate gives it back. The app is told of both by user_change.
func (s *Server) Deactivate(user string) error {
	return s.changeStanding(user, func(u *User) error {
		if u.Deactivated {
			return fmt.Errorf("fakeslack: %s is deactivated already", u.Name)
		}
		u.Deactivated = true
		return nil
	})
}

// Reactivate is the opposite of Deactivate.
func (s *Server) Reactivate(user string) error {
	return s.changeStanding(user, func(u *User) error {
		if !u.Deactivated {
			return fmt.Errorf("fakeslack: %s is not deactivated", u.Name)
		}
		u.Deactivated = false
		return nil
	})
}

// changeStanding changes what somebody of the workspace is there. Slack tells an app that may read users.
func (s *Server) changeStanding(user string, change func(*User) error) error {
	who, err := s.people.changeUser(user, func(u *User) error {
		if u.Bot || u.Stranger {
			return fmt.Errorf("fakeslack: %s is no person of this workspace", u.Name)
		}
		return change(u)
	})
	if err != nil {
		return err
	}
	s.changed(Change{Kind: ChangedWorkspace, User: user})
	if s.hasScope("users:read") {
		s.tell(object{"type": "user_change", "user": s.describeUser(who)})
	}
	return nil
}
