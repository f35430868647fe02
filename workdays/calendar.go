package workdays

import "time"

// A Kind is what a day is to people who work.
type Kind int

// The kinds of days.
const (
	Work Kind = iota
	Weekend
	National // a national holiday, or one that the operator added
	Joint    // joint leave: a working day where MAYARBOT_JOINT_LEAVE says so
)

// A Name is the name of a holiday in both languages.
type Name struct{ ID, EN string }

// A Day is what the calendar says of a date. Only holidays and joint leave have a name and a
// decree.
type Day struct {
	Kind   Kind
	Name   Name
	Decree string // empty: an operator added the day
}

// A Calendar tells working days from others. Its zero value has a week from Monday to Friday, and
// joint leave is no work.
type Calendar struct {
	Saturdays  bool // people work on Saturdays
	JointLeave bool // people work on joint leave
	Changes    Changes
}

// searched is how many days in a row are looked at for a working day.
const searched = 400

// Day returns what a date is. A holiday on a weekend is a holiday.
func (c Calendar) Day(d Date) Day {
	if name, added := c.Changes.added[d]; added {
		return Day{Kind: National, Name: name}
	}
	if day, ok := decreed[d]; ok && !c.Changes.struck[d] {
		return day
	}
	if c.weekend(d) {
		return Day{Kind: Weekend}
	}
	return Day{}
}

func (c Calendar) weekend(d Date) bool {
	weekday := d.Weekday()
	return weekday == time.Sunday || weekday == time.Saturday && !c.Saturdays
}

// IsHoliday tells whether people are off because of a holiday or joint leave, whatever day of the
// week it is.
func (c Calendar) IsHoliday(d Date) bool {
	kind := c.Day(d).Kind
	return kind == National || kind == Joint && !c.JointLeave
}

// IsWorkday tells whether people work.
func (c Calendar) IsWorkday(d Date) bool { return !c.weekend(d) && !c.IsHoliday(d) }

// Next returns the first working day after d.
func (c Calendar) Next(d Date) Date {
	for range searched {
		if d = d.AddDays(1); c.IsWorkday(d) {
			break
		}
	}
	return d
}

// NextHoliday returns the first holiday after d, and false if none is known.
func (c Calendar) NextHoliday(d Date) (Date, bool) {
	for range searched {
		if d = d.AddDays(1); c.IsHoliday(d) {
			return d, true
		}
	}
	return Date{}, false
}

// Add returns the nth working day after d. For n of 0 or less it is d.
func (c Calendar) Add(d Date, n int) Date {
	for range n {
		d = c.Next(d)
	}
	return d
}

// Between counts the working days after from, up to and including to.
func (c Calendar) Between(from, to Date) int {
	n := 0
	for d := from; d.Before(to); {
		if d = d.AddDays(1); c.IsWorkday(d) {
			n++
		}
	}
	return n
}

// Week returns the days of a working week from Monday on.
func (c Calendar) Week() []time.Weekday {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
	if c.Saturdays {
		return week
	}
	return week[:5]
}

// decreeExpected is the month in which the decree for the next year is known: it has come in
// September or before.
const decreeExpected = time.October

// MissingDecree returns the year whose holidays this program does not know and should: the present
// one, or from October on the next. It is 0 if there is none.
func (c Calendar) MissingDecree(today Date) int {
	if !hasDecree[today.Year] {
		return today.Year
	}
	if today.Month >= decreeExpected && !hasDecree[today.Year+1] {
		return today.Year + 1
	}
	return 0
}
