package fakeslack

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
)

// fillForm builds a form's state from the user's input, earlier choices and the initial values. It
// rejects unknown fields and, like Slack's client, invalid values.
func (s *Server) fillForm(p target, filled Values) (object, error) {
	all := p.elements()
	chosen := Values{}
	for block, actions := range filled {
		for action := range actions {
			e, err := p.element(block, action)
			if err != nil {
				return nil, err
			}
			value, err := s.resolveChoice(p, e, filled[block][action])
			if err != nil {
				return nil, err
			}
			chosen.set(e, value)
		}
	}
	chosen = s.inputs.values(p.key()).merge(chosen)
	problems := map[string]string{}
	for _, e := range all {
		if !e.input {
			continue
		}
		value, ok := chosen.get(e)
		if !ok {
			value = initialValue(e)
		}
		if problem := checkField(e, value); problem != "" {
			problems[e.blockID] = problem
		}
	}
	if len(problems) > 0 {
		return nil, &FormError{Fields: problems}
	}
	for _, e := range all {
		if value, ok := chosen.get(e); ok {
			s.inputs.set(p.key(), e, value)
		}
	}
	return stateValues(all, chosen), nil
}

var numberPattern = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// checkField returns the error that Slack's client shows for a field, or "".
func checkField(e element, v Value) string {
	empty := v.Value == "" && v.Selected == "" && v.SelectedOption == nil && len(v.SelectedOptions) == 0
	if empty {
		if e.optional {
			return ""
		}
		return "Please complete this required field."
	}
	length := len([]rune(v.Value))
	if least, ok := numericLimit(e, "min_length"); ok && float64(length) < least {
		return fmt.Sprintf("Please enter at least %.0f characters.", least)
	}
	if most, ok := numericLimit(e, "max_length"); ok && float64(length) > most {
		return fmt.Sprintf("Please enter at most %.0f characters.", most)
	}
	switch e.kind {
	case "email_text_input":
		if address, err := mail.ParseAddress(v.Value); err != nil || address.Address != v.Value {
			return "Please enter a valid email address."
		}
	case "url_text_input":
		if u, err := url.Parse(v.Value); err != nil || u.Scheme == "" || u.Host == "" {
			return "Please enter a valid URL."
		}
	case "number_input":
		return checkNumber(e, v.Value)
	}
	return ""
}

func checkNumber(e element, typed string) string {
	if !numberPattern.MatchString(typed) {
		return "Please enter a number."
	}
	value, err := strconv.ParseFloat(typed, 64)
	if err != nil || value != float64(int64(value)) && !isTrue(e.node["is_decimal_allowed"]) {
		return "Please enter a whole number."
	}
	if least, ok := numericLimit(e, "min_value"); ok && value < least {
		return fmt.Sprintf("Please enter %v or more.", least)
	}
	if most, ok := numericLimit(e, "max_value"); ok && value > most {
		return fmt.Sprintf("Please enter %v or less.", most)
	}
	return ""
}

// numericLimit reads a limit of a field. Slack writes it as a number or as text.
func numericLimit(e element, key string) (float64, bool) {
	limit, err := strconv.ParseFloat(fmt.Sprint(e.node[key]), 64)
	return limit, err == nil
}
