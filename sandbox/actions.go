package sandbox

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// where is who does something, and in which channel.
type where struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
}

// holder is what an element stands in: a message by its timestamp, or a form by its id.
type holder struct {
	TS       string `json:"ts"`
	ViewID   string `json:"view_id"`
	BlockID  string `json:"block_id"`
	ActionID string `json:"action_id"`
}

// filled is what was typed, chosen or picked in one element.
type filled struct {
	Value   string   `json:"value"`
	Option  *string  `json:"option"`
	Options []string `json:"options"` // of checkboxes and menus with several choices
	Picked  string   `json:"picked"`  // a person, a channel, a date or a time
}

func (f filled) chosen() *fakeslack.Option {
	if f.Option == nil {
		return nil
	}
	return &fakeslack.Option{Value: *f.Option}
}

func (f filled) several() []fakeslack.Option {
	var out []fakeslack.Option
	for _, value := range f.Options {
		out = append(out, fakeslack.Option{Value: value})
	}
	return out
}

type line struct {
	where
	Text string `json:"text"`
}

// slash types a command. Its answer comes when the bot has acknowledged, or has not within three seconds.
func (s *server) slash(r *http.Request, in line) (outcome, error) {
	typed := s.now()
	sent, err := s.slack.Slash(r.Context(), fakeslack.Slash{User: in.User, Channel: in.Channel, Text: in.Text})
	if err != nil {
		return outcome{}, plain(err)
	}
	became := outcomeOf(sent)
	s.echoes.add(echo{At: seconds(typed), Text: in.Text, outcome: became, user: in.User, channel: in.Channel})
	return became, nil
}

// say posts what is no command.
func (s *server) say(_ *http.Request, in line) (nothing, error) {
	_, err := s.slack.Say(in.User, in.Channel, in.Text)
	return nothing{}, plain(err)
}

func (s *server) click(r *http.Request, in struct {
	where
	holder
	filled
}) (outcome, error) {
	sent, err := s.slack.Click(r.Context(), fakeslack.Click{
		User: in.User, Channel: in.Channel, TS: in.TS, ViewID: in.ViewID, BlockID: in.BlockID, ActionID: in.ActionID,
		Value: cmp.Or(in.Value, in.Picked), SelectedOption: in.chosen(), SelectedOptions: in.several(),
	})
	if err != nil {
		return outcome{}, plain(err)
	}
	return outcomeOf(sent), nil
}

type suggestions struct {
	Options []fakeslack.Option `json:"options"`
}

func (s *server) suggest(r *http.Request, in struct {
	where
	holder
	Value string `json:"value"`
}) (suggestions, error) {
	options, err := s.slack.Suggest(r.Context(), fakeslack.Suggest{
		User: in.User, Channel: in.Channel, TS: in.TS, ViewID: in.ViewID, BlockID: in.BlockID, ActionID: in.ActionID,
		Value: in.Value,
	})
	return suggestions{orEmpty(options)}, plain(err)
}

type form struct {
	where
	ViewID string                       `json:"view_id"`
	Values map[string]map[string]filled `json:"values"` // by block_id and action_id
}

// submitted is what became of a form. Errors are by block_id: what Slack itself found, so that the bot was not asked.
type submitted struct {
	outcome
	Errors map[string]string `json:"errors,omitempty"`
}

func (s *server) submit(r *http.Request, in form) (submitted, error) {
	values := fakeslack.Values{}
	for block, actions := range in.Values {
		values[block] = map[string]fakeslack.Value{}
		for action, f := range actions {
			values[block][action] = fakeslack.Value{
				Value: f.Value, SelectedOption: f.chosen(), SelectedOptions: f.several(), Selected: f.Picked,
			}
		}
	}
	sent, err := s.slack.Submit(r.Context(), fakeslack.Submit{User: in.User, ViewID: in.ViewID, Values: values})
	if incomplete, ok := errors.AsType[*fakeslack.FormError](err); ok {
		return submitted{Errors: incomplete.Fields}, nil
	}
	if err != nil {
		return submitted{}, plain(err)
	}
	return submitted{outcome: outcomeOf(sent)}, nil
}

func (s *server) closeView(r *http.Request, in struct {
	where
	ViewID string `json:"view_id"`
}) (nothing, error) {
	_, err := s.slack.CloseView(r.Context(), in.User, in.ViewID)
	return nothing{}, plain(err)
}
