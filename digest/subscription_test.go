package digest_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/workdays"
)

// No id looks like the duration of a pause.
func TestAnIDIsNoDuration(t *testing.T) {
	t.Parallel()
	duration := regexp.MustCompile(`^\d+[hdw]$`)
	for range 10_000 {
		if id := digest.NewID(); duration.MatchString(id) {
			t.Fatalf("%s would pause for that long", id)
		}
	}
}

// "Pause a day" skips the next digest, whenever that is, or a day of digests if there are several a
// day.
func TestAfterADay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ words, zone, now, want string }{
		{"daily 09:00", "Asia/Jakarta", "2026-11-24T09:05:00+07:00", "2026-11-26T09:00:00+07:00"}, // after Tuesday's
		{"daily 09:00", "Asia/Jakarta", "2026-11-24T08:55:00+07:00", "2026-11-25T09:00:00+07:00"}, // before it
		// on Friday: skips Monday's
		{"weekdays 09:00", "Asia/Jakarta", "2026-11-27T09:05:00+07:00", "2026-12-01T09:00:00+07:00"},
		{"mon,thu 09:00", "Asia/Jakarta", "2026-11-23T10:00:00+07:00", "2026-11-30T09:00:00+07:00"},
		{"mon 09:00", "Asia/Jakarta", "2026-11-23T10:00:00+07:00", "2026-12-07T09:00:00+07:00"},
		{"monthly 09:00", "Asia/Jakarta", "2026-11-23T10:00:00+07:00", "2027-01-01T09:00:00+07:00"},
		{"daily 09:00,15:00", "Asia/Jakarta", "2026-11-23T10:00:00+07:00", "2026-11-24T15:00:00+07:00"},
		// the next is late by an hour
		{"daily 02:00", "Europe/Berlin", "2026-03-28T12:00:00+01:00", "2026-03-30T02:00:00+02:00"},
		{"daily 02:30", "Europe/Berlin", "2026-10-24T12:00:00+02:00", "2026-10-26T02:30:00+01:00"},
		{"monthly 09:00", "Asia/Makassar", "2026-11-23T10:00:00+08:00", "2027-01-01T09:00:00+08:00"},
	} {
		schedule, _, err := digest.ParseSchedule(test.words)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, test.now)
		if err != nil {
			t.Fatal(err)
		}
		until, err := digest.Subscription{Schedule: schedule, Zone: test.zone}.AfterADay(now, workdays.Calendar{})
		if got := until.In(load(t, test.zone)).Format(time.RFC3339); err != nil || got != test.want {
			t.Errorf("%s, paused at %s: until %s, want %s, %v", test.words, test.now, got, test.want, err)
		}
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"Asia/Makassar": "Asia/Makassar", "": "UTC", "Mars/Olympus": "UTC"} {
		for range 2 { // the second time it is remembered
			if got := (digest.Subscription{Zone: zone}).Location().String(); got != want {
				t.Errorf("%q is %s, want %s", zone, got, want)
			}
		}
	}
}
