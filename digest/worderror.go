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
)

// rightForms show, in English, how a word would be right.
var rightForms = map[Want]string{
	WantSchedule: `daily 09:00, weekdays 08:30 WITA, mon,thu 09:00,15:00 or cron "0 9 1 * *"`,
	WantTime:     "a time like 09:00",
	WantApart:    "times at least one hour apart",
	WantZone:     "one of WIB, WITA, WIT or a name like Asia/Jakarta",
	WantCron:     `cron "0 9 1 * *": minute, hour, day, month, weekday`,
	WantDate:     "a date that exists",
}

// Error names the word and the right form, in English.
func (e *WordError) Error() string {
	if e.Word == "" {
		return "something is missing, the right form is " + rightForms[e.Want]
	}
	return fmt.Sprintf("%q is not understood, the right form is %s", e.Word, rightForms[e.Want])
}
