package digest

import (
	"time"

	"github.com/mayarbot/mayarbot/workdays"
)

// Holidays is what a digest does when it is due on a national holiday or on joint leave. A day of
// the weekend alone is no holiday: it was chosen.
type Holidays string

const (
	HolidaysPost Holidays = ""     // it is posted all the same
	HolidaysSkip Holidays = "skip" // it is skipped
	HolidaysNext Holidays = "next" // it is posted on the next working day, unless it is due then anyway
)

// Valid tells whether there is such a choice.
func (h Holidays) Valid() bool { return h == HolidaysPost || h == HolidaysSkip || h == HolidaysNext }

// A Slot is a time at which a subscription is due by its schedule, or to which a holiday moved it.
type Slot struct {
	At      time.Time
	Holiday bool // it is not posted, because that day is a holiday
}

// OnWorkdays returns the schedule of "workdays 09:00" with the days of the calendar's working week,
// and what it does on holidays. Other schedules are posted then.
func (s Schedule) OnWorkdays(calendar workdays.Calendar) (Schedule, Holidays) {
	if !s.Workdays {
		return s, HolidaysPost
	}
	s.Workdays, s.Days = false, sortDays(append(calendar.Week(), s.Days...))
	return s, HolidaysSkip
}

// SlotAt returns the slot at a time at which the subscription is due.
func (s Subscription) SlotAt(at time.Time, calendar workdays.Calendar) Slot {
	date := workdays.DateOf(at.In(s.Location()))
	return Slot{at, s.Holidays != HolidaysPost && calendar.IsHoliday(date)}
}

// NextSlot returns the first slot after the given time.
func (s Subscription) NextSlot(after time.Time, calendar workdays.Calendar) (Slot, error) {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return Slot{}, err
	}
	next, err := s.Schedule.Next(after, zone)
	if err != nil {
		return Slot{}, err
	}
	if s.Holidays == HolidaysNext {
		if moved := s.nextMoved(after, zone, calendar); !moved.IsZero() && moved.Before(next) {
			next = moved
		}
	}
	return s.SlotAt(next, calendar), nil
}

// nextMoved returns the first slot after the given time that holidays before it moved there; zero
// if there is none.
func (s Subscription) nextMoved(after time.Time, zone *time.Location, calendar workdays.Calendar) time.Time {
	first := workdays.DateOf(after.In(zone))
	for !calendar.IsWorkday(first.AddDays(-1)) {
		first = first.AddDays(-1)
	}
	var moved time.Time
	for at := before(first, zone); ; {
		slot, err := s.Schedule.Next(at, zone)
		if err != nil || slot.After(after) {
			return moved
		}
		at = slot
		if !s.SlotAt(slot, calendar).Holiday {
			continue
		}
		local := slot.In(zone)
		day := calendar.Next(workdays.DateOf(local))
		to := day.At(local.Hour()*60+local.Minute(), zone).UTC()
		if to.After(after) && (moved.IsZero() || to.Before(moved)) && !s.isDueOn(day, zone) {
			moved = to
		}
	}
}

// isDueOn tells whether a day has a slot by the schedule.
func (s Subscription) isDueOn(day workdays.Date, zone *time.Location) bool {
	slot, err := s.Schedule.Next(before(day, zone), zone)
	return err == nil && workdays.DateOf(slot.In(zone)) == day
}

// before is the last moment before a day.
func before(day workdays.Date, zone *time.Location) time.Time {
	return day.At(0, zone).Add(-time.Millisecond)
}

// maxHolidays is how many slots on holidays in a row are looked over.
const maxHolidays = 1000

// NextPost returns the first slot after the given time that is no holiday's.
func (s Subscription) NextPost(after time.Time, calendar workdays.Calendar) (time.Time, error) {
	for range maxHolidays {
		slot, err := s.NextSlot(after, calendar)
		if err != nil || !slot.Holiday {
			return slot.At, err
		}
		after = slot.At
	}
	return time.Time{}, errNever
}
