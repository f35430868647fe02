package fakeslack

import (
	"fmt"
	"slices"
	"sync"
)

// A User is somebody in the workspace, or somebody of another one who shares a channel.
type User struct {
	ID       string `json:"id"`
	Team     string `json:"team_id"` // the workspace's own when empty
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

// full reports whether this is an active person with every right that members of the workspace have.
func (u User) full() bool {
	return !u.Guest && !u.SingleChannelGuest && !u.Stranger && !u.Bot && !u.Deactivated
}

// A Channel is a conversation: a public or private channel, or direct messages between the bot and one person or several.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Private  bool     `json:"is_private,omitempty"`
	DM       bool     `json:"is_im,omitempty"`
	GroupDM  bool     `json:"is_mpim,omitempty"` // direct messages among several people and the bot; Private too
	User     string   `json:"user,omitempty"`    // the person, in direct messages
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

// directory is who and what there is.
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

// directMessages finds the conversation between a person and the bot.
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

// changeUser changes somebody and returns who they are now. When change returns an error they stay as they were.
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

// changeChannel changes one channel and returns what became of it. When change returns an error the channel stays as it was.
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

// Users lists everybody, deactivated people and bots too.
func (s *Server) Users() []User {
	s.people.mu.RLock()
	defer s.people.mu.RUnlock()
	return slices.Clone(s.people.users)
}

// Channels lists every conversation: channels first, then direct messages, those among several people last.
func (s *Server) Channels() []Channel {
	s.people.mu.RLock()
	defer s.people.mu.RUnlock()
	all := slices.Clone(s.people.channels)
	slices.SortStableFunc(all, func(a, b Channel) int { return rank(a) - rank(b) })
	return all
}

func rank(c Channel) int {
	switch {
	case c.GroupDM:
		return 2
	case c.DM:
		return 1
	}
	return 0
}

// SetUser adds somebody, or changes who they are. Everybody but bots gets direct messages with the bot.
func (s *Server) SetUser(user User) {
	s.people.setUser(user, s.opts.Team.ID)
	s.changed(Change{Kind: ChangedWorkspace, User: user.ID})
}

// SetChannel adds a channel, or changes it.
func (s *Server) SetChannel(channel Channel) {
	s.people.setChannel(channel)
	s.changed(Change{Kind: ChangedWorkspace, Channel: channel.ID})
}

// SetUsergroup adds a group of people, or changes it.
func (s *Server) SetUsergroup(group Usergroup) {
	s.people.setGroup(group)
	s.changed(Change{Kind: ChangedWorkspace})
}

// ReadOnlyTab reports whether people can only read in the direct messages with the bot.
func (s *Server) ReadOnlyTab() bool { return s.opts.ReadOnlyTab }

// DirectMessages returns the id of the conversation between a person and the bot, "" if there is none.
func (s *Server) DirectMessages(user string) string {
	channel, _ := s.people.directMessages(user)
	return channel.ID
}
