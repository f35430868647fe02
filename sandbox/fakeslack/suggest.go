package fakeslack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Suggest is typing into a select with options from the app, in a view (ViewID) or a message
// (Channel and TS).
type Suggest struct {
	User     string
	Channel  string
	TS       string
	ViewID   string
	BlockID  string
	ActionID string
	Value    string // the text typed so far
}

// ErrNoSuggestions means that the app returned no options in time, or options that Slack would not
// show.
var ErrNoSuggestions = errors.New("fakeslack: the options could not be loaded")

// Suggest waits for the app's options. It returns ErrNoSuggestions if the app fails, and another
// error if the user cannot type there.
func (s *Server) Suggest(ctx context.Context, in Suggest) ([]Option, error) {
	p, err := s.findTarget(in.User, in.Channel, in.TS, in.ViewID)
	if err != nil {
		return nil, err
	}
	e, err := p.element(in.BlockID, in.ActionID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"external_select", "multi_external_select"}, e.kind) {
		return nil, fmt.Errorf("fakeslack: %q is a %s, which looks nothing up", e.actionID, e.kind)
	}
	payload := s.interaction("block_suggestion", p.user)
	s.addTarget(payload, p)
	payload["action_id"], payload["block_id"], payload["value"] = e.actionID, e.blockID, in.Value
	payload["action_ts"] = s.clock.ts()
	sent, err := s.send(ctx, &delivery{kind: "interactive", acceptsPayload: true, payload: encode(payload)})
	if err != nil {
		return nil, err
	}
	if !sent.Acked {
		return nil, fmt.Errorf("%w: %s", ErrNoSuggestions, sent.Failure)
	}
	options, err := readSuggestions(sent.Response)
	if err != nil {
		return nil, err
	}
	s.inputs.addOffered(p.key(), e, options)
	return options, nil
}

// maxSuggestions is the largest number of options that Slack shows.
const maxSuggestions = 100

func readSuggestions(response json.RawMessage) ([]Option, error) {
	if response == nil {
		return []Option{}, nil
	}
	var answer struct {
		Options []Option `json:"options"`
		Groups  []struct {
			Options []Option `json:"options"`
		} `json:"option_groups"`
	}
	if err := json.Unmarshal(response, &answer); err != nil {
		return nil, fmt.Errorf("%w: the answer is not a list of options", ErrNoSuggestions)
	}
	options := slices.Concat([]Option{}, answer.Options)
	for _, group := range answer.Groups {
		options = append(options, group.Options...)
	}
	if len(options) > maxSuggestions {
		return nil, fmt.Errorf("%w: %d options are more than %d", ErrNoSuggestions, len(options), maxSuggestions)
	}
	for _, option := range options {
		if n := len([]rune(option.Text.Text)); n == 0 || n > 75 {
			return nil, fmt.Errorf("%w: the text of an option has %d characters", ErrNoSuggestions, n)
		}
		if n := len([]rune(option.Value)); n > 150 {
			return nil, fmt.Errorf("%w: the value of an option has %d characters", ErrNoSuggestions, n)
		}
	}
	return options, nil
}
