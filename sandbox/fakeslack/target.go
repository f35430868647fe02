package fakeslack

import (
	"fmt"
)

// target is a message or view that a user clicks or types in.
type target struct {
	user    User
	channel Channel  // the message's channel
	message *Message // nil for a view
	view    *View    // nil for a message
}

// key identifies the target in inputStates.
func (p target) key() string {
	if p.view != nil {
		return p.view.ID
	}
	return p.channel.ID + "/" + p.message.TS + "/" + p.user.ID
}

func (p target) elements() []element {
	if p.view != nil {
		return elements(p.view.Blocks)
	}
	return elements(p.message.Blocks)
}

// findTarget finds a message or view that the user can see.
func (s *Server) findTarget(user, channel, ts, view string) (target, error) {
	who, ok := s.directory.user(user)
	if !ok || who.Deactivated {
		return target{}, fmt.Errorf("fakeslack: there is no active user %s", user)
	}
	if view != "" {
		found, ok := s.views.find(view, "")
		if !ok || found.User != user {
			return target{}, fmt.Errorf("fakeslack: %s has no view %s open", user, view)
		}
		return target{user: who, view: &found}, nil
	}
	where, ok := s.directory.channel(channel)
	if !ok || !canSee(who, where) {
		return target{}, fmt.Errorf("fakeslack: %s cannot see channel %s", user, channel)
	}
	m, ok := s.messages.get(channel, ts)
	if !ok || !m.seenBy(user) {
		return target{}, fmt.Errorf("fakeslack: %s sees no message %s in #%s", user, ts, where.Name)
	}
	return target{user: who, channel: where, message: &m}, nil
}

// element finds the element with these ids. Without a block id, the action id must be unique.
func (p target) element(block, action string) (element, error) {
	var found []element
	for _, e := range p.elements() {
		if e.actionID == action && (block == "" || e.blockID == block) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return element{}, fmt.Errorf("fakeslack: there is no action %q in block %q", action, block)
	case 1:
		return found[0], nil
	}
	return element{}, fmt.Errorf("fakeslack: there are %d of action %q; say which block", len(found), action)
}

// addTarget adds the target to an interaction's payload.
func (s *Server) addTarget(payload object, p target) {
	values := stateValues(p.elements(), s.inputs.values(p.key()))
	if p.view != nil {
		payload["container"] = object{"type": "view", "view_id": p.view.ID}
		payload["view"] = p.view.payload(values)
		return
	}
	payload["container"] = object{
		"type": "message", "message_ts": p.message.TS, "channel_id": p.channel.ID, "is_ephemeral": p.message.Ephemeral,
	}
	payload["channel"] = object{"id": p.channel.ID, "name": p.channel.Name}
	payload["state"] = object{"values": values}
	if p.message.Ephemeral {
		return // Slack does not store ephemeral messages, so the payload cannot include them
	}
	payload["message"] = object{
		"type": "message", "bot_id": p.message.BotID, "app_id": AppID, "user": p.message.User, "team": s.opts.Team.ID,
		"text": p.message.Text, "ts": p.message.TS, "blocks": p.message.Blocks,
	}
}

// enterprise is the organisation in payloads; nil if there is none.
func (s *Server) enterprise() any {
	if e := s.opts.Enterprise; e.ID != "" {
		return object{"id": e.ID, "name": e.Name}
	}
	return nil
}

// interaction has the fields that all interactions share.
func (s *Server) interaction(kind string, user User) object {
	return object{
		"type": kind, "token": "sandbox", "api_app_id": AppID,
		"team":       object{"id": s.opts.Team.ID, "domain": s.opts.Team.Domain},
		"user":       object{"id": user.ID, "username": user.Name, "name": user.Name, "team_id": user.Team},
		"enterprise": s.enterprise(), "is_enterprise_install": s.opts.Enterprise.OrgWide,
	}
}
