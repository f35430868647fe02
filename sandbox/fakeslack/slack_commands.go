package fakeslack

import (
	"fmt"
	"strings"
)

// slackCommands are Slack's own commands that change the members of a channel. The app receives no
// command, only the resulting events.
var slackCommands = map[string]func(s *Server, by User, where Channel, params []string) error{
	"/invite": func(s *Server, by User, where Channel, params []string) error {
		return s.forEachMentioned(s.invite, by, where, params)
	},
	"/remove": func(s *Server, by User, where Channel, params []string) error {
		return s.forEachMentioned(s.kick, by, where, params)
	},
	"/kick": func(s *Server, by User, where Channel, params []string) error {
		return s.forEachMentioned(s.kick, by, where, params)
	},
	"/archive": func(s *Server, by User, where Channel, _ []string) error {
		return s.Archive(by.ID, where.ID)
	},
}

// runSlackCommand runs one of Slack's own commands. Slackbot tells the user if it fails.
func (s *Server) runSlackCommand(
	do func(*Server, User, Channel, []string) error, by User, where Channel, params []string,
) (*Sent, error) {
	if err := do(s, by, where, params); err != nil {
		said := strings.TrimPrefix(err.Error(), "fakeslack: ")
		s.post(Message{
			Channel: where.ID, User: slackbot, Ephemeral: true, To: by.ID,
			Text: strings.ToUpper(said[:1]) + said[1:] + ".",
		})
	}
	return &Sent{Type: "slash_commands", BySlack: true, server: s}, nil
}

// forEachMentioned calls do for each @name of a command, in the current channel or in the #channel
// at the end.
func (s *Server) forEachMentioned(
	do func(by, channel, user string) error, by User, where Channel, params []string,
) error {
	if n := len(params); n > 0 && strings.HasPrefix(params[n-1], "#") {
		named, ok := find(s.Channels(), func(c Channel) bool { return c.Name == params[n-1][1:] && canSee(by, c) })
		if !ok {
			return fmt.Errorf("fakeslack: there is no channel %s", params[n-1])
		}
		where, params = named, params[:n-1]
	}
	if len(params) == 0 {
		return fmt.Errorf("fakeslack: say whom, as in `/invite @mayarbot`")
	}
	for _, word := range params {
		name, isName := strings.CutPrefix(word, "@")
		user, ok := find(s.Users(), func(u User) bool { return u.Name == name && !u.Deactivated && !u.Stranger })
		if !isName || !ok {
			return fmt.Errorf("fakeslack: there is nobody called %s here", entityEscaper.Replace(word))
		}
		if err := do(by.ID, where.ID, user.ID); err != nil {
			return err
		}
	}
	return nil
}
