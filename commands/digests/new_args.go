package digests

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// A filterHint is a word behind a schedule that says nothing of when. It may belong to a filter:
// then the form is right.
type filterHint struct{ word, form string }

func (e *filterHint) Error() string {
	return fmt.Sprintf("%q is not understood, and if it is of the filter, the right form is %s", e.word, e.form)
}

// parseNewDigest reads when a digest is to come and what it is about: what stands after the word
// filter, or the filters among the other words. The filter's own words are left for whoever knows
// them.
func parseNewDigest(text string) (digestArgs, error) {
	words := digestArgs{do: digestCreate}
	filters := ""
	if at := filterWord.FindStringIndex(text); at != nil {
		if filters = unquotedFilters(words.takeOptions(text[at[1]:], true)); filters == "" {
			return digestArgs{}, &argError{"filter", filterForm}
		}
		text = text[:at[0]]
	}
	text, among := splitFilters(words.takeOptions(text, false))
	words.filter = strings.TrimSpace(among + " " + filters)
	if text == "" {
		words.do = digestNew // without a time: the form asks for the rest
		return words, nil
	}
	var err error
	words.schedule, words.zone, err = digest.ParseSchedule(text)
	if unknown, ok := errors.AsType[*digest.ParseError](err); ok && unknown.Expected == digest.ExpectedSchedule {
		return digestArgs{}, hintAtFilter(text, words.filter, unknown)
	}
	return words, err
}

// unquotedFilters are filters of which all were put in quotes or brackets, as some write an
// example.
func unquotedFilters(text string) string {
	inner := strings.Trim(text, `"'()`)
	if strings.Contains(inner, `"`) {
		return text
	}
	if _, filters := splitFilters(inner); filters != "" {
		return inner
	}
	return text
}

// takeOptions takes the words that say how the digest is posted off a text: all of them, or those
// at its end, behind a filter.
func (w *digestArgs) takeOptions(text string, atEnd bool) string {
	fields := strings.Fields(text)
	for i := len(fields) - 1; i >= 0; i-- {
		lower := strings.ToLower(strings.Trim(fields[i], ",;"))
		switch {
		case slices.Contains(quietWords, lower):
			w.quiet = true
		case slices.Contains(fullWords, lower):
			w.full = true
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

// splitFilters takes the filters of /unpaid out of other words.
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

// maxHint is the longest right form that is made up of what was typed.
const maxHint = 100

// hintAtFilter is the error for an unknown word: where all that stands before it is a schedule, it
// may be meant for the filter.
func hintAtFilter(text, filter string, unknown *digest.ParseError) error {
	before, behind, found := strings.Cut(" "+text+" ", " "+unknown.Word+" ")
	if unknown.Word == "" || !found {
		return unknown
	}
	if _, _, err := digest.ParseSchedule(before); err != nil {
		return unknown
	}
	form := strings.Join(strings.Fields(before+" filter "+filter+" "+unknown.Word+" "+behind), " ")
	if len(form) > maxHint {
		return unknown
	}
	return &filterHint{unknown.Word, form}
}
