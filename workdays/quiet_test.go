package workdays_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/mayarbot/mayarbot/workdays"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseQuiet(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"20:00-08:00": "20:00-08:00", "off": "off", "OFF": "off", "12:00 - 13:30": "12:00-13:30",
		"8:05-9:00": "08:05-09:00",
	} {
		if got, err := workdays.ParseQuiet(text); err != nil || got.String() != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, wrong := range []string{"", "20-8", "08:00-08:00", "20:00", "24:00-08:00",
		"20:00-08:60", "20:00-08:00-09:00"} {
		if got, err := workdays.ParseQuiet(wrong); err == nil {
			t.Errorf("%q: %v", wrong, got)
		}
	}
}

func TestNextAllowed(t *testing.T) {
	t.Parallel()
	jakarta := zone(t, "Asia/Jakarta")
	for _, test := range []struct{ quiet, at, want string }{
		{"20:00-08:00", "2026-11-30 10:00", "2026-11-30 10:00"},
		{"20:00-08:00", "2026-11-30 19:59", "2026-11-30 19:59"},
		{"20:00-08:00", "2026-11-30 20:00", "2026-12-01 08:00"},
		{"20:00-08:00", "2026-11-30 07:59", "2026-11-30 08:00"},
		{"20:00-08:00", "2026-11-30 08:00", "2026-11-30 08:00"},
		{"20:00-08:00", "2026-12-23 20:30", "2026-12-28 08:00"}, // joint leave, Natal, weekend
		{"20:00-08:00", "2026-12-25 12:00", "2026-12-28 08:00"},
		{"20:00-08:00", "2026-11-29 12:00", "2026-11-30 08:00"}, // Sunday
		{"off", "2026-11-29 12:00", "2026-11-30 00:00"},
		{"off", "2026-11-30 23:00", "2026-11-30 23:00"},
		{"12:00-13:00", "2026-11-30 12:30", "2026-11-30 13:00"},
		{"12:00-00:00", "2026-11-27 12:30", "2026-11-30 00:00"},
	} {
		quiet, err := workdays.ParseQuiet(test.quiet)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", test.at, jakarta)
		if err != nil {
			t.Fatal(err)
		}
		// The zone of the moment itself does not count.
		got := (workdays.Calendar{}).NextAllowed(at.UTC(), quiet, jakarta)
		if got.Format("2006-01-02 15:04") != test.want {
			t.Errorf("%s at %s: %s, want %s", test.quiet, test.at, got, test.want)
		}
	}
}

// From any minute, in zones with gaps too, the moment is allowed, and no earlier one is.
func TestNextAllowedIsTheFirstMoment(t *testing.T) {
	t.Parallel()
	quiet, err := workdays.ParseQuiet("20:00-02:30")
	if err != nil {
		t.Fatal(err)
	}
	calendar := workdays.Calendar{Saturdays: true}
	for name, day := range map[string]string{
		"Europe/Berlin": "2026-03-28", "America/New_York": "2026-03-07", "Africa/Cairo": "2026-04-23",
		"Asia/Jakarta": "2026-03-17",
	} {
		loc := zone(t, name)
		start := date(day).At(0, loc)
		allowed := func(at time.Time) bool { return calendar.IsWorkday(workdays.DateOf(at)) && !quiet.At(at) }
		var next time.Time
		for at := start.Add(12 * 24 * time.Hour); at.After(start); at = at.Add(-10 * time.Minute) {
			if allowed(at) {
				next = at
			}
			if next.IsZero() {
				continue
			}
			if got := calendar.NextAllowed(at, quiet, loc); !got.Equal(next) {
				t.Fatalf("%s from %s: %s, want %s", name, at, got, next)
			}
		}
	}
}
