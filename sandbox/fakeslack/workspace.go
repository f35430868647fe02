package fakeslack

import (
	"fmt"
	"slices"
	"sync"
)

// A User is a person or bot of the workspace, or of another workspace that shares a channel.
type User struct {
	ID       string `json:"id"`
	Team     string `json:"team_id"` // the own workspace if empty
	Name     string `json:"name"`    // the handle: "ayu"
	RealName string `json:"real_name"`
	Email    string `json:"email,omitempty"`
	TZ       string `json:"tz,omitempty"` // "Asia/Jakarta"

	Guest              bool `json:"is_restricted,omitempty"`
	SingleChannelGuest bool `json:"is_ultra_restricted,omitempty"`
	Deactivated        bool `json:"deleted,omitempty"`
	Bot                bool `json:"is_bot,omitempty"`
	Stranger           bool `json:"is_stranger,omitempty"` // of another workspace
	Admin              bool `json:"is_admin,omitempty"`
}

// isFullMember reports whether this is an active person who is not a guest.
func (u User) isFullMember() bool {
	return !u.Guest && !u.SingleChannelGuest && !u.Stranger && !u.Bot && !u.Deactivated
}

// A Channel is a conversation: a public or private channel, or direct messages of one or several
// people with the bot.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Private  bool     `json:"is_private,omitempty"`
	DM       bool     `json:"is_im,omitempty"`
	GroupDM  bool     `json:"is_mpim,omitempty"` // direct messages of several people and the bot; Private is set too
	User     string   `json:"user,omitempty"`    // the other person in direct messages
	Archived bool     `json:"is_archived,omitempty"`
	Shared   bool     `json:"is_ext_shared,omitempty"` // with another workspace
	Members  []string `json:"members"`

	// only admins of the workspace may post; bots get restricted_action
	Restricted bool `json:"is_restricted,omitempty"`
}

// Has reports whether the user is in the channel.
func (c Channel) Has(user string) bool { return slices.Contains(c.Members, user) }

// A Usergroup is a named group of people: "@finance".
type Usergroup struct {
	ID     string   `json:"id"`
	Handle string   `json:"handle"`
	Users  []string `json:"users"`
}

// directory holds users, channels and groups.
type directory struct {
	mu       sync.RWMutex
	users    []User
	channels []Channel
	groups   []Usergroup
}

func newDirectory(o Options) *directory {
	d := &directory{}
	for _, user := range o.Users {
		d.setUser(user, o.Team.ID)
	}
	for _, channel := range o.Channels {
		d.setChannel(channel)
	}
	return d
}

func (d *directory) user(id string) (User, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return find(d.users, func(u User) bool { return u.ID == id })
}

func (d *directory) channel(id string) (Channel, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return find(d.channels, func(c Channel) bool { return c.ID == id })
}

func (d *directory) group(id string) (Usergroup, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return find(d.groups, func(g Usergroup) bool { return g.ID == id })
}

// directMessages finds the direct messages of a user with the bot.
func (d *directory) directMessages(user string) (Channel, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return find(d.channels, func(c Channel) bool { return c.DM && c.User == user })
}

func (d *directory) setUser(user User, team string) {
	if user.Team == "" {
		user.Team = team
	}
	d.mu.Lock()
	d.users = replace(d.users, user, func(u User) bool { return u.ID == user.ID })
	d.mu.Unlock()
	if !user.Bot {
		if _, ok := d.directMessages(user.ID); !ok {
			d.setChannel(Channel{
				ID: "D" + user.ID[1:], Name: "directmessage", DM: true, User: user.ID,
				Members: []string{user.ID, BotUser},
			})
		}
	}
}

// changeUser changes a user and returns the new value. If change returns an error, nothing changes.
func (d *directory) changeUser(id string, change func(*User) error) (User, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return User{}, fmt.Errorf("fakeslack: there is no user %s", id)
	}
	changed := d.users[i]
	if err := change(&changed); err != nil {
		return User{}, err
	}
	d.users[i] = changed
	return changed, nil
}

func (d *directory) setChannel(channel Channel) {
	channel.Members = slices.Clone(channel.Members)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.channels = replace(d.channels, channel, func(c Channel) bool { return c.ID == channel.ID })
}

// changeChannel changes a channel and returns the new value. If change returns an error, nothing
// changes.
func (d *directory) changeChannel(id string, change func(*Channel) error) (Channel, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.channels, func(c Channel) bool { return c.ID == id })
	if i < 0 {
		return Channel{}, fmt.Errorf("fakeslack: there is no channel %s", id)
	}
	changed := d.channels[i]
	if err := change(&changed); err != nil {
		return Channel{}, err
	}
	d.channels[i] = changed
	return changed, nil
}

func (d *directory) setGroup(group Usergroup) {
	group.Users = slices.Clone(group.Users)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.groups = replace(d.groups, group, func(g Usergroup) bool { return g.ID == group.ID })
}

func find[T any](all []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, match); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

func replace[T any](all []T, one T, match func(T) bool) []T {
	if i := slices.IndexFunc(all, match); i >= 0 {
		all[i] = one
		return all
	}
	return append(all, one)
}

// Users lists all users, deactivated ones and bots included.
func (s *Server) Users() []User {
	s.directory.mu.RLock()
	defer s.directory.mu.RUnlock()
	return slices.Clone(s.directory.users)
}

// Channels lists all conversations: channels, then direct messages, then group direct messages.
func (s *Server) Channels() []Channel {
	s.directory.mu.RLock()
	defer s.directory.mu.RUnlock()
	all := slices.Clone(s.directory.channels)
	slices.SortStableFunc(all, func(a, b Channel) int { return sortRank(a) - sortRank(b) })
	return all
}

func sortRank(c Channel) int {
	switch {
	case c.GroupDM:
		return 2
	case c.DM:
		return 1
	}
	return 0
}

// SetUser adds or changes a user. Every user except bots has direct messages with the bot.
func (s *Server) SetUser(user User) {
	s.directory.setUser(user, s.opts.Team.ID)
	s.changed(Change{Kind: ChangedWorkspace, User: user.ID})
}

// SetChannel adds or changes a channel.
func (s *Server) SetChannel(channel Channel) {
	s.directory.setChannel(channel)
	s.changed(Change{Kind: ChangedWorkspace, Channel: channel.ID})
}

// SetUsergroup adds or changes a group.
func (s *Server) SetUsergroup(group Usergroup) {
	s.directory.setGroup(group)
	s.changed(Change{Kind: ChangedWorkspace})
}

// ReadOnlyTab reports whether users cannot type in direct messages with the bot.
func (s *Server) ReadOnlyTab() bool { return s.opts.ReadOnlyTab }

// DirectMessages returns the id of the direct messages of a user with the bot; "" if there are
// none.
func (s *Server) DirectMessages(user string) string {
	channel, _ := s.directory.directMessages(user)
	return channel.ID
}
