package message

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/digest"
)

// The longest cron line and name of a zone shown, in characters.
const (
	maxCron = 60
	maxZone = 40
)

// formatSchedule describes when a digest is due in plain text: "Weekdays at 09:00 and 15:00 WIB".
func (w *Renderer) formatSchedule(sub digest.Subscription) string {
	v, label := sub.Schedule, zoneLabel(sub.Location())
	switch m, ok := parseMonthly(v.Cron); {
	case v.Unreadable != "":
		return w.text("ScheduleUnreadable", args{"Text": blockkit.Sanitize(v.Unreadable, maxCron)})
	case ok:
		return w.formatMonthly(m, label)
	case v.Cron != "":
		return w.text("ScheduleCron", args{"Cron": blockkit.Sanitize(v.Cron, maxCron), "Zone": label})
	}
	days := w.formatDays(v.Days, sub.Holidays)
	return w.text("ScheduleAt", args{"Days": days, "Times": w.joinAnd(timesOf(v)), "Zone": label})
}

// timesOf are the times of a schedule, such as "09:00".
func timesOf(v digest.Schedule) []string {
	times := make([]string, len(v.Times))
	for i, t := range v.Times {
		times[i] = t.String()
	}
	return times
}

func zoneLabel(zone *time.Location) string {
	if name := digest.ZoneAbbreviation(zone.String()); name != "" {
		return name
	}
	return blockkit.Sanitize(zone.String(), maxZone)
}

const dayOfMonth = `(?:0?[1-9]|[12]\d|3[01]|[Ll])`

var monthlyCron = regexp.MustCompile(`^([0-5]?\d) ((?:[01]?\d|2[0-3])(?:,(?:[01]?\d|2[0-3])){0,5}) ` +
	`(` + dayOfMonth + `(?:,` + dayOfMonth + `){0,5}) \* \*$`)

// monthlySchedule is a common cron line: days of every month at some times.
type monthlySchedule struct {
	days  []string
	last  bool     // also on the last day
	rare  []string // the days that some months lack
	times []string
}

func parseMonthly(cron string) (m monthlySchedule, ok bool) {
	found := monthlyCron.FindStringSubmatch(strings.Join(strings.Fields(cron), " "))
	if found == nil {
		return m, false
	}
	for hour := range strings.SplitSeq(found[2], ",") {
		m.times = append(m.times, twoDigits(hour)+":"+twoDigits(found[1]))
	}
	for date := range strings.SplitSeq(found[3], ",") {
		date = strings.TrimPrefix(date, "0")
		switch n, err := strconv.Atoi(date); {
		case err != nil:
			m.last = true
			continue
		case n > 28:
			m.rare = append(m.rare, date)
		}
		m.days = append(m.days, date)
	}
	return m, true
}

// formatMonthly describes days of the month, and says so if some months lack one of them.
func (w *Renderer) formatMonthly(m monthlySchedule, zone string) string {
	id := "ScheduleMonthly"
	switch {
	case m.last && len(m.days) == 0:
		id = "ScheduleMonthEnd"
	case m.last:
		id = "ScheduleMonthlyEnd"
	}
	schedule := w.text(id, args{"Days": w.joinAnd(m.days), "Time": w.joinAnd(m.times), "Zone": zone})
	switch {
	case len(m.rare) == 0:
		return schedule
	case len(m.days) == 1 && !m.last:
		return w.text("ScheduleShortMonths", args{"Schedule": schedule})
	}
	return w.text("ScheduleShortMonthsDays", args{"Schedule": schedule, "Days": w.joinAnd(m.rare)})
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// mondayFirst sorts days of a week that begins on Monday.
func mondayFirst(a, b time.Weekday) int { return int(a+6)%7 - int(b+6)%7 }

// formatDays formats days of the week: "Every day", "Weekdays", "Mon and Thu". Weekdays without
// holidays are working days.
func (w *Renderer) formatDays(days []time.Weekday, on digest.Holidays) string {
	days = slices.DeleteFunc(slices.Clone(days), func(d time.Weekday) bool {
		return d < time.Sunday || d > time.Saturday
	})
	slices.SortFunc(days, mondayFirst)
	days = slices.Compact(days)
	switch {
	case len(days) == 0 || len(days) == 7:
		return w.text("DaysDaily", nil)
	case len(days) == 5 && days[4] == time.Friday && on == digest.HolidaysSkip:
		return w.text("DaysWorkdays", nil)
	case len(days) == 5 && days[4] == time.Friday:
		return w.text("DaysWeekdays", nil)
	case len(days) == 2 && days[0] == time.Saturday:
		return w.text("DaysWeekends", nil)
	case len(days) == 1:
		return w.text("DaysOne", args{"Day": w.longDay(days[0])})
	}
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = w.shortDay(d)
	}
	return w.joinAnd(names)
}

// shortDay is the short name of a day, longDay the full one.
func (w *Renderer) shortDay(d time.Weekday) string { return nthWord(w.text("Weekdays", nil), int(d)) }
func (w *Renderer) longDay(d time.Weekday) string {
	return nthWord(w.text("WeekdayNames", nil), int(d))
}

func nthWord(list string, i int) string {
	names := strings.Fields(list)
	if i < 0 || i >= len(names) {
		return strconv.Itoa(i)
	}
	return names[i]
}

// joinAnd lists plain texts: "a, b and c".
func (w *Renderer) joinAnd(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return w.text("AndLast", args{"List": strings.Join(list[:last], ", "), "Last": list[last]})
}

// formatSlot formats a time in a zone: "09:00" today, "Fri 09:00" within a week of now, else with
// its date.
func (w *Renderer) formatSlot(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	clock := t.Format("15:04")
	switch days := calendarDays(now, t); {
	case days == 0:
		return clock
	case -7 < days && days < 7:
		return w.shortDay(t.Weekday()) + " " + clock
	}
	return w.formatDateTime(t, now)
}

// calendarDays is the number of midnights between a and b.
func calendarDays(a, b time.Time) int {
	midnight := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return int(midnight(b).Sub(midnight(a)) / day)
}
