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

// Limits of the value of a button.
const (
	// MaxQueryLen is the longest filter of a list, in characters. A longer one is a
	// ProblemLongFilter.
	MaxQueryLen = 300

	maxPage = 100_000
)

// clampPage returns a page's number as text.
func clampPage(page int) string { return strconv.Itoa(min(max(page, 1), maxPage)) }

var listID = regexp.MustCompile(`^[A-Za-z0-9]{1,16}$`)

// An UnpaidState is all that it takes to show a list of unpaid transactions again. The buttons of
// the list carry it.
type UnpaidState struct {
	ListID string           // letters and digits; empty for a list that a channel sees
	Query  string           // the filter as typed
	Sort   receivables.Sort // empty: newest
	Page   int              // from 1
}

// ErrUnpaidState means that the value of a button is not from this version of the program.
var ErrUnpaidState = errors.New("message: not the state of an unpaid list")

// Value returns the state as the value of a button. It truncates the query to MaxQueryLen
// characters, and replaces control characters by spaces.
func (s UnpaidState) Value() string {
	query := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s.Query, " "))
	if utf8.RuneCountInString(query) > MaxQueryLen {
		query = string([]rune(query)[:MaxQueryLen])
	}
	return strings.Join([]string{clampPage(s.Page), string(s.sort()), s.validListID(), query}, "|")
}

// ParseUnpaidState reads the value of a button, which anybody can forge. It returns ErrUnpaidState
// for anything but the output of Value.
func ParseUnpaidState(value string) (UnpaidState, error) {
	parts := strings.SplitN(value, "|", 4)
	if len(parts) != 4 || !utf8.ValidString(value) {
		return UnpaidState{}, ErrUnpaidState
	}
	page, err := strconv.Atoi(parts[0])
	state := UnpaidState{Page: page, Sort: receivables.Sort(parts[1]), ListID: parts[2], Query: parts[3]}
	if err != nil || page < 1 || page > maxPage || state.Sort != state.sort() || state.ListID != state.validListID() ||
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

func (s UnpaidState) validListID() string {
	if !listID.MatchString(s.ListID) {
		return ""
	}
	return s.ListID
}

func (s UnpaidState) withPage(page int) UnpaidState {
	s.Page = page
	return s
}
