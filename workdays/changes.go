package workdays

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxChanges = 100
	maxName    = 60 // characters
)

// unnamed is the name of an added day that was given none.
var unnamed = Name{"Libur tambahan", "Additional holiday"}

// Changes are the days that an operator added to the decrees and struck from them.
type Changes struct {
	added  map[Date]Name
	struck map[Date]bool
}

// ParseChanges reads "+2027-08-18 Libur tambahan,-2027-05-18": with + a holiday and its name, with
// - a day that is no holiday and no joint leave after all. Its errors name the entry by its
// position and its day, and repeat nothing else: it may be a secret in the wrong line.
func ParseChanges(text string) (Changes, error) {
	changes := Changes{added: map[Date]Name{}, struck: map[Date]bool{}}
	for i, entry := range strings.Split(text, ",") {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		on, name, _ := strings.Cut(entry[1:], " ")
		date, err := parseDate(on)
		if err != nil || entry[0] != '+' && entry[0] != '-' {
			return Changes{}, fmt.Errorf("entry %d of the list is not understood: write +2027-08-18 and a name to add "+
				"a holiday, -2027-05-18 to strike one", i+1)
		}
		if err := changes.take(entry[0] == '+', date, strings.TrimSpace(name)); err != nil {
			return Changes{}, fmt.Errorf("entry %d of the list, %c%s, %w", i+1, entry[0], date, err)
		}
	}
	return changes, nil
}

func (c Changes) take(add bool, date Date, name string) error {
	_, twice := c.added[date]
	switch {
	case twice || c.struck[date]:
		return errors.New("has a day that was listed before")
	case len(c.added)+len(c.struck) == maxChanges:
		return fmt.Errorf("is one too many: at most %d", maxChanges)
	case utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("has a name that is too long or holds a line end: at most %d characters", maxName)
	case !add && name != "":
		return errors.New("has a name, but only strikes a day: write the day alone")
	case !add:
		c.struck[date] = true
	case name == "":
		c.added[date] = unnamed
	default:
		c.added[date] = Name{name, name}
	}
	return nil
}

// Idle returns the struck days that no decree has, sorted: they change nothing and may be misspelt.
func (c Changes) Idle() []Date {
	idle := slices.DeleteFunc(slices.Collect(maps.Keys(c.struck)), func(d Date) bool {
		_, ok := decreed[d]
		return ok
	})
	slices.SortFunc(idle, func(a, b Date) int { return a.utc().Compare(b.utc()) })
	return idle
}
