package digest

import "fmt"

// A WordError is a word that is not understood, or cannot be.
type WordError struct {
	Word string // as it was typed; empty when something is missing
	Want Want
}

// A Want is what a word should have been.
type Want string

const (
	WantSchedule Want = "schedule" // days and times, or cron
	WantTime     Want = "time"     // a time of day
	WantApart    Want = "apart"    // slots at least MinApart from each other
	WantZone     Want = "zone"     // a zone that is known, once
	WantCron     Want = "cron"     // five fields
	WantDate     Want = "date"     // a date that exists
	WantStep     Want = "step"     // a step that is smaller than its field of cron
	WantShort    Want = "short"    // less text

	WantWeek       Want = "week"        // once a week, or on Sundays: the word says both
	WantDayOrTime  Want = "day_or_time" // a day of the month, or a time of day: the number may be either
	WantOneKind    Want = "one_kind"    // days of the week or of the month, not both
	WantSameMinute Want = "same_minute" // on days of the month, times of the same minute
)

// rightForms show, in English, how a word would be right.
var rightForms = map[Want]string{
	WantSchedule: `daily 09:00, weekdays 08:30 WITA, mon,thu 09:00,15:00 or cron "0 9 1 * *"`,
	WantTime:     "a time like 09:00",
	WantApart:    "times at least one hour apart",
	WantZone:     "one of WIB, WITA, WIT or a name like Asia/Jakarta",
	WantCron:     `cron "0 9 1 * *": minute, hour, day, month, weekday`,
	WantDate:     "a date that exists",
	WantStep:     "a step that is smaller than its field, such as */2",
	WantWeek:     "minggu 09:00 for Sundays or mingguan 09:00 for once a week",

	WantDayOrTime:  "monthly 09:00 for a time or tanggal 9 09:00 for a day",
	WantOneKind:    "mon,thu 09:00 or tanggal 1 09:00",
	WantSameMinute: "tanggal 1 09:00,15:00",

	WantShort: "shorter: a line of cron has at most 100 characters",
}

// Error names the word and the right form, in English.
func (e *WordError) Error() string {
	if e.Word == "" {
		return "something is missing, the right form is " + rightForms[e.Want]
	}
	return fmt.Sprintf("%q is not understood, the right form is %s", e.Word, rightForms[e.Want])
}
