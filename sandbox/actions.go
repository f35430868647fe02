package sandbox

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// actor is a user and the channel they act in.
type actor struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
}

// elementRef identifies an element: in a message by its timestamp, in a form by the view's id.
type elementRef struct {
	TS       string `json:"ts"`
	ViewID   string `json:"view_id"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
}

// elementInput is the typed, chosen or picked value of an element.
type elementInput struct {
	Value   string   `json:"value"`
	Option  *string  `json:"option"`
	Options []string `json:"options"` // for checkboxes and multi-selects
	Picked  string   `json:"picked"`  // a person, a channel, a date or a time
}

func (f elementInput) selectedOption() *fakeslack.Option {
	if f.Option == nil {
		return nil
	}
	return &fakeslack.Option{Value: *f.Option}
}

func (f elementInput) selectedOptions() []fakeslack.Option {
	var out []fakeslack.Option
	for _, value := range f.Options {
		out = append(out, fakeslack.Option{Value: value})
	}
	return out
}

type typedLine struct {
	actor
	Text string `json:"text"`
}

// slash types a command. It answers when the bot has acknowledged, or after three seconds.
func (s *server) slash(r *http.Request, in typedLine) (outcome, error) {
	typed := s.now()
	sent, err := s.slack.Slash(r.Context(), fakeslack.Slash{User: in.User, Channel: in.Channel, Text: in.Text})
	if err != nil {
		return outcome{}, slackError(err)
	}
	result := outcomeOf(sent)
	s.commands.add(
		loggedCommand{At: seconds(typed), Text: in.Text, outcome: result, user: in.User, channel: in.Channel},
	)
	return result, nil
}

// say posts a message that is not a command.
func (s *server) say(_ *http.Request, in typedLine) (noContent, error) {
	_, err := s.slack.Say(in.User, in.Channel, in.Text)
	return noContent{}, slackError(err)
}

func (s *server) click(r *http.Request, in struct {
	actor
	elementRef
	elementInput
}) (outcome, error) {
	sent, err := s.slack.Click(r.Context(), fakeslack.Click{
		User: in.User, Channel: in.Channel, TS: in.TS, ViewID: in.ViewID, BlockID: in.BlockID, ActionID: in.ActionID,
		Value: cmp.Or(in.Value, in.Picked), SelectedOption: in.selectedOption(), SelectedOptions: in.selectedOptions(),
	})
	if err != nil {
		return outcome{}, slackError(err)
	}
	return outcomeOf(sent), nil
}

type suggestions struct {
	Options []fakeslack.Option `json:"options"`
}

func (s *server) suggest(r *http.Request, in struct {
	actor
	elementRef
	Value string `json:"value"`
}) (suggestions, error) {
	options, err := s.slack.Suggest(r.Context(), fakeslack.Suggest{
		User: in.User, Channel: in.Channel, TS: in.TS, ViewID: in.ViewID, BlockID: in.BlockID, ActionID: in.ActionID,
		Value: in.Value,
	})
	return suggestions{orEmpty(options)}, slackError(err)
}

type formInput struct {
	actor
	ViewID string                             `json:"view_id"`
	Values map[string]map[string]elementInput `json:"values"` // by block_id and action_id
}

// submitResult is the result of a form. Errors, by block_id, are Slack's own checks; with errors
// the bot did not get the form.
type submitResult struct {
	outcome
	Errors map[string]string `json:"errors,omitempty"`
}

func (s *server) submit(r *http.Request, in formInput) (submitResult, error) {
	values := fakeslack.Values{}
	for block, actions := range in.Values {
		values[block] = map[string]fakeslack.Value{}
		for action, f := range actions {
			values[block][action] = fakeslack.Value{
				Value: f.Value, SelectedOption: f.selectedOption(), SelectedOptions: f.selectedOptions(),
				Selected: f.Picked,
			}
		}
	}
	sent, err := s.slack.Submit(r.Context(), fakeslack.Submit{User: in.User, ViewID: in.ViewID, Values: values})
	if incomplete, ok := errors.AsType[*fakeslack.FormError](err); ok {
		return submitResult{Errors: incomplete.Fields}, nil
	}
	if err != nil {
		return submitResult{}, slackError(err)
	}
	return submitResult{outcome: outcomeOf(sent)}, nil
}

func (s *server) closeView(r *http.Request, in struct {
	actor
	ViewID string `json:"view_id"`
}) (noContent, error) {
	_, err := s.slack.CloseView(r.Context(), in.User, in.ViewID)
	return noContent{}, slackError(err)
}
