package digests

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// parseNew reads the schedule of a new digest and its filter: the text after the word "filter", or
// the filters among the other words. It does not check the filter.
func parseNew(text string) (args, error) {
	parsed := args{do: actionCreate}
	filters := ""
	if at := filterWord.FindStringIndex(text); at != nil {
		if filters = unquoteFilters(parsed.takeOptions(text[at[1]:], true)); filters == "" {
			return args{}, notUnderstood("filter", filterExample)
		}
		text = text[:at[0]]
	}
	text, among := splitFilters(parsed.takeOptions(text, false))
	parsed.filter = strings.TrimSpace(among + " " + filters)
	if text == "" {
		parsed.do = actionNew // the form asks for the schedule
		return parsed, nil
	}
	var err error
	parsed.schedule, parsed.zone, err = digest.ParseSchedule(text)
	if unknown, ok := errors.AsType[*digest.ParseError](err); ok && unknown.Expected == digest.ExpectedSchedule {
		return args{}, hintAtFilter(text, parsed.filter, unknown)
	}
	return parsed, err
}

// unquoteFilters removes quotes or brackets around all of the filters, as people copy an example.
func unquoteFilters(text string) string {
	inner := strings.Trim(text, `"'()`)
	if strings.Contains(inner, `"`) {
		return text
	}
	if _, filters := splitFilters(inner); filters != "" {
		return inner
	}
	return text
}

// takeOptions removes the words for the style of a digest from a text: everywhere, or at its end
// only, where a filter may contain the same words.
func (a *args) takeOptions(text string, atEnd bool) string {
	fields := strings.Fields(text)
	for i := len(fields) - 1; i >= 0; i-- {
		lower := strings.ToLower(strings.Trim(fields[i], ",;"))
		switch {
		case slices.Contains(quietWords, lower):
			a.quiet = true
		case slices.Contains(fullWords, lower):
			a.full = true
		case atEnd:
			return strings.Join(fields[:i+1], " ")
		default:
			continue
		}
		fields = slices.Delete(fields, i, i+1)
	}
	return strings.Join(fields, " ")
}

// namedValue is a word like older:7d or type:"payment request". Its value may follow after a space.
var namedValue = regexp.MustCompile(`(?:^|\s)(\p{L}[\p{L}_-]*):\s*("[^"]*"|\S+)`)

// splitFilters separates the filters of /unpaid from other words.
func splitFilters(text string) (rest, filters string) {
	var kept, taken []string
	last := 0
	for _, at := range namedValue.FindAllStringSubmatchIndex(text, -1) {
		filter := strings.TrimSpace(text[at[0]:at[1]])
		_, err := receivables.ParseQuery(filter, time.Time{})
		if wrong, ok := errors.AsType[*receivables.QueryError](err); ok &&
			wrong.Reason == receivables.ReasonUnknownFilter {
			continue
		}
		kept, taken, last = append(kept, text[last:at[0]]), append(taken, filter), at[1]
	}
	kept = append(kept, text[last:])
	return strings.Join(strings.Fields(strings.Join(kept, " ")), " "), strings.Join(taken, " ")
}

// maxExample bounds an example that is made of what was typed.
const maxExample = 100 + len("/digest ")

// hintAtFilter returns the error for an unknown word. If everything before it is a schedule, the
// word may be meant for the filter, and the example says how to write that.
func hintAtFilter(text, filter string, unknown *digest.ParseError) error {
	before, behind, found := strings.Cut(" "+text+" ", " "+unknown.Word+" ")
	if unknown.Word == "" || !found {
		return unknown
	}
	if _, _, err := digest.ParseSchedule(before); err != nil {
		return unknown
	}
	example := strings.Join(strings.Fields("/digest "+before+" filter "+filter+" "+unknown.Word+" "+behind), " ")
	if len(example) > maxExample {
		return unknown
	}
	return &argError{message.ProblemFilterHint, unknown.Word, example}
}
