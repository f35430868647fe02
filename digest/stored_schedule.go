package digest

import "strings"

// storedSchedules caches the schedules that were read from the database.
var storedSchedules textCache[Schedule]

// StoredSchedule reads the output of [Schedule.String]. It does not validate it again: rules become
// stricter, and stored schedules stay as they are. A cron that is never due is unreadable, so that
// its next slot is not searched for again and again.
func StoredSchedule(text string) Schedule {
	if len(text) > maxSchedule {
		return Schedule{Unreadable: text}
	}
	return storedSchedules.get(text, func() Schedule {
		if expr, ok := strings.CutPrefix(text, `cron "`); ok {
			if expr = strings.TrimSuffix(expr, `"`); isCron(expr) && isEverDue(expr) {
				return Schedule{Cron: expr}
			}
			return Schedule{Unreadable: text}
		}
		schedule, _, err := ParseSchedule(text)
		if err != nil {
			return Schedule{Unreadable: text}
		}
		return schedule
	})
}
