package fakeslack

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
)

// fillIn makes the state of a form from what the person filled in, what they chose before and what the form began with. It refuses fields that
// are not
// there, and as Slack's client does, what does not fit its field.
func (s *Server) fillIn(p place, filled Values) (object, error) {
	all := p.elements()
	chosen := Values{}
	for block, actions := range filled {
		for action := range actions {
			e, err := p.element(block, action)
			if err != nil {
				return nil, err
			}
			value, err := s.choice(p, e, filled[block][action])
			if err != nil {
				return nil, err
			}
			chosen.set(e, value)
		}
	}
	chosen = s.drafts.chosen(p.key()).over(chosen)
	problems := map[string]string{}
	for _, e := range all {
		if !e.input {
			continue
		}
		value, ok := chosen.get(e)
		if !ok {
			value = initial(e)
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
			s.drafts.choose(p.key(), e, value)
		}
	}
	return state(all, chosen), nil
}

var number = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// checkField says what Slack's client says of a field, or nothing.
func checkField(e element, v Value) string {
	empty := v.Value == "" && v.Selected == "" && v.SelectedOption == nil && len(v.SelectedOptions) == 0
	if empty {
		if e.optional {
			return ""
		}
		return "Please complete this required field."
	}
	length := len([]rune(v.Value))
	if least, ok := bound(e, "min_length"); ok && float64(length) < least {
		return fmt.Sprintf("Please enter at least %.0f characters.", least)
	}
	if most, ok := bound(e, "max_length"); ok && float64(length) > most {
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
	if !number.MatchString(typed) {
		return "Please enter a number."
	}
	value, err := strconv.ParseFloat(typed, 64)
	if err != nil || value != float64(int64(value)) && !truth(e.node["is_decimal_allowed"]) {
		return "Please enter a whole number."
	}
	if least, ok := bound(e, "min_value"); ok && value < least {
		return fmt.Sprintf("Please enter %v or more.", least)
	}
	if most, ok := bound(e, "max_value"); ok && value > most {
		return fmt.Sprintf("Please enter %v or less.", most)
	}
	return ""
}

// bound reads a limit of a field, which Slack has as a number or as text.
func bound(e element, key string) (float64, bool) {
	limit, err := strconv.ParseFloat(fmt.Sprint(e.node[key]), 64)
	return limit, err == nil
}
