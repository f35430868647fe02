package collecting

import (
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/workdays"
)

// Rules are what an operator sets. DefaultRules has the defaults.
type Rules struct {
	Gap      time.Duration // between two contacts of one customer
	PerWeek  int           // contacts of one customer in seven days
	Calendar workdays.Calendar
	Quiet    workdays.Quiet
	Zone     *time.Location // of the shop
}

// DefaultRules returns the rules of a shop that has set nothing.
func DefaultRules(zone *time.Location) Rules {
	quiet, err := workdays.ParseQuiet("20:00-08:00")
	if err != nil {
		panic(err) // it is a constant
	}
	return Rules{Gap: 24 * time.Hour, PerWeek: 3, Quiet: quiet, Zone: zone}
}

const (
	// maxDays is how far ahead a snooze or a promise may be.
	maxDays = 60

	// snoozeEnds is when a snoozed case comes back, in minutes of the day.
	snoozeEnds = 8 * 60
)

// A DateError rejects a date of a form and proposes another.
type DateError struct {
	TooFar   bool // else it is too early
	Proposed workdays.Date
}

func (e *DateError) Error() string {
	return fmt.Sprintf("the date is out of range, use %s", e.Proposed)
}

// SnoozeUntil returns when a case comes back that is snoozed to a date: on that day or the next
// working day, at 08:00. The date must be after today; the error is a *DateError.
func (r Rules) SnoozeUntil(date workdays.Date, now time.Time) (time.Time, error) {
	if err := r.checkDate(date, now, 1); err != nil {
		return time.Time{}, err
	}
	return r.workday(date).At(snoozeEnds, r.Zone), nil
}

// PromiseDue returns the end of a promised day. The date may be today; the error is a *DateError.
func (r Rules) PromiseDue(date workdays.Date, now time.Time) (time.Time, error) {
	if err := r.checkDate(date, now, 0); err != nil {
		return time.Time{}, err
	}
	return date.AddDays(1).At(0, r.Zone), nil
}

// PromisedDay returns the day that a promise is for.
func (r Rules) PromisedDay(p Promise) workdays.Date {
	return workdays.DateOf(p.Due.In(r.Zone)).AddDays(-1)
}

// Today returns the shop's date.
func (r Rules) Today(now time.Time) workdays.Date { return workdays.DateOf(now.In(r.Zone)) }

func (r Rules) checkDate(date workdays.Date, now time.Time, earliest int) error {
	today := r.Today(now)
	if first := today.AddDays(earliest); date.Before(first) {
		return &DateError{Proposed: r.workday(first)}
	}
	if last := today.AddDays(maxDays); last.Before(date) {
		return &DateError{TooFar: true, Proposed: last}
	}
	return nil
}

// workday returns the date, or the next working day.
func (r Rules) workday(date workdays.Date) workdays.Date { return r.Calendar.Next(date.AddDays(-1)) }
