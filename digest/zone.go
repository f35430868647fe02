package digest

import (
	"strings"
	"time"
	_ "time/tzdata" // Zones must not depend on the machine.
)

// indonesianZones are Indonesia's zones by the names that people use.
var indonesianZones = map[string]string{
	"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura",
	"UTC+7": "Asia/Jakarta", "UTC+8": "Asia/Makassar", "UTC+9": "Asia/Jayapura",
	"GMT+7": "Asia/Jakarta", "GMT+8": "Asia/Makassar", "GMT+9": "Asia/Jayapura",
}

// maxZone is the longest name of a zone that is looked up.
const maxZone = 40

// ParseZone reads WIB, WITA, WIT, UTC and IANA names, in any case, and returns the IANA name. Its
// only error is *ParseError.
func ParseZone(word string) (string, error) {
	upper := strings.ToUpper(beginning(word))
	if name, ok := indonesianZones[upper]; ok {
		return name, nil
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
