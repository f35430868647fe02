package digest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MinInterval is the shortest time between two slots of a schedule.
const MinInterval = time.Hour

// A Schedule says at which local times of which days a digest is due. It is made by ParseSchedule,
// or from Days and Times and then checked with Check.
type Schedule struct {
	Days  []time.Weekday // sorted from Monday; empty: every day
	Times []TimeOfDay    // sorted; empty if there is a Cron
	Cron  string         // five fields of cron; empty: Days and Times count

	// Workdays says that Days were given as working days: see OnWorkdays. Only ParseSchedule sets
	// it.
	Workdays bool

	// Unreadable is a stored schedule that this program cannot read. It is never due, and can only
	// be replaced.
	Unreadable string
}

// A TimeOfDay is a local time in minutes since midnight.
type TimeOfDay int

// String formats 9 in the morning as "09:00".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }

// IsZero tells whether the schedule is empty.
func (s Schedule) IsZero() bool { return len(s.Times) == 0 && s.Cron == "" && s.Unreadable == "" }

// String formats the schedule as ParseSchedule reads it: "weekdays 08:30", "mon,thu 09:00,15:00",
// `cron "0 9 1 * *"`.
func (s Schedule) String() string {
	if s.Unreadable != "" {
		return s.Unreadable
	}
	if s.Cron != "" {
		return `cron "` + s.Cron + `"`
	}
	times := make([]string, len(s.Times))
	for i, t := range s.Times {
		times[i] = t.String()
	}
	return daysString(s.Days) + " " + strings.Join(times, ",")
}

// Check validates the schedule: known days, times of a day, slots at least MinInterval apart in
// local time, and a cron that is due at all. Its only error is *ParseError.
func (s Schedule) Check() error {
	switch {
	case s.Unreadable != "":
		return &ParseError{Word: beginning(s.Unreadable), Expected: ExpectedSchedule}
	case s.Cron != "":
		return checkCron(s.Cron)
	case len(s.Times) == 0:
		return &ParseError{Expected: ExpectedSchedule}
	}
	for _, day := range s.Days {
		if day < time.Sunday || day > time.Saturday {
			return &ParseError{Word: fmt.Sprint(int(day)), Expected: ExpectedSchedule}
		}
	}
	for i, t := range s.Times {
		if t < 0 || t >= 24*60 {
			return &ParseError{Word: t.String(), Expected: ExpectedTime}
		}
		if i > 0 && apart(s.Times[i-1], t) < MinInterval {
			return &ParseError{Word: t.String(), Expected: ExpectedInterval}
		}
	}
	first, last := s.Times[0], s.Times[len(s.Times)-1]
	if apart(last, first+24*60) < MinInterval && s.hasNeighbours() {
		return &ParseError{Word: last.String(), Expected: ExpectedInterval}
	}
	return nil
}

func apart(a, b TimeOfDay) time.Duration { return time.Duration(b-a) * time.Minute }

// hasNeighbours tells whether any two days follow each other.
func (s Schedule) hasNeighbours() bool {
	if len(s.Days) == 0 {
		return true
	}
	return slices.ContainsFunc(s.Days, func(d time.Weekday) bool { return slices.Contains(s.Days, (d+1)%7) })
}

// errNever says that a schedule is not due within the time that is searched.
var errNever = errors.New("the schedule is never due")

// Next returns the first slot after the given time in zone. A local time that a clock change skips
// is due at the first moment after the gap. A local time that comes twice is due at the first.
func (s Schedule) Next(after time.Time, zone *time.Location) (time.Time, error) {
	if s.Unreadable != "" {
		return time.Time{}, errNever
	}
	if s.Cron != "" {
		return nextCron(s.Cron, after, zone)
	}
	year, month, day := after.In(zone).Date()
	// Nine days hold each weekday, even if the zone skips a date. The day before is for a gap that
	// ends after midnight.
	for offset := -1; offset <= 8; offset++ {
		date := time.Date(year, month, day+offset, 0, 0, 0, 0, time.UTC)
		if len(s.Days) > 0 && !slices.Contains(s.Days, date.Weekday()) {
			continue
		}
		for _, t := range s.Times {
			if slot := onWall(date.Add(time.Duration(t)*time.Minute), zone); slot.After(after) {
				return slot, nil
			}
		}
	}
	return time.Time{}, errNever
}

// onWall returns when the clocks of zone show wall, which is in UTC: the first of two times, or the
// first moment after a gap that skips it.
func onWall(wall time.Time, zone *time.Location) time.Time {
	// No zone is 48 hours off UTC, so these are its offsets before and after a change nearby.
	_, before := wall.Add(-48 * time.Hour).In(zone).Zone()
	_, after := wall.Add(48 * time.Hour).In(zone).Zone()
	first, second := wall.Add(-seconds(before)), wall.Add(-seconds(after))
	if second.Before(first) {
		first, second = second, first
	}
	for _, moment := range []time.Time{first, second} {
		if shows(moment.In(zone), wall) {
			return moment
		}
	}
	// In a gap, the old offset leads to a time after it, and the zone's present rules began at its
	// end.
	start, _ := wall.Add(-seconds(before)).In(zone).ZoneBounds()
	return start.UTC()
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }

// shows tells whether a local clock shows the date and time of wall.
func shows(local, wall time.Time) bool {
	_, offset := local.Zone()
	return local.Unix()+int64(offset) == wall.Unix()
}
