package receivables

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	day   = 24 * time.Hour
	week  = 7 * day
	month = 30 * day
	year  = 365 * day

	// maxAge is far beyond the age of every transaction.
	maxAge = 100 * year
)

// ageUnits are the units of an age by their words. A lone m is missing, because people mean a month
// or a minute by it.
var ageUnits = func() map[string]time.Duration {
	units := map[string]time.Duration{}
	for unit, words := range map[time.Duration]string{
		time.Minute: "min mins minute minutes menit mnt",
		time.Hour:   "h hr hrs hour hours jam",
		day:         "d day days hari",
		week:        "w wk wks week weeks minggu mgg pekan",
		month:       "mo mos mth mths month months bulan bln",
		year:        "y yr yrs year years tahun thn th",
	} {
		for word := range strings.FieldsSeq(words) {
			units[word] = unit
		}
	}
	return units
}()

var agePattern = regexp.MustCompile(`^(\d{1,6}|se)\s*-?\s*([a-z]*)$`)

// parseAge parses a duration above zero in lower case: 7d, 7hari, "7 days", 1minggu, 2mo, sebulan.
// A number alone is days.
func parseAge(s string) (time.Duration, bool) {
	if age, ok := parseManyMinutes(s); ok {
		return age, true
	}
	number, unit, ok := splitAge(s)
	if !ok || number <= 0 || time.Duration(number) > maxAge/unit {
		return 0, false
	}
	return time.Duration(number) * unit, true
}

// formatAge formats an age for parseAge, in the largest unit. No age is "".
func formatAge(age time.Duration) string {
	unit, word := time.Minute, "min"
	switch {
	case age == 0:
		return ""
	case age%week == 0:
		unit, word = week, "w"
	case age%day == 0:
		unit, word = day, "d"
	case age%time.Hour == 0:
		unit, word = time.Hour, "h"
	}
	return strconv.FormatInt(int64(age/unit), 10) + word
}

// splitAge splits a number and its unit.
func splitAge(s string) (number int64, unit time.Duration, ok bool) {
	m := agePattern.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, 0, false
	}
	if m[1] == "se" {
		unit, ok = ageUnits[m[2]]
		return 1, unit, ok
	}
	number, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return 0, 0, false
	}
	if m[2] == "" {
		return number, day, true
	}
	unit, ok = ageUnits[m[2]]
	return number, unit, ok
}

// isAgeUnit reports whether a word can be the unit of a number: "7 hari".
func isAgeUnit(word string) bool { return ageUnits[strings.ToLower(word)] > 0 }

// parseManyMinutes parses 90m as minutes, because nobody means so many months.
func parseManyMinutes(s string) (time.Duration, bool) {
	const least, greatest = 60, 10_000
	number, err := strconv.ParseInt(strings.TrimSuffix(s, "m"), 10, 64)
	ok := err == nil && strings.HasSuffix(s, "m") && least <= number && number <= greatest
	return time.Duration(number) * time.Minute, ok
}

var leadingNumber = regexp.MustCompile(`\d{1,9}`)

// ageExample returns a correct filter for an age that is not understood or not possible.
func ageExample(name, typed, value string) string {
	digits := leadingNumber.FindString(value)
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return typed + ":" + defaultExample(name)
	}
	if strings.HasSuffix(value, "m") && number > 0 && number <= int64(maxAge/month) {
		digits = typed + ":" + strconv.FormatInt(number, 10)
		if typed != name {
			return digits + "bulan" + exampleSeparator + digits + "menit"
		}
		return digits + "mo" + exampleSeparator + digits + "min"
	}
	unit, word := day, "d"
	if _, known, ok := splitAge(value); ok {
		unit, word = known, cmp.Or(strings.TrimLeft(value, "0123456789 -"), "d")
	}
	number = max(1, min(number, int64(maxAge/unit)))
	return typed + ":" + strconv.FormatInt(number, 10) + word
}
