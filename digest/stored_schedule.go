package digest

import "strings"

// readStored remembers the schedules that were read from the database.
var storedSchedules textCache[Schedule]

// storedSchedule reads what [Schedule.String] wrote. It does not check anew when that is due: rules have become stricter, and what is stored stays as it is.
func storedSchedule(text string) Schedule {
	if len(text) > maxSchedule {
		return Schedule{Unreadable: text}
	}
	return storedSchedules.get(text, func() Schedule {
		if expr, ok := strings.CutPrefix(text, `cron "`); ok {
			if expr = strings.TrimSuffix(expr, `"`); isCron(expr) {
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
