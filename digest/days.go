package digest

import (
	"slices"
	"strings"
	"time"
)

// week is the days as they are sorted and written.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

var (
	weekdays = week[:5]
	weekend  = week[5:]
)

// dayNames are the days' names in both languages, as people shorten them.
var dayNames = map[string][]time.Weekday{
	"daily": {}, "harian": {}, "everyday": {},
	"weekdays": weekdays, "weekday": weekdays, "workdays": weekdays,
	"weekends": weekend, "weekend": weekend,
	"mon": week[0:1], "monday": week[0:1], "sen": week[0:1], "senin": week[0:1],
	"tue": week[1:2], "tues": week[1:2], "tuesday": week[1:2], "sel": week[1:2], "selasa": week[1:2],
	"wed": week[2:3], "wednesday": week[2:3], "rab": week[2:3], "rabu": week[2:3],
	"thu": week[3:4], "thur": week[3:4], "thurs": week[3:4], "thursday": week[3:4], "kam": week[3:4], "kamis": week[3:4],
	"fri": week[4:5], "friday": week[4:5], "jum": week[4:5], "jumat": week[4:5], "jum'at": week[4:5], "jum’at": week[4:5],
	"sat": week[5:6], "saturday": week[5:6], "sab": week[5:6], "sabtu": week[5:6],
	"sun": week[6:7], "sunday": week[6:7], "min": week[6:7], "minggu": week[6:7], "ahad": week[6:7],
}

// phrases are days that people write in two words.
var phrases = strings.NewReplacer("every day", "daily", "setiap hari", "daily", "tiap hari", "daily", "hari kerja", "weekdays", "akhir pekan", "weekends")

// parseDays reads "daily", "weekdays", "mon,thu", "sen-jum". Every day is the empty slice.
func parseDays(word string) ([]time.Weekday, bool) {
	days := []time.Weekday{}
	for part := range strings.SplitSeq(word, ",") {
		from, to, isRange := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		found, ok := dayNames[from]
		if !ok {
			return nil, false
		}
		if isRange {
			if found, ok = dayRange(found, dayNames[to]); !ok {
				return nil, false
			}
		}
		if len(found) == 0 {
			found = week
		}
		days = append(days, found...)
	}
	return sortDays(days), true
}

// dayRange reads "fri-mon" as four days.
func dayRange(from, to []time.Weekday) ([]time.Weekday, bool) {
	if len(from) != 1 || len(to) != 1 {
		return nil, false
	}
	days := from[:1:1]
	for day := from[0]; day != to[0]; {
		day = (day + 1) % 7
		days = append(days, day)
	}
	return days, true
}

// sortDays sorts from Monday, and makes the empty slice of all seven.
func sortDays(days []time.Weekday) []time.Weekday {
	sorted := slices.DeleteFunc(slices.Clone(week), func(d time.Weekday) bool { return !slices.Contains(days, d) })
	if len(sorted) == len(week) {
		return nil
	}
	return sorted
}

// daysString is how days are written in a schedule.
func daysString(days []time.Weekday) string {
	switch {
	case len(days) == 0:
		return "daily"
	case slices.Equal(days, weekdays):
		return "weekdays"
	case slices.Equal(days, weekend):
		return "weekends"
	}
	names := make([]string, len(days))
	for i, day := range days {
		names[i] = strings.ToLower(day.String()[:3])
	}
	return strings.Join(names, ",")
}
