package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Slash is a command that a user types.
type Slash struct {
	User    string
	Channel string
	Text    string // "/unpaid older:7d"
}

// Slash types a command and waits until it is acknowledged or fails. It returns an error if the
// user cannot type there.
func (s *Server) Slash(ctx context.Context, in Slash) (*Sent, error) {
	user, channel, err := s.checkWriter(in.User, in.Channel)
	if err != nil {
		return nil, err
	}
	command, rest, _ := strings.Cut(strings.TrimSpace(in.Text), " ")
	if !strings.HasPrefix(command, "/") || command == "/" {
		return nil, fmt.Errorf("fakeslack: %q is no slash command", in.Text)
	}
	if do, ok := slackCommands[command]; ok {
		return s.runSlackCommand(do, user, channel, strings.Fields(rest))
	}
	if len(s.opts.Commands) > 0 && !slices.Contains(s.opts.Commands, command) {
		s.commandFailed(user.ID, channel.ID, command, InvalidCommand, "")
		return &Sent{Type: "slash_commands", Failure: InvalidCommand, BySlack: true, server: s}, nil
	}
	u := &responseURL{user: user.ID, channel: channel.ID, command: strings.TrimSpace(in.Text)}
	d := &delivery{
		kind: "slash_commands", acceptsPayload: true,
		reply: s.responseURLs.issue("/commands/"+s.opts.Team.ID+"/"+newID(""), u),
	}
	d.payload = s.describeSlash(user, channel, command, strings.TrimSpace(rest), u)
	d.onAck = func(response json.RawMessage) { s.answerInAck(u, response) }
	d.onFail = func(code string) { s.commandFailed(user.ID, channel.ID, command, code, d.id) }
	return s.send(ctx, d)
}

func (s *Server) describeSlash(user User, channel Channel, command, rest string, u *responseURL) json.RawMessage {
	if s.opts.EscapeCommands {
		rest = s.escape(rest)
	}
	return encode(slashPayload{
		Token: "sandbox", TeamID: user.Team, TeamDomain: s.opts.Team.Domain,
		ChannelID: channel.ID, ChannelName: channel.Name, UserID: user.ID, UserName: user.Name,
		Command: command, Text: rest, AppID: AppID, EnterpriseInstall: strconv.FormatBool(s.opts.Enterprise.OrgWide),
		EnterpriseID: s.opts.Enterprise.ID, EnterpriseName: s.opts.Enterprise.Name,
		ResponseURL: s.base() + u.path, TriggerID: s.triggers.issue(user.ID),
	})
}

// slashPayload is a command in Slack's format.
type slashPayload struct {
	Token             string `json:"token"`
	TeamID            string `json:"team_id"`
	TeamDomain        string `json:"team_domain"`
	ChannelID         string `json:"channel_id"`
	ChannelName       string `json:"channel_name"`
	UserID            string `json:"user_id"`
	UserName          string `json:"user_name"`
	Command           string `json:"command"`
	Text              string `json:"text"`
	AppID             string `json:"api_app_id"`
	EnterpriseInstall string `json:"is_enterprise_install"` // text, not a boolean
	EnterpriseID      string `json:"enterprise_id,omitempty"`
	EnterpriseName    string `json:"enterprise_name,omitempty"`
	ResponseURL       string `json:"response_url"`
	TriggerID         string `json:"trigger_id"`
}

// answerInAck posts the message of an acknowledgement. Slack drops invalid messages, so they are
// dropped here too.
func (s *Server) answerInAck(u *responseURL, response json.RawMessage) {
	var fields map[string]json.RawMessage
	if response == nil || json.Unmarshal(response, &fields) != nil {
		return
	}
	in, err := readAnswer(fields)
	if err != nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if err := s.postAnswer(u, in); err != nil {
		s.log.Debug("message in an acknowledgement rejected", "error", err)
	}
}

// checkWriter checks that a user exists and may write in a channel.
func (s *Server) checkWriter(user, channel string) (User, Channel, error) {
	who, ok := s.directory.user(user)
	if !ok {
		return User{}, Channel{}, fmt.Errorf("fakeslack: there is no user %s", user)
	}
	if who.Deactivated {
		return User{}, Channel{}, fmt.Errorf("fakeslack: %s is deactivated and cannot do anything", user)
	}
	where, ok := s.directory.channel(channel)
	switch {
	case !ok:
		return User{}, Channel{}, fmt.Errorf("fakeslack: there is no channel %s", channel)
	case !where.Has(user):
		return User{}, Channel{}, fmt.Errorf("fakeslack: %s is not in #%s", user, where.Name)
	case where.DM && s.opts.ReadOnlyTab:
		return User{}, Channel{}, fmt.Errorf("fakeslack: sending messages to this app has been turned off")
	case where.Archived:
		return User{}, Channel{}, fmt.Errorf("fakeslack: #%s is archived", where.Name)
	}
	return who, where, nil
}
