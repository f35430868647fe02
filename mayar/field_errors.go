package mayar

import (
	"slices"
	"strings"
)

// A FieldError is one field that Mayar's validator rejected.
type FieldError struct {
	Field string // as Mayar names it: "customerInfo.email"; empty for one that is never sent
	Rule  string // the rule it broke: "required", "numberPositive"; empty for one that is not known
}

// The names in a validator's answer may be values that were sent, such as a person's name or the
// key. So only the fields that we send and the rules of fastest-validator, which Mayar uses, are
// kept.
var (
	knownFields = strings.Fields(`productId creditAmount customerId memberId
		customerInfo customerInfo.name customerInfo.email customerInfo.mobile
		name email mobile page pageSize limit startingAfter status search type`)
	knownRules = strings.Fields(`required forbidden
		string stringEmpty stringMin stringMax stringLength stringPattern stringEnum stringNumeric
		number numberMin numberMax numberInteger numberPositive numberNotEqual object objectStrict
		enumValue email emailEmpty emailMin emailMax uuid uuidVersion`)
)

// fields returns the validator's findings.
func (env *envelope) fields() []FieldError {
	type finding struct {
		Field text `json:"field"`
		Type  text `json:"type"`
	}
	if len(env.Data) == 0 {
		return nil
	}
	var fields []FieldError
	for _, f := range firstElements[finding](env.Data, 20) {
		found := FieldError{Field: ifKnown(f.Field, knownFields), Rule: ifKnown(f.Type, knownRules)}
		if found != (FieldError{}) {
			fields = append(fields, found)
		}
	}
	return fields
}

func ifKnown(name text, names []string) string {
	if !slices.Contains(names, string(name)) {
		return ""
	}
	return string(name)
}
