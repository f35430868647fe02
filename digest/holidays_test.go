package digest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/workdays"
	"pgregory.net/rapid"
)

const slotForm = "Mon 02 15:04"

// slots returns the slots of March 2026 after the 16th in Jakarta, up to before the 28th, with a
// mark on those that a holiday skips.
func slots(t testing.TB, words string, on digest.Holidays, calendar workdays.Calendar) []string {
	t.Helper()
	schedule, _, err := digest.ParseSchedule(words)
	if err != nil {
		t.Fatal(err)
	}
	zone := load(t, "Asia/Jakarta")
	sub := digest.Subscription{Schedule: schedule, Zone: zone.String(), Holidays: on}
	found := []string{}
	for at := time.Date(2026, 3, 16, 12, 0, 0, 0, zone); ; {
		slot, err := sub.NextSlot(at, calendar)
		if err != nil {
			t.Fatal(err)
		}
		if at = slot.At; at.After(time.Date(2026, 3, 28, 0, 0, 0, 0, zone)) {
			return found
		}
		text := at.In(zone).Format(slotForm)
		if slot.Holiday {
			text = "(" + text + ")"
		}
		found = append(found, text)
	}
}

// Idulfitri 2026: Wednesday 18 is joint leave, 19 Nyepi, 20 joint leave, 21 and 22 Idulfitri, 23
// and 24 joint leave.
func TestSlotsAroundIdulfitri(t *testing.T) {
	t.Parallel()
	works, six := workdays.Calendar{JointLeave: true}, workdays.Calendar{Saturdays: true}
	for _, test := range []struct {
		words    string
		on       digest.Holidays
		calendar workdays.Calendar
		want     string
	}{
		{"weekdays 09:00", digest.HolidaysPost, workdays.Calendar{}, "Tue 17 09:00, Wed 18 09:00, Thu 19 09:00, " +
			"Fri 20 09:00, Mon 23 09:00, Tue 24 09:00, Wed 25 09:00, Thu 26 09:00, Fri 27 09:00"},
		{"weekdays 09:00", digest.HolidaysSkip, workdays.Calendar{}, "Tue 17 09:00, (Wed 18 09:00), (Thu 19 09:00), " +
			"(Fri 20 09:00), (Mon 23 09:00), (Tue 24 09:00), Wed 25 09:00, Thu 26 09:00, Fri 27 09:00"},
		{"weekdays 09:00", digest.HolidaysSkip, works, "Tue 17 09:00, Wed 18 09:00, (Thu 19 09:00), " +
			"Fri 20 09:00, Mon 23 09:00, Tue 24 09:00, Wed 25 09:00, Thu 26 09:00, Fri 27 09:00"},
		// A day that is due anyway gets no second digest.
		{"weekdays 09:00", digest.HolidaysNext, workdays.Calendar{}, "Tue 17 09:00, (Wed 18 09:00), (Thu 19 09:00), " +
			"(Fri 20 09:00), (Mon 23 09:00), (Tue 24 09:00), Wed 25 09:00, Thu 26 09:00, Fri 27 09:00"},
		{"mon 09:00", digest.HolidaysNext, workdays.Calendar{}, "(Mon 23 09:00), Wed 25 09:00"},
		{"mon 09:00", digest.HolidaysNext, works, "Mon 23 09:00"},
		{"mon 09:00", digest.HolidaysSkip, workdays.Calendar{}, "(Mon 23 09:00)"},
		{"mon 09:00,15:00", digest.HolidaysNext, workdays.Calendar{},
			"Mon 16 15:00, (Mon 23 09:00), (Mon 23 15:00), Wed 25 09:00, Wed 25 15:00"},
		// Two days that move to the same one are one digest.
		{"thu,fri 09:00", digest.HolidaysNext, workdays.Calendar{},
			"(Thu 19 09:00), (Fri 20 09:00), Wed 25 09:00, Thu 26 09:00, Fri 27 09:00"},
		{"thu 09:00", digest.HolidaysNext, works, "(Thu 19 09:00), Fri 20 09:00, Thu 26 09:00"},
		{"mon,wed 09:00", digest.HolidaysNext, workdays.Calendar{}, "(Wed 18 09:00), (Mon 23 09:00), Wed 25 09:00"},
		// Saturday the 21st is a holiday. A Saturday that is none was chosen.
		{"sat 09:00", digest.HolidaysSkip, workdays.Calendar{}, "(Sat 21 09:00)"},
		{"sat 09:00", digest.HolidaysNext, six, "(Sat 21 09:00), Wed 25 09:00"},
		{"tanggal 21 09:00", digest.HolidaysPost, workdays.Calendar{}, "Sat 21 09:00"},
		{"tanggal 21 09:00", digest.HolidaysNext, workdays.Calendar{}, "(Sat 21 09:00), Wed 25 09:00"},
		{"tanggal 20,25 09:00", digest.HolidaysNext, workdays.Calendar{}, "(Fri 20 09:00), Wed 25 09:00"},
	} {
		if diff := cmp.Diff(strings.Split(test.want, ", "), slots(t, test.words, test.on, test.calendar)); diff != "" {
			t.Errorf("%s, %q on holidays, %+v (-want +got):\n%s", test.words, test.on, test.calendar, diff)
		}
	}
}

