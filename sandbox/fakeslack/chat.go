package fakeslack

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Where Slack stops taking a message's text, in characters.
const (
	maxText     = 40000
	maxMarkdown = 12000
)

var chatMethods = map[string]apiMethod{
	"chat.postMessage":   {scopes: []string{"chat:write"}, run: postMessage},
	"chat.postEphemeral": {scopes: []string{"chat:write"}, run: postEphemeral},
	"chat.update":        {scopes: []string{"chat:write"}, run: updateMessage},
	"chat.delete":        {scopes: []string{"chat:write"}, run: deleteMessage},
	"chat.getPermalink":  {run: permalink},
	"blocks.validate":    {run: validateBlocks},
}

func postMessage(s *Server, c apiCall) (object, error) {
	channel, err := s.writable(c.args["channel"])
	if err != nil {
		return nil, err
	}
	m, err := s.composed(c.args, channel)
	if err != nil {
		return nil, err
	}
	m = s.post(m)
	s.tellOfOwn(m, channel)
	return object{"channel": channel.ID, "ts": m.TS, "message": s.wire(m)}, nil
}

func postEphemeral(s *Server, c apiCall) (object, error) {
	channel, err := s.botsOwn(c.args["channel"])
	if err != nil {
		return nil, err
	}
	if channel.Restricted {
		return nil, apiError("restricted_action")
	}
	user, ok := s.people.user(c.args["user"])
	if !ok || user.Deactivated || !channel.Has(user.ID) {
		return nil, apiError("user_not_in_channel")
	}
	m, err := s.composed(c.args, channel)
	if err != nil {
		return nil, err
	}
	m.Ephemeral, m.To = true, user.ID
	return object{"message_ts": s.post(m).TS}, nil
}

