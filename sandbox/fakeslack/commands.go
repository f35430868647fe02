package fakeslack

import (
	"fmt"
	"strings"
)

// slackCommands are those of Slack's own commands that change who is in a channel. They do nothing for the app but the events that follow.
var slackCommands = map[string]func(s *Server, by User, where Channel, words []string) error{
	"/invite": func(s *Server, by User, where Channel, words []string) error {
		return s.eachNamed(s.invite, by, where, words)
	},
	"/remove": func(s *Server, by User, where Channel, words []string) error {
		return s.eachNamed(s.kick, by, where, words)
	},
	"/kick": func(s *Server, by User, where Channel, words []string) error {
		return s.eachNamed(s.kick, by, where, words)
	},
	"/archive": func(s *Server, by User, where Channel, _ []string) error {
		return s.Archive(by.ID, where.ID)
	},
}

// doItself does one of Slack's own commands. What cannot be done is told to the person by Slackbot.
func (s *Server) doItself(
	do func(*Server, User, Channel, []string) error, by User, where Channel, words []string,
) (*Sent, error) {
	if err := do(s, by, where, words); err != nil {
		said := strings.TrimPrefix(err.Error(), "fakeslack: ")
		s.post(Message{
			Channel: where.ID, User: slackbot, Ephemeral: true, To: by.ID,
			Text: strings.ToUpper(said[:1]) + said[1:] + ".",
		})
	}
	return &Sent{Type: "slash_commands", BySlack: true, server: s}, nil
}

// eachNamed does something with each @name of a command, in the channel where it was typed or in the #channel that it names last.
func (s *Server) eachNamed(do func(by, channel, user string) error, by User, where Channel, words []string) error {
	if n := len(words); n > 0 && strings.HasPrefix(words[n-1], "#") {
		named, ok := find(s.Channels(), func(c Channel) bool { return c.Name == words[n-1][1:] && canSee(by, c) })
		if !ok {
			return fmt.Errorf("fakeslack: there is no channel %s", words[n-1])
		}
		where, words = named, words[:n-1]
	}
	if len(words) == 0 {
		return fmt.Errorf("fakeslack: say whom, as in `/invite @mayarbot`")
	}
	for _, word := range words {
		name, isName := strings.CutPrefix(word, "@")
		user, ok := find(s.Users(), func(u User) bool { return u.Name == name && !u.Deactivated && !u.Stranger })
		if !isName || !ok {
			return fmt.Errorf("fakeslack: there is nobody called %s here", entities.Replace(word))
		}
		if err := do(by.ID, where.ID, user.ID); err != nil {
			return err
		}
	}
	return nil
}
