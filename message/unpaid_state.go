package message

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/receivables"
)

// Bounds of what a button may carry.
const (
	// MaxQueryLen is how many characters of words and filters a list can carry in its buttons. Longer ones are refused before a list is made
	// (ProblemLongFilter).
	MaxQueryLen = 300

	maxPage = 100_000
)

var listID = regexp.MustCompile(`^[A-Za-z0-9]{1,16}$`)

// An UnpaidState is what one needs to show a list of unpaid transactions again: it travels in the buttons under the list.
type UnpaidState struct {
	ListID string           // which list it is of those that one person sees: letters and digits, or empty for one that everybody sees
	Query  string           // words and filters as typed
	Sort   receivables.Sort // empty: newest
	Page   int              // from 1
}

// ErrUnpaidState says that the value of a button is not one that this program made, or is one of another version.
var ErrUnpaidState = errors.New("message: not the state of an unpaid list")

// Value is the state as the value of a button, at most MaxQueryLen and a few characters long. Words beyond MaxQueryLen are left out, and what cannot be
// typed on one line is a space.
func (s UnpaidState) Value() string {
	words := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s.Query, " "))
	if utf8.RuneCountInString(words) > MaxQueryLen {
		words = string([]rune(words)[:MaxQueryLen])
	}
	return strings.Join([]string{strconv.Itoa(min(max(s.Page, 1), maxPage)), string(s.sort()), s.list(), words}, "|")
}

// ParseUnpaidState reads the value of a button. It came back from outside, so nothing in it is trusted: ErrUnpaidState for anything that
// Value would not have written.
func ParseUnpaidState(value string) (UnpaidState, error) {
	parts := strings.SplitN(value, "|", 4)
	if len(parts) != 4 || !utf8.ValidString(value) {
		return UnpaidState{}, ErrUnpaidState
	}
	page, err := strconv.Atoi(parts[0])
	state := UnpaidState{Page: page, Sort: receivables.Sort(parts[1]), ListID: parts[2], Query: parts[3]}
	if err != nil || page < 1 || page > maxPage || state.Sort != state.sort() || state.ListID != state.list() ||
		utf8.RuneCountInString(state.Query) > MaxQueryLen || strings.ContainsFunc(state.Query, unicode.IsControl) {
		return UnpaidState{}, ErrUnpaidState
	}
	return state, nil
}

func (s UnpaidState) sort() receivables.Sort {
	switch s.Sort {
	case receivables.SortOldest, receivables.SortLargest, receivables.SortCustomer:
		return s.Sort
	}
	return receivables.SortNewest
}

func (s UnpaidState) list() string {
	if !listID.MatchString(s.ListID) {
		return ""
	}
	return s.ListID
}

func (s UnpaidState) at(page int) UnpaidState {
	s.Page = page
	return s
}