// On Easter 2027 the clocks of Berlin skip 02:30. The slot after the gap moves to no day that has
// its own.
func TestAHolidayWithAClockChange(t *testing.T) {
	t.Parallel()
	zone := load(t, "Europe/Berlin")
	sub := digest.Subscription{Zone: zone.String(), Holidays: digest.HolidaysNext,
		Schedule: digest.Schedule{Times: []digest.TimeOfDay{2*60 + 30}}}
	at, got := time.Date(2027, 3, 27, 12, 0, 0, 0, zone), ""
	for range 3 {
		slot, err := sub.NextSlot(at, workdays.Calendar{})
		if err != nil {
			t.Fatal(err)
		}
		at = slot.At
		got += at.In(zone).Format(" Mon 15:04")
	}
	if want := " Sun 03:00 Mon 02:30 Tue 02:30"; got != want {
		t.Errorf("it is due%s, want%s", got, want)
	}
}

func TestOnWorkdays(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][3]string{
		"workdays 09:00":                  {"weekdays 09:00", "mon,tue,wed,thu,fri,sat 09:00", "skip"},
		"hari kerja 09:00":                {"weekdays 09:00", "mon,tue,wed,thu,fri,sat 09:00", "skip"},
		"setiap hari kerja jam 9 pagi":    {"weekdays 09:00", "mon,tue,wed,thu,fri,sat 09:00", "skip"},
		"every business day at 9am":       {"weekdays 09:00", "mon,tue,wed,thu,fri,sat 09:00", "skip"},
		"working days and sunday 9.00":    {"mon,tue,wed,thu,fri,sun 09:00", "daily 09:00", "skip"},
		"weekdays 09:00":                  {"weekdays 09:00", "weekdays 09:00", ""},
		"setiap hari 09:00":               {"daily 09:00", "daily 09:00", ""},
		"senin-jumat 09:00":               {"weekdays 09:00", "weekdays 09:00", ""},
		"tanggal 1 09:00":                 {`cron "0 9 1 * *"`, `cron "0 9 1 * *"`, ""},
		"workdays 09:00,15:00 Asia/Tokyo": {"weekdays 09:00,15:00", "mon,tue,wed,thu,fri,sat 09:00,15:00", "skip"},
	} {
		schedule, _, err := digest.ParseSchedule(words)
		if err != nil {
			t.Fatal(err)
		}
		for i, calendar := range []workdays.Calendar{{}, {Saturdays: true}} {
			got, on := schedule.OnWorkdays(calendar)
			if got.String() != want[i] || string(on) != want[2] || got.Workdays || got.Check() != nil {
				t.Errorf("%s: %s, %q on holidays; want %s, %q", words, got, on, want[i], want[2])
			}
		}
	}
	if _, _, err := digest.ParseSchedule("hari kerja tanggal 1 09:00"); err == nil {
		t.Error("working days of the month were taken")
	}
}

