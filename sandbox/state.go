package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A person is a user whose view the page can show, or the author of a message.
type person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Standing string `json:"standing"` // "member", "guest", "deactivated" or "stranger"
	Bot      bool   `json:"is_bot,omitempty"`
}

func personOf(user fakeslack.User) person {
	p := person{ID: user.ID, Name: user.RealName, Standing: "member", Bot: user.Bot}
	switch {
	case user.Deactivated:
		p.Standing = "deactivated"
	case user.Stranger:
		p.Standing = "stranger"
	case user.Guest, user.SingleChannelGuest:
		p.Standing = "guest"
	}
	return p
}

// A channelEntry is a channel or direct messages as one user sees them.
type channelEntry struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Topic  string `json:"topic"`
	DM     bool   `json:"is_dm,omitempty"` // of several people too
	Latest string `json:"latest"`          // timestamp of the newest message; empty if there is none

	Bot        bool `json:"has_bot"` // the bot is a member
	Archived   bool `json:"is_archived,omitempty"`
	Restricted bool `json:"is_restricted,omitempty"`
	Private    bool `json:"is_private,omitempty"`
	Shared     bool `json:"is_shared,omitempty"`
	ReadOnly   bool `json:"is_read_only,omitempty"` // users cannot type in it
}

func (s *server) state(w http.ResponseWriter, r *http.Request) {
	view, ok := s.viewFor(r.FormValue("user"), r.FormValue("channel"))
	if !ok {
		writeError(w, http.StatusNotFound, "There is nobody with that id, or they are in no channel.")
		return
	}
	writeJSON(w, http.StatusOK, view)
}

// userView is what one user sees: their channels, the messages of one channel, and open forms.
type userView struct {
	Now      float64             `json:"now"`
	People   []person            `json:"people"` // all users
	Channel  string              `json:"channel"`
	Channels []channelEntry      `json:"channels"`
	Messages []fakeslack.Message `json:"messages"`
	Echoes   []loggedCommand     `json:"echoes"`
	Views    []fakeslack.View    `json:"views"`
}

// viewFor returns what a user sees in the requested channel, or in a default one. ok is false if
// the user is in no channel.
func (s *server) viewFor(user, asked string) (userView, bool) {
	channels := s.channelsOf(user)
	if len(channels) == 0 {
		return userView{}, false
	}
	channel := currentChannel(channels, asked)
	return userView{
		Now: seconds(s.now()), People: s.allPeople(), Channel: channel.ID, Channels: s.channelEntries(user, channels),
		Messages: orEmpty(s.slack.Messages(user, channel.ID)),
		Echoes:   orEmpty(s.commands.typedBy(user, channel.ID)), Views: orEmpty(s.slack.Views(user)),
	}, true
}

func (s *server) channelsOf(user string) []fakeslack.Channel {
	return slices.DeleteFunc(s.slack.Channels(), func(c fakeslack.Channel) bool { return !c.Has(user) })
}

// currentChannel is the requested channel, or the first one with the bot.
func currentChannel(channels []fakeslack.Channel, asked string) fakeslack.Channel {
	for _, is := range []func(fakeslack.Channel) bool{
		func(c fakeslack.Channel) bool { return c.ID == asked },
		func(c fakeslack.Channel) bool { return c.Has(fakeslack.BotUser) },
	} {
		if i := slices.IndexFunc(channels, is); i >= 0 {
			return channels[i]
		}
	}
	return channels[0]
}

func (s *server) channelEntries(user string, channels []fakeslack.Channel) []channelEntry {
	var out []channelEntry
	for _, c := range channels {
		p := channelEntry{
			ID: c.ID, Name: c.Name, Topic: topic(c), DM: c.DM || c.GroupDM, Bot: c.Has(fakeslack.BotUser),
			Archived:   c.Archived,
			Restricted: c.Restricted, Private: c.Private, Shared: c.Shared, ReadOnly: c.DM && s.slack.ReadOnlyTab(),
		}
		if p.DM {
			p.Name = s.otherNames(user, c)
		}
		if messages := s.slack.Messages(user, c.ID); len(messages) > 0 {
			p.Latest = messages[len(messages)-1].TS
		}
		out = append(out, p)
	}
	return out
}

// otherNames lists the other people of direct messages, the bot last.
func (s *server) otherNames(user string, c fakeslack.Channel) string {
	var names []string
	for _, other := range s.slack.Users() {
		if c.Has(other.ID) && other.ID != user {
			names = append(names, other.RealName)
		}
	}
	return strings.Join(names, ", ")
}

func (s *server) allPeople() []person {
	people := []person{}
	for _, user := range s.slack.Users() {
		people = append(people, personOf(user))
	}
	return people
}

// topic describes a channel's special properties.
func topic(c fakeslack.Channel) string {
	if c.DM {
		return "only you and the bot"
	}
	if c.GroupDM {
		return "direct messages among several people"
	}
	var notes []string
	for _, note := range []struct {
		holds bool
		text  string
	}{
		{c.Archived, "archived"}, {c.Restricted, "only admins may post"}, {c.Shared, "shared with another workspace"},
		{!c.Has(fakeslack.BotUser), "the bot is not in this channel"},
	} {
		if note.holds {
			notes = append(notes, note.text)
		}
	}
	return strings.Join(notes, " · ")
}

// orEmpty makes JSON write an empty list instead of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
