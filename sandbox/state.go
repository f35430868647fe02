package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A person is somebody whose eyes the page can borrow, or the author of a message.
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

// A place is a channel or the direct messages with the bot, as one person sees it.
type place struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Topic  string `json:"topic"`
	DM     bool   `json:"is_dm,omitempty"` // among several people too
	Latest string `json:"latest"`          // timestamp of the newest message there, empty if there is none

	Bot        bool `json:"has_bot"` // the bot is in it
	Archived   bool `json:"is_archived,omitempty"`
	Restricted bool `json:"is_restricted,omitempty"`
	Private    bool `json:"is_private,omitempty"`
	Shared     bool `json:"is_shared,omitempty"`
	ReadOnly   bool `json:"is_read_only,omitempty"` // nobody can type there
}

func (s *server) state(w http.ResponseWriter, r *http.Request) {
	seen, ok := s.seenBy(r.FormValue("user"), r.FormValue("channel"))
	if !ok {
		writeError(w, http.StatusNotFound, "There is nobody with that id, or they are in no channel.")
		return
	}
	writeJSON(w, http.StatusOK, seen)
}

// sight is what one person sees: where they can go, the messages in one channel, and the forms that are open.
type sight struct {
	Now      float64             `json:"now"`
	People   []person            `json:"people"` // everybody, and what they are now
	Channel  string              `json:"channel"`
	Channels []place             `json:"channels"`
	Messages []fakeslack.Message `json:"messages"`
	Echoes   []echo              `json:"echoes"`
	Views    []fakeslack.View    `json:"views"`
}

// seenBy returns what somebody sees in the channel that was asked for, or in the one where they come in; false when they are in none.
func (s *server) seenBy(user, asked string) (sight, bool) {
	channels := s.channelsOf(user)
	if len(channels) == 0 {
		return sight{}, false
	}
	channel := entrance(channels, asked)
	return sight{
		Now: seconds(s.now()), People: s.everybody(), Channel: channel.ID, Channels: s.places(user, channels),
		Messages: orEmpty(s.slack.Messages(user, channel.ID)),
		Echoes:   orEmpty(s.echoes.of(user, channel.ID)), Views: orEmpty(s.slack.Views(user)),
	}, true
}

func (s *server) channelsOf(user string) []fakeslack.Channel {
	return slices.DeleteFunc(s.slack.Channels(), func(c fakeslack.Channel) bool { return !c.Has(user) })
}

// entrance is the channel that was asked for, or else the first one in which the bot is.
func entrance(channels []fakeslack.Channel, asked string) fakeslack.Channel {
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

func (s *server) places(user string, channels []fakeslack.Channel) []place {
	var out []place
	for _, c := range channels {
		p := place{
			ID: c.ID, Name: c.Name, Topic: topic(c), DM: c.DM || c.GroupDM, Bot: c.Has(fakeslack.BotUser),
			Archived:   c.Archived,
			Restricted: c.Restricted, Private: c.Private, Shared: c.Shared, ReadOnly: c.DM && s.slack.ReadOnlyTab(),
		}
		if p.DM {
			p.Name = s.others(user, c)
		}
		if messages := s.slack.Messages(user, c.ID); len(messages) > 0 {
			p.Latest = messages[len(messages)-1].TS
		}
		out = append(out, p)
	}
	return out
}

// others names those with whom somebody has direct messages, the bot last.
func (s *server) others(user string, c fakeslack.Channel) string {
	var names []string
	for _, other := range s.slack.Users() {
		if c.Has(other.ID) && other.ID != user {
			names = append(names, other.RealName)
		}
	}
	return strings.Join(names, ", ")
}

func (s *server) everybody() []person {
	people := []person{}
	for _, user := range s.slack.Users() {
		people = append(people, personOf(user))
	}
	return people
}

// topic says what matters for trying the bot there.
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

// orEmpty makes a list that is always a list in JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
