package fakeslack

import (
	"fmt"
)

// place is where a person clicks or types: one message or one view, as they see it.
type place struct {
	user    User
	channel Channel  // of a message
	message *Message // nil in a view
	view    *View    // nil in a message
}

// key names the place for what that person did there.
func (p place) key() string {
	if p.view != nil {
		return p.view.ID
	}
	return p.channel.ID + "/" + p.message.TS + "/" + p.user.ID
}

func (p place) elements() []element {
	if p.view != nil {
		return elements(p.view.Blocks)
	}
	return elements(p.message.Blocks)
}

// seen finds a message or view that this person has before them.
func (s *Server) seen(user, channel, ts, view string) (place, error) {
	who, ok := s.people.user(user)
	if !ok || who.Deactivated {
		return place{}, fmt.Errorf("fakeslack: there is no active user %s", user)
	}
	if view != "" {
		found, ok := s.views.find(view, "")
		if !ok || found.User != user {
			return place{}, fmt.Errorf("fakeslack: %s has no view %s open", user, view)
		}
		return place{user: who, view: &found}, nil
	}
	where, ok := s.people.channel(channel)
	if !ok || !canSee(who, where) {
		return place{}, fmt.Errorf("fakeslack: %s cannot see channel %s", user, channel)
	}
	m, ok := s.timelines.get(channel, ts)
	if !ok || !m.seenBy(user) {
		return place{}, fmt.Errorf("fakeslack: %s sees no message %s in #%s", user, ts, where.Name)
	}
	return place{user: who, channel: where, message: &m}, nil
}

// element finds the part of the place that has these ids. Without a block id, the action id must be enough.
func (p place) element(block, action string) (element, error) {
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

// describe adds to an interaction's payload where it happened.
func (s *Server) describePlace(payload object, p place) {
	values := state(p.elements(), s.drafts.chosen(p.key()))
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
		return // Slack keeps nothing of an ephemeral message, so it cannot send it along
	}
	payload["message"] = object{
		"type": "message", "bot_id": p.message.BotID, "app_id": AppID, "user": p.message.User, "team": s.opts.Team.ID,
		"text": p.message.Text, "ts": p.message.TS, "blocks": p.message.Blocks,
	}
}

// enterprise is the organisation as payloads name it; nil when there is none.
func (s *Server) enterprise() any {
	if e := s.opts.Enterprise; e.ID != "" {
		return object{"id": e.ID, "name": e.Name}
	}
	return nil
}

// interaction is what every click, form and search has in common.
func (s *Server) interaction(kind string, user User) object {
	return object{
		"type": kind, "token": "sandbox", "api_app_id": AppID,
		"team":       object{"id": s.opts.Team.ID, "domain": s.opts.Team.Domain},
		"user":       object{"id": user.ID, "username": user.Name, "name": user.Name, "team_id": user.Team},
		"enterprise": s.enterprise(), "is_enterprise_install": s.opts.Enterprise.OrgWide,
	}
}
