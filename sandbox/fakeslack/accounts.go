package fakeslack

import "fmt"

// Demote makes a full member a guest of the channels that they are in. The app gets user_change.
func (s *Server) Demote(user string) error {
	return s.changeAccount(user, func(u *User) error {
		if !u.isFullMember() {
			return fmt.Errorf("fakeslack: %s is no full member", u.Name)
		}
		u.Guest, u.Admin = true, false
		return nil
	})
}

// Promote makes a guest a full member. A demoted admin comes back as a plain member. The app gets
// user_change.
func (s *Server) Promote(user string) error {
	return s.changeAccount(user, func(u *User) error {
		if !u.Guest && !u.SingleChannelGuest {
			return fmt.Errorf("fakeslack: %s is no guest", u.Name)
		}
		u.Guest, u.SingleChannelGuest = false, false
		return nil
	})
}

// Deactivate deactivates an account. The app gets user_change.
func (s *Server) Deactivate(user string) error {
	return s.changeAccount(user, func(u *User) error {
		if u.Deactivated {
			return fmt.Errorf("fakeslack: %s is deactivated already", u.Name)
		}
		u.Deactivated = true
		return nil
	})
}

// Reactivate undoes Deactivate. The app gets user_change.
func (s *Server) Reactivate(user string) error {
	return s.changeAccount(user, func(u *User) error {
		if !u.Deactivated {
			return fmt.Errorf("fakeslack: %s is not deactivated", u.Name)
		}
		u.Deactivated = false
		return nil
	})
}

// changeAccount changes a user of the workspace. The app gets user_change if it may read users.
func (s *Server) changeAccount(user string, change func(*User) error) error {
	who, err := s.directory.changeUser(user, func(u *User) error {
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
		s.sendEvent(object{"type": "user_change", "user": s.describeUser(who)})
	}
	return nil
}
