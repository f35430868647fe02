package message

import "time"

// A Schedule is when a digest comes: on days at times, or by a line of cron.
type Schedule struct {
	Days  []time.Weekday // none: daily
	Times []string       // "09:00"
	Cron  string         // "0 9 1 * *", in place of days and times
	Zone  *time.Location // nil: the Writer's
}

// Schedule says in plain text when a digest comes: "weekdays at 09:00 and 15:00 WIB".
func (w *Writer) Schedule(v Schedule) string {
	return ""
}
