package mayar

import (
	"slices"
	"strings"
)

// A FieldError is one field that Mayar's validator refused.
type FieldError struct {
	Field string // as Mayar names it: "customerInfo.email"; empty for one that is never sent
	Rule  string // the rule it broke: "required", "numberPositive"; empty for one that is not known
}

// What a validator calls a field or a rule may be a value that was sent: a number, a name, the key.
// So none passes but the fields that are sent and the rules of fastest-validator, whose words
// Mayar's answers have.
var (
	knownFields = strings.Fields(`productId creditAmount customerId memberId
		customerInfo customerInfo.name customerInfo.email customerInfo.mobile
		name email mobile page pageSize limit startingAfter status search type`)
	knownRules = strings.Fields(`required forbidden
		string stringEmpty stringMin stringMax stringLength stringPattern stringEnum stringNumeric
		number numberMin numberMax numberInteger numberPositive numberNotEqual object objectStrict
		enumValue email emailEmpty emailMin emailMax uuid uuidVersion`)
)

// fields reads the validator's findings.
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