// A digest that is paused for a day skips the next one that would have been posted.
func TestAfterADayOverHolidays(t *testing.T) {
	t.Parallel()
	zone := load(t, "Asia/Jakarta")
	schedule := digest.Schedule{Days: []time.Weekday{1, 2, 3, 4, 5}, Times: []digest.TimeOfDay{9 * 60}}
	for on, want := range map[digest.Holidays]string{
		digest.HolidaysPost: "Thu 19 09:00", digest.HolidaysSkip: "Thu 26 09:00", digest.HolidaysNext: "Thu 26 09:00",
	} {
		sub := digest.Subscription{Schedule: schedule, Zone: zone.String(), Holidays: on}
		until, err := sub.AfterADay(time.Date(2026, 3, 17, 10, 0, 0, 0, zone), workdays.Calendar{})
		if got := until.In(zone).Format(slotForm); err != nil || got != want {
			t.Errorf("%q: until %s, want %s, %v", on, got, want, err)
		}
	}
}

// Whatever the schedule and the calendar: slots go forward, those that are posted are on no
// holiday, a day has no more digests than the schedule has times, and nothing but holidays changes
// the schedule.
func TestHolidaysMoveAndSkipOnly(t *testing.T) {
	t.Parallel()
	zone := load(t, "Asia/Jakarta")
	rapid.Check(t, func(t *rapid.T) {
		sub := digest.Subscription{Zone: zone.String(), Schedule: drawSchedule(t)}
		sub.Holidays = rapid.SampledFrom([]digest.Holidays{digest.HolidaysSkip, digest.HolidaysNext}).Draw(t, "on")
		calendar := workdays.Calendar{Saturdays: rapid.Bool().Draw(t, "six"), JointLeave: rapid.Bool().Draw(t, "joint")}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, zone).Add(
			time.Duration(rapid.IntRange(0, 720*24*60).Draw(t, "start")) * time.Minute)
		posted, holidays := map[workdays.Date][]time.Time{}, map[workdays.Date]bool{}
		at, end := start, start.Add(40*24*time.Hour)
		for {
			slot, err := sub.NextSlot(at, calendar)
			if err != nil || !slot.At.After(at) {
				t.Fatalf("after %s comes %s, %v", at, slot.At, err)
			}
			if at = slot.At; at.After(end) {
				break
			}
			day := workdays.DateOf(at.In(zone))
			if slot.Holiday != calendar.IsHoliday(day) {
				t.Fatalf("%s: holiday %v", at, slot.Holiday)
			}
			if holidays[day] = holidays[day] || slot.Holiday; !slot.Holiday {
				posted[day] = append(posted[day], at)
			}
		}
		for at = start; ; {
			slot, err := sub.Schedule.Next(at, zone)
			if err != nil {
				t.Fatal(err)
			}
			if at = slot; at.After(end) {
				break
			}
			day := workdays.DateOf(at.In(zone))
			if calendar.IsHoliday(day) {
				if !holidays[day] {
					t.Fatalf("%s is not recorded as a holiday's", at)
				}
			} else if !slices.ContainsFunc(posted[day], at.Equal) {
				t.Fatalf("%s is not posted", at)
			}
		}
		for day, times := range posted {
			if len(times) > len(sub.Schedule.Times) {
				t.Fatalf("%s has %d digests by %s", day, len(times), sub.Schedule)
			}
		}
	})
}

// drawSchedule draws days and times.
func drawSchedule(t *rapid.T) digest.Schedule {
	hours := rapid.SliceOfNDistinct(rapid.IntRange(0, 23), 1, 3, rapid.ID).Draw(t, "hours")
	slices.Sort(hours)
	days := rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 0, 7, rapid.ID).Draw(t, "days")
	var s digest.Schedule
	for _, hour := range hours {
		s.Times = append(s.Times, digest.TimeOfDay(hour*60))
	}
	for _, day := range days {
		s.Days = append(s.Days, time.Weekday(day))
	}
	return s
}
