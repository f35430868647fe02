package fakeslack

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Slack's limits for the text of a message, in characters.
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
	channel, err := s.postableChannel(c.args["channel"])
	if err != nil {
		return nil, err
	}
	m, err := s.composeMessage(c.args, channel)
	if err != nil {
		return nil, err
	}
	m = s.post(m)
	s.sendOwnMessageEvent(m, channel)
	return object{"channel": channel.ID, "ts": m.TS, "message": s.messageJSON(m)}, nil
}

func postEphemeral(s *Server, c apiCall) (object, error) {
	channel, err := s.channelOfBot(c.args["channel"])
	if err != nil {
		return nil, err
	}
	if channel.Restricted {
		return nil, apiError("restricted_action")
	}
	user, ok := s.directory.user(c.args["user"])
	if !ok || user.Deactivated || !channel.Has(user.ID) {
		return nil, apiError("user_not_in_channel")
	}
	m, err := s.composeMessage(c.args, channel)
	if err != nil {
		return nil, err
	}
	m.Ephemeral, m.To = true, user.ID
	return object{"message_ts": s.post(m).TS}, nil
}

func updateMessage(s *Server, c apiCall) (object, error) {
	old, err := s.botMessage(c.args, "cant_update_message")
	if err != nil {
		return nil, err
	}
	changed, err := s.readContent(c.args)
	if err != nil {
		return nil, err
	}
	m, ok := s.messages.edit(old.Channel, old.TS, func(m *Message) {
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
	if channel, ok := s.directory.channel(m.Channel); ok {
		s.sendEditEvent(m, old, channel)
	}
	return object{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": s.messageJSON(m)}, nil
}

func deleteMessage(s *Server, c apiCall) (object, error) {
	m, err := s.botMessage(c.args, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	s.messages.remove(m.Channel, m.TS)
	s.messagesChanged(m)
	return object{"channel": m.Channel, "ts": m.TS}, nil
}

// botMessage finds the message that the bot wants to change. Ephemeral messages have a ts, but the
// API cannot change them.
func (s *Server) botMessage(a args, notOwn string) (Message, error) {
	channel, ok := s.directory.channel(a["channel"])
	if !ok || channel.Private && !channel.Has(BotUser) {
		return Message{}, apiError("channel_not_found")
	}
	m, ok := s.messages.get(channel.ID, a["ts"])
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
	m, ok := s.messages.get(c.args["channel"], c.args["message_ts"])
	if !ok {
		return nil, apiError("message_not_found")
	}
	link := "https://" + s.opts.Team.Domain + ".slack.com/archives/" + m.Channel + "/p" +
		strings.ReplaceAll(m.TS, ".", "")
	return object{"channel": m.Channel, "permalink": link}, nil
}

func validateBlocks(s *Server, c apiCall) (object, error) {
	if emptyBlocks(c.args.json("blocks")) {
		return nil, apiError("invalid_arguments")
	}
	return object{}, s.checkBlocks(c.args.json("blocks"))
}

// composeMessage makes a new message from a call's arguments.
func (s *Server) composeMessage(a args, channel Channel) (Message, error) {
	m, err := s.readContent(a)
	if err != nil {
		return Message{}, err
	}
	m.Channel, m.User, m.BotID, m.Thread = channel.ID, BotUser, BotID, a["thread_ts"]
	if m.Thread != "" {
		if parent, ok := s.messages.get(channel.ID, m.Thread); !ok || parent.Ephemeral {
			return Message{}, apiError("thread_not_found")
		}
	}
	return m, nil
}

// readContent reads and validates the content of a message.
func (s *Server) readContent(a args) (Message, error) {
	blocks := a.json("blocks")
	body := a["text"]
	if body == "" {
		body = a["markdown_text"]
	}
	switch {
	case body == "" && emptyBlocks(blocks) && emptyBlocks(a.json("attachments")):
		return Message{}, apiError("no_text")
	case utf8.RuneCountInString(body) > maxText || utf8.RuneCountInString(a["markdown_text"]) > maxMarkdown:
		return Message{}, apiError("msg_too_long")
	}
	if err := s.checkBlocks(blocks); err != nil {
		return Message{}, err
	}
	metadata, err := readMetadata(a.json("metadata"))
	return Message{Text: body, Blocks: withIDs(blocks), Metadata: metadata}, err
}

// readMetadata validates a message's metadata: an event type and a payload. An empty object means
// no metadata, so an update removes it.
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

// messageJSON is a message in the format of Slack's API.
func (s *Server) messageJSON(m Message) object {
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

// resolveChannel finds a conversation by its id, by #name, or by the id of the other person.
func (s *Server) resolveChannel(name string) (Channel, error) {
	if channel, ok := s.directory.channel(name); ok {
		return channel, nil
	}
	if channel, ok := s.directory.directMessages(name); ok {
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

// channelOfBot finds a conversation that the bot is a member of.
func (s *Server) channelOfBot(name string) (Channel, error) {
	channel, err := s.resolveChannel(name)
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

// postableChannel finds a conversation that the bot may post to: one that it is in or, with
// chat:write.public, any public channel.
func (s *Server) postableChannel(name string) (Channel, error) {
	channel, err := s.channelOfBot(name)
	if err != nil && err.Error() == "not_in_channel" && s.hasScope("chat:write.public") {
		channel, err = s.resolveChannel(name)
	}
	if err == nil && channel.Restricted {
		return Channel{}, apiError("restricted_action")
	}
	return channel, err
}