func updateMessage(s *Server, c apiCall) (object, error) {
	old, err := s.ownMessage(c.args, "cant_update_message")
	if err != nil {
		return nil, err
	}
	changed, err := s.content(c.args)
	if err != nil {
		return nil, err
	}
	m, ok := s.timelines.edit(old.Channel, old.TS, func(m *Message) {
		if _, given := c.args["text"]; given {
			m.Text = changed.Text
		}
		if _, given := c.args["blocks"]; given {
			m.Blocks = changed.Blocks
		}
		if len(c.args.json("metadata")) > 0 {
			m.Metadata = changed.Metadata
		}
	})
	if !ok {
		return nil, apiError("message_not_found")
	}
	s.messagesChanged(m)
	if channel, ok := s.people.channel(m.Channel); ok {
		s.tellOfEdit(m, old, channel)
	}
	return object{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": s.wire(m)}, nil
}

func deleteMessage(s *Server, c apiCall) (object, error) {
	m, err := s.ownMessage(c.args, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	s.timelines.remove(m.Channel, m.TS)
	s.messagesChanged(m)
	return object{"channel": m.Channel, "ts": m.TS}, nil
}

// ownMessage finds the message that the bot wants to change. Ephemeral messages have a ts, but it is of no use here.
func (s *Server) ownMessage(a args, notOwn string) (Message, error) {
	channel, ok := s.people.channel(a["channel"])
	if !ok || channel.Private && !channel.Has(BotUser) {
		return Message{}, apiError("channel_not_found")
	}
	m, ok := s.timelines.get(channel.ID, a["ts"])
	switch {
	case !ok || m.Ephemeral:
		return Message{}, apiError("message_not_found")
	case m.User != BotUser || m.Subtype != "":
		return Message{}, apiError(notOwn)
	case channel.Archived:
		return Message{}, apiError("is_archived")
	}
	return m, nil
}

func permalink(s *Server, c apiCall) (object, error) {
	m, ok := s.timelines.get(c.args["channel"], c.args["message_ts"])
	if !ok {
		return nil, apiError("message_not_found")
	}
	link := "https://" + s.opts.Team.Domain + ".slack.com/archives/" + m.Channel + "/p" +
		strings.ReplaceAll(m.TS, ".", "")
	return object{"channel": m.Channel, "permalink": link}, nil
}

func validateBlocks(s *Server, c apiCall) (object, error) {
	if meaninglessBlocks(c.args.json("blocks")) {
		return nil, apiError("invalid_arguments")
	}
	return object{}, s.checkBlocks(c.args.json("blocks"))
}

// composed makes a new message of a call's arguments.
func (s *Server) composed(a args, channel Channel) (Message, error) {
	m, err := s.content(a)
	if err != nil {
		return Message{}, err
	}
	m.Channel, m.User, m.BotID, m.Thread = channel.ID, BotUser, BotID, a["thread_ts"]
	if m.Thread != "" {
		if parent, ok := s.timelines.get(channel.ID, m.Thread); !ok || parent.Ephemeral {
			return Message{}, apiError("thread_not_found")
		}
	}
	return m, nil
}

// content reads and checks what a message says.
func (s *Server) content(a args) (Message, error) {
	blocks := a.json("blocks")
	words := a["text"]
	if words == "" {
		words = a["markdown_text"]
	}
	switch {
	case words == "" && meaninglessBlocks(blocks) && meaninglessBlocks(a.json("attachments")):
		return Message{}, apiError("no_text")
	case utf8.RuneCountInString(words) > maxText || utf8.RuneCountInString(a["markdown_text"]) > maxMarkdown:
		return Message{}, apiError("msg_too_long")
	}
	if err := s.checkBlocks(blocks); err != nil {
		return Message{}, err
	}
	metadata, err := readMetadata(a.json("metadata"))
	return Message{Text: words, Blocks: withIDs(blocks), Metadata: metadata}, err
}

// readMetadata checks a message's metadata: the type and the payload of an event. An empty object is none, which takes away what a message had.
func readMetadata(raw json.RawMessage) (json.RawMessage, error) {
	switch string(raw) {
	case "", "null", "{}":
		return nil, nil
	}
	metadata, err := decode[object](raw)
	if err != nil || text(metadata, "event_type") == "" || inner(metadata, "event_payload") == nil {
		return nil, apiError("invalid_metadata_format")
	}
	return raw, nil
}

// wire is a message as Slack's API has it.
func (s *Server) wire(m Message) object {
	out := object{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS}
	if m.Subtype != "" {
		out["subtype"] = m.Subtype
	}
	if m.BotID != "" {
		out["bot_id"], out["app_id"], out["team"] = m.BotID, AppID, s.opts.Team.ID
	}
	if m.Blocks != nil {
		out["blocks"] = m.Blocks
	}
	if m.Thread != "" {
		out["thread_ts"] = m.Thread
	}
	if m.Edited {
		out["edited"] = object{"user": m.User, "ts": m.TS}
	}
	if m.Metadata != nil {
		out["metadata"] = m.Metadata
	}
	if len(m.Files) > 0 {
		out["files"] = m.Files
	}
	return out
}

// target finds a conversation by its id, by #name, or by the id of the person to write to.
func (s *Server) target(name string) (Channel, error) {
	if channel, ok := s.people.channel(name); ok {
		return channel, nil
	}
	if channel, ok := s.people.directMessages(name); ok {
		return channel, nil
	}
	plainName := strings.TrimPrefix(name, "#")
	if channel, ok := find(s.Channels(), func(c Channel) bool {
		return !c.DM && !c.GroupDM && c.Name == plainName
	}); ok {
		return channel, nil
	}
	return Channel{}, apiError("channel_not_found")
}

// botsOwn finds a conversation that the bot is in.
func (s *Server) botsOwn(name string) (Channel, error) {
	channel, err := s.target(name)
	switch {
	case err != nil:
		return Channel{}, err
	case (channel.Private || channel.DM) && !channel.Has(BotUser):
		return Channel{}, apiError("channel_not_found")
	case channel.Archived:
		return Channel{}, apiError("is_archived")
	case !channel.Has(BotUser):
		return Channel{}, apiError("not_in_channel")
	}
	return channel, nil
}

// writable finds a conversation that the bot may post to: its own, and with chat:write.public every public channel.
func (s *Server) writable(name string) (Channel, error) {
	channel, err := s.botsOwn(name)
	if err != nil && err.Error() == "not_in_channel" && s.hasScope("chat:write.public") {
		channel, err = s.target(name)
	}
	if err == nil && channel.Restricted {
		return Channel{}, apiError("restricted_action")
	}
	return channel, err
}
