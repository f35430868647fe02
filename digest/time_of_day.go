package digest

import (
	"regexp"
	"strconv"
)

// clockPattern is a time of day: 9, 09:00, 9.30, 0900, 9am, and a zone of Indonesia may stick to
// it.
var clockPattern = regexp.MustCompile(
	`^(\d{1,2})(?:[:.](\d{2}))?(am|pm|a\.m|p\.m)?(wib|wita|wit)?$|^(\d{1,2})(\d{2})(wib|wita|wit)?$`)

// A clock is a time of day as it was typed.
type clock struct {
	hour, minute int
	bare         bool   // only a number, which may be something else
	part         string // "am", "pm"; empty: not said
	zone         string // empty: none
}

func parseClock(lower string) (clock, bool) {
	m := clockPattern.FindStringSubmatch(lower)
	if m == nil {
		return clock{}, false
	}
	c := clock{zone: m[4] + m[7], part: partName(m[3]), bare: m[2]+m[3]+m[4]+m[5] == ""}
	c.hour, _ = strconv.Atoi(m[1] + m[5]) // two digits at most
	c.minute, _ = strconv.Atoi(m[2] + m[6])
	return c, true
}

func partName(word string) string {
	switch word {
	case "a.m":
		return "am"
	case "p.m":
		return "pm"
	}
	return word
}

// at returns the time of day, if there is one. "15 sore" is taken as it is, "15 am" is not valid.
func (c clock) at() (TimeOfDay, bool) {
	switch {
	case c.part == "":
	case c.hour == 0 || c.hour > 12 && (c.part == "am" || c.part == "pagi"):
		return 0, false
	case c.hour <= 12:
		c.hour = hoursOfDay[c.part][c.hour-1]
	}
	return TimeOfDay(c.hour*60 + c.minute), c.hour >= 0 && c.hour < 24 && c.minute < 60
}
