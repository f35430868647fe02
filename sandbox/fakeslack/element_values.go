package fakeslack

import (
	"maps"
	"slices"
	"strings"
)

// An Option is one choice of a select, in Slack's format.
type Option struct {
	Text        Text   `json:"text"`
	Value       string `json:"value"`
	Description *Text  `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
}

// A Text is a text object.
type Text struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji bool   `json:"emoji,omitempty"`
}

// A Value is the value of one element. The type of the element decides which field is used; for
// options only their Value matters.
type Value struct {
	Type            string   `json:"type,omitempty"` // ignored: the element has the type
	Value           string   `json:"value,omitempty"`
	SelectedOption  *Option  `json:"selected_option,omitempty"`
	SelectedOptions []Option `json:"selected_options,omitempty"`
	Selected        string   `json:"selected,omitempty"` // a date, a time, or the id of a user or conversation
}

// Values are a user's input, by block_id and action_id.
type Values map[string]map[string]Value

func (v Values) get(e element) (Value, bool) {
	value, ok := v[e.blockID][e.actionID]
	return value, ok
}

func (v Values) set(e element, value Value) {
	if v[e.blockID] == nil {
		v[e.blockID] = map[string]Value{}
	}
	v[e.blockID][e.actionID] = value
}

// merge returns v with the values of newer on top.
func (v Values) merge(newer Values) Values {
	merged := Values{}
	for _, values := range []Values{v, newer} {
		for block, actions := range values {
			if merged[block] == nil {
				merged[block] = map[string]Value{}
			}
			maps.Copy(merged[block], actions)
		}
	}
	return merged
}

// initialValue is an element's value before any input.
func initialValue(e element) Value {
	value := Value{Value: text(e.node, "initial_value")}
	if option := inner(e.node, "initial_option"); option != nil {
		value.SelectedOption = &readOptions([]any{option})[0]
	}
	value.SelectedOptions = readOptions(e.node["initial_options"])
	value.Selected = text(e.node, "initial_"+pickedField(e.kind))
	return value
}

// pickedField is Slack's name for the picked value: "date" in initial_date and selected_date.
func pickedField(kind string) string {
	switch kind {
	case "datepicker":
		return "date"
	case "timepicker":
		return "time"
	case "datetimepicker":
		return "date_time"
	}
	return strings.TrimSuffix(strings.TrimSuffix(kind, "s_select"), "_select")
}

// describeValue adds an element's value to o, under Slack's names. Empty values are null.
func describeValue(o object, e element, v Value) {
	switch e.kind {
	case "plain_text_input", "email_text_input", "url_text_input", "number_input":
		o["value"] = orNull(v.Value)
	case "static_select", "external_select", "radio_buttons", "overflow":
		o["selected_option"] = nil
		if v.SelectedOption != nil {
			o["selected_option"] = v.SelectedOption
		}
	case "checkboxes", "multi_static_select", "multi_external_select":
		o["selected_options"] = append([]Option{}, v.SelectedOptions...)
	case "datepicker", "timepicker", "datetimepicker", "users_select", "conversations_select", "channels_select":
		o["selected_"+pickedField(e.kind)] = orNull(v.Selected)
	}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// stateValues is the "values" object of a message's or view's state: every element with a value,
// filled or not.
func stateValues(elements []element, filled Values) object {
	out := object{}
	for _, e := range elements {
		if slices.Contains(stateless, e.kind) {
			continue
		}
		value, ok := filled.get(e)
		if !ok {
			value = initialValue(e)
		}
		described := object{"type": e.kind}
		describeValue(described, e, value)
		block, ok := out[e.blockID].(object)
		if !ok {
			block = object{}
			out[e.blockID] = block
		}
		block[e.actionID] = described
	}
	return out
}
