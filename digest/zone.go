package digest

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // Zones must not depend on the machine.
)

// indonesia has Indonesia's zones from west to east: how people call them, their offset, and their
// IANA names, the most common one first.
var indonesia = []struct {
	abbreviation, offset string
	names                []string
}{
	{"WIB", "+7", []string{"Asia/Jakarta", "Asia/Pontianak"}},
	{"WITA", "+8", []string{"Asia/Makassar", "Asia/Ujung_Pandang"}},
	{"WIT", "+9", []string{"Asia/Jayapura"}},
}

// CommonZones returns the IANA names of Indonesia's zones and UTC.
func CommonZones() []string {
	var names []string
	for _, zone := range indonesia {
		names = append(names, zone.names[0])
	}
	return append(names, "UTC")
}

// ZoneAbbreviation returns WIB, WITA or WIT for the IANA name of a zone of Indonesia; otherwise it
// is empty.
func ZoneAbbreviation(name string) string {
	for _, zone := range indonesia {
		if slices.Contains(zone.names, name) {
			return zone.abbreviation
		}
	}
	return ""
}

// maxZone is the longest name of a zone that is looked up.
const maxZone = 40

// ParseZone reads WIB, WITA, WIT, UTC and IANA names, in any case, and returns the IANA name. Its
// only error is *ParseError.
func ParseZone(word string) (string, error) {
	upper := strings.ToUpper(beginning(word))
	for _, zone := range indonesia {
		if upper == zone.abbreviation || upper == "UTC"+zone.offset || upper == "GMT"+zone.offset {
			return zone.names[0], nil
		}
	}
	if upper == "UTC" || upper == "GMT" {
		return "UTC", nil
	}
	// Names without a slash are shorthands like EST, whose meaning is not certain.
	if !strings.Contains(word, "/") || len(word) > maxZone {
		return "", &ParseError{Word: beginning(word), Expected: ExpectedZone}
	}
	for _, name := range []string{word, zoneCase(word)} {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc.String(), nil
		}
	}
	return "", &ParseError{Word: beginning(word), Expected: ExpectedZone}
}

// zoneCase writes a name in the case of most IANA names. America/Port_of_Spain has another case and
// must be typed right; asia/jakarta need not be.
func zoneCase(word string) string {
	letters := []byte(strings.ToLower(word))
	for i := range letters {
		if i == 0 || strings.IndexByte("/_-", letters[i-1]) >= 0 {
			letters[i] = strings.ToUpper(string(letters[i]))[0]
		}
	}
	return string(letters)
}
