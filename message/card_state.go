package message

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"

	"github.com/mayarbot/mayarbot/collecting"
)

// A CardState is what a card carries from click to click. It holds no customer's data, and comes
// back from outside.
type CardState struct {
	Case     string            `json:"case"`               // its short id
	Card     collecting.CardID `json:"card"`               // of this showing of the card
	Language string            `json:"language,omitempty"` // chosen for the text
	Tone     *collecting.Tone  `json:"tone,omitempty"`     // chosen for the text
	Anyway   bool              `json:"anyway,omitempty"`   // a reason was given to pass what can be passed
}

var caseID = regexp.MustCompile(`^[a-z2-7]{16}$`)

// ErrCardState means that the value of a button or the metadata of a card is not from this version
// of the program.
var ErrCardState = errors.New("message: not the state of a card")

// ParseCaseID reads the value of a button, which anybody can forge.
func ParseCaseID(value string) (string, error) {
	if !caseID.MatchString(value) {
		return "", ErrCardState
	}
	return value, nil
}

func (s CardState) metadata() string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // plain strings and a bool
	}
	return string(text)
}

// ParseCardState reads the metadata of a card.
func ParseCardState(metadata string) (CardState, error) {
	var s CardState
	if json.Unmarshal([]byte(metadata), &s) != nil || !caseID.MatchString(s.Case) || s.Card.Opened().IsZero() {
		return CardState{}, ErrCardState
	}
	if s.Tone != nil && (*s.Tone < 0 || *s.Tone >= collecting.Tones) {
		s.Tone = nil
	}
	if !slices.Contains(Languages, s.Language) {
		s.Language = ""
	}
	return s, nil
}
