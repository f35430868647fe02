package digest

import "fmt"

// A ParseError is a word of a schedule that is not understood or not valid.
type ParseError struct {
	Word     string // as it was typed; empty when something is missing
	Expected Expected
}

// Expected is what should have been in the place of the word.
type Expected string

const (
	ExpectedSchedule Expected = "schedule" // days and times, or cron
	ExpectedTime     Expected = "time"     // a time of day
	ExpectedInterval Expected = "apart"    // slots at least MinInterval from each other
	ExpectedZone     Expected = "zone"     // a zone that is known, once
	ExpectedCron     Expected = "cron"     // five fields
	ExpectedDate     Expected = "date"     // a date that exists
	ExpectedStep     Expected = "step"     // a step below the size of its field of cron
	ExpectedShorter  Expected = "short"    // a shorter text

	ExpectedWeek       Expected = "week"        // once a week, or on Sundays: the word says both
	ExpectedDayOrTime  Expected = "day_or_time" // a day of the month, or a time of day: the number may be either
	ExpectedOneKind    Expected = "one_kind"    // days of the week or of the month, not both
	ExpectedSameMinute Expected = "same_minute" // on days of the month, times of the same minute
)

// rightForms show a right form for each, in English.
var rightForms = map[Expected]string{
	ExpectedSchedule: `daily 09:00, weekdays 08:30 WITA, mon,thu 09:00,15:00 or cron "0 9 1 * *"`,
	ExpectedTime:     "a time like 09:00",
	ExpectedInterval: "times at least one hour apart",
	ExpectedZone:     "one of WIB, WITA, WIT or a name like Asia/Jakarta",
	ExpectedCron:     `cron "0 9 1 * *": minute, hour, day, month, weekday`,
	ExpectedDate:     "a date that exists",
	ExpectedStep:     "a step that is smaller than its field, such as */2",
	ExpectedWeek:     "minggu 09:00 for Sundays or mingguan 09:00 for once a week",

	ExpectedDayOrTime:  "monthly 09:00 for a time or tanggal 9 09:00 for a day",
	ExpectedOneKind:    "mon,thu 09:00 or tanggal 1 09:00",
	ExpectedSameMinute: "tanggal 1 09:00,15:00",

	ExpectedShorter: "shorter: a line of cron has at most 100 characters",
}

// Error names the word and the right form, in English.
func (e *ParseError) Error() string {
	if e.Word == "" {
		return "something is missing, the right form is " + rightForms[e.Expected]
	}
	return fmt.Sprintf("%q is not understood, the right form is %s", e.Word, rightForms[e.Expected])
}
