package digest

import (
	"slices"
	"strings"
	"time"
)

// week has the days in the order in which they are sorted and written.
var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday,
	time.Sunday}

var (
	weekdays = week[:5]
	weekend  = week[5:]
)

// dayNames maps the names of days in both languages, with their short forms. The empty slice is
// every day.
var dayNames = map[string][]time.Weekday{
	"daily": {}, "harian": {}, "everyday": {}, "every day": {}, "each day": {}, "setiap hari": {}, "tiap hari": {},
	"sehari sekali": {}, "once a day": {},
	"weekdays": weekdays, "weekday": weekdays, "every weekday": weekdays,
	"weekends": weekend, "weekend": weekend, "akhir pekan": weekend, "setiap akhir pekan": weekend,
	"tiap akhir pekan": weekend, "every weekend": weekend,
	"mon": week[0:1], "monday": week[0:1], "mondays": week[0:1], "sen": week[0:1], "senin": week[0:1],
	"tue": week[1:2], "tues": week[1:2], "tuesday": week[1:2], "tuesdays": week[1:2], "sel": week[1:2],
	"selasa": week[1:2],
	"wed":    week[2:3], "wednesday": week[2:3], "wednesdays": week[2:3], "rab": week[2:3], "rabu": week[2:3],
	"thu": week[3:4], "thur": week[3:4], "thurs": week[3:4], "thursday": week[3:4], "thursdays": week[3:4],
	"kam": week[3:4], "kamis": week[3:4],
	"fri": week[4:5], "friday": week[4:5], "fridays": week[4:5], "jum": week[4:5], "jumat": week[4:5],
	"jum'at": week[4:5], "jum’at": week[4:5],
	"sat": week[5:6], "saturday": week[5:6], "saturdays": week[5:6], "sab": week[5:6], "sabtu": week[5:6],
	"sun": week[6:7], "sunday": week[6:7], "sundays": week[6:7], "min": week[6:7], "minggu": week[6:7],
	"ahad": week[6:7], "hari minggu": week[6:7],
	"setiap hari minggu": week[6:7], "tiap hari minggu": week[6:7],
}

// workdayNames are what people call the days of the working calendar.
var workdayNames = []string{
	"workdays", "workday", "working days", "working day", "business days", "business day", "every workday",
	"every working day", "every business day", "hari kerja", "setiap hari kerja", "tiap hari kerja",
}

// dayRange returns the days from one to another: "fri-mon" is four.
func dayRange(from, to time.Weekday) []time.Weekday {
	days := []time.Weekday{from}
	for day := from; day != to; {
		day = (day + 1) % 7
		days = append(days, day)
	}
	return days
}

// sortDays sorts from Monday. All seven days become the empty slice.
func sortDays(days []time.Weekday) []time.Weekday {
	sorted := slices.DeleteFunc(slices.Clone(week), func(d time.Weekday) bool { return !slices.Contains(days, d) })
	if len(sorted) == len(week) {
		return nil
	}
	return sorted
}

// daysString formats the days as a schedule has them.
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
