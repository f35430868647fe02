package fakeslack

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Click is a click on a button, or a choice in a menu, of a message (Channel and TS) or of a view
// (ViewID).
type Click struct {
	User     string
	Channel  string
	TS       string
	ViewID   string
	BlockID  string // may be empty if the ActionID is unique
	ActionID string

	// Value is the value of the chosen option, or the typed or picked value. A button has its own
	// value; if Value is set, it must be the same.
	Value           string
	SelectedOption  *Option  // instead of Value
	SelectedOptions []Option // for checkboxes and multi-selects
}

// Click clicks, then waits until the app acknowledges or fails. It returns an error if the user
// cannot see the message or view, or if the element does not exist.
func (s *Server) Click(ctx context.Context, in Click) (*Sent, error) {
	p, err := s.findTarget(in.User, in.Channel, in.TS, in.ViewID)
	if err != nil {
		return nil, err
	}
	e, err := p.element(in.BlockID, in.ActionID)
	if err != nil {
		return nil, err
	}
	action, err := s.applyClick(p, e, in)
	if err != nil {
		return nil, err
	}
	payload := s.interaction("block_actions", p.user)
	s.addTarget(payload, p)
	payload["actions"] = []any{action}
	payload["trigger_id"] = s.triggers.issue(in.User)
	d := &delivery{kind: "interactive", acceptsPayload: true}
	if p.message != nil {
		u := &responseURL{user: in.User, channel: p.channel.ID, source: p.message.TS}
		d.reply = s.responseURLs.issue("/actions/"+s.opts.Team.ID+"/"+newID(""), u)
		payload["response_url"] = s.base() + u.path
	}
	d.payload = encode(payload)
	d.onFail = func(code string) { s.clickFailed(in.User, in.Channel, code, d.id) }
	return s.send(ctx, d)
}

// applyClick builds the payload of an action and stores the new value of the element.
func (s *Server) applyClick(p target, e element, in Click) (object, error) {
	action := object{"type": e.kind, "action_id": e.actionID, "block_id": e.blockID, "action_ts": s.clock.ts()}
	for _, key := range []string{"text", "style", "url", "placeholder", "confirm", "initial_option"} {
		if value, ok := e.node[key]; ok {
			action[key] = value
		}
	}
	if e.kind == "button" {
		own := text(e.node, "value")
		if in.Value != "" && in.Value != own {
			return nil, fmt.Errorf("fakeslack: the value of button %q is %q, not %q", e.actionID, own, in.Value)
		}
		if own != "" {
			action["value"] = own
		}
		return action, nil
	}
	value, err := s.resolveChoice(p, e, Value{
		Value: in.Value, Selected: in.Value, SelectedOption: in.SelectedOption, SelectedOptions: in.SelectedOptions,
	})
	if err != nil {
		return nil, err
	}
	describeValue(action, e, value)
	if !slices.Contains(stateless, e.kind) {
		s.inputs.set(p.key(), e, value)
	}
	return action, nil
}

// resolveChoice looks up the chosen options, and rejects a choice that is not available.
func (s *Server) resolveChoice(p target, e element, v Value) (Value, error) {
	switch e.kind {
	case "static_select", "external_select", "radio_buttons", "overflow":
		return s.resolveOption(p, e, v)
	case "checkboxes", "multi_static_select", "multi_external_select":
		if most, ok := numericLimit(e, "max_selected_items"); ok && len(v.SelectedOptions) > int(most) {
			return Value{}, fmt.Errorf("fakeslack: %q takes at most %.0f options", e.actionID, most)
		}
		offered := s.inputs.availableOptions(p.key(), e)
		var chosen []Option
		for _, want := range v.SelectedOptions {
			option, ok := find(offered, func(o Option) bool { return o.Value == want.Value })
			if !ok {
				return Value{}, notOffered(e, want.Value)
			}
			chosen = append(chosen, option)
		}
		return Value{SelectedOptions: chosen}, nil
	}
	if !s.canPick(p.user, e.kind, v.Selected) {
		return Value{}, notOffered(e, v.Selected)
	}
	return Value{Value: v.Value, Selected: v.Selected}, nil
}

// canPick reports whether Slack's client would let a user pick this person, conversation, date or
// time. An empty value is always allowed.
func (s *Server) canPick(who User, kind, picked string) bool {
	if picked == "" {
		return true
	}
	switch kind {
	case "users_select":
		user, ok := s.directory.user(picked)
		return ok && !user.Deactivated
	case "conversations_select":
		channel, ok := s.directory.channel(picked)
		return ok && canSee(who, channel)
	case "channels_select":
		channel, ok := s.directory.channel(picked)
		return ok && !channel.Private && !channel.DM
	case "datepicker":
		_, err := time.Parse(time.DateOnly, picked)
		return err == nil
	case "timepicker":
		_, err := time.Parse("15:04", picked)
		return err == nil && len(picked) == len("15:04")
	}
	return true
}

func (s *Server) resolveOption(p target, e element, v Value) (Value, error) {
	want := v.Value
	if v.SelectedOption != nil {
		want = v.SelectedOption.Value
	}
	if want == "" {
		return Value{}, nil
	}
	option, ok := find(s.inputs.availableOptions(p.key(), e), func(o Option) bool { return o.Value == want })
	if !ok {
		return Value{}, notOffered(e, want)
	}
	return Value{SelectedOption: &option}, nil
}

func notOffered(e element, value string) error {
	hint := ""
	if e.kind == "external_select" || e.kind == "multi_external_select" {
		hint = "; what a search offers must be asked for with Suggest first"
	}
	return fmt.Errorf("fakeslack: %q offers no option %q%s", e.actionID, value, hint)
}
