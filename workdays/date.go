package workdays

import (
	"fmt"
	"time"
)

// A Date is a day of the calendar, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date that the clocks of t's zone show.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// parseDate reads 2027-08-18.
func parseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	return DateOf(t), err
}

// String formats the date as 2027-08-18.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays returns the date n calendar days later.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Before tells whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.utc().Before(other.utc()) }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// At returns when the clocks of zone show a time of the day, in minutes since midnight. A time that
// a clock change skips is the first moment after the gap.
func (d Date) At(minute int, zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, zone)
	wall := d.utc().Add(time.Duration(minute) * time.Minute)
	_, offset := t.Zone()
	shown := t.Add(time.Duration(offset) * time.Second)
	start, end := t.ZoneBounds()
	switch {
	case shown.Before(wall):
		return end
	case shown.After(wall):
		return start
	}
	return t
}
