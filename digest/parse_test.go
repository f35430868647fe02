package digest_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
)

func TestSchedulesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ words, want, zone string }{
		{"daily 09:00", "daily 09:00", ""},
		{"09:00", "daily 09:00", ""},
		{"  Daily   9:00 ", "daily 09:00", ""},
		{"weekdays 08:30 Asia/Makassar", "weekdays 08:30", "Asia/Makassar"},
		{"weekdays 08:30 asia/makassar", "weekdays 08:30", "Asia/Makassar"},
		{"mon,thu 09:00,15:00", "mon,thu 09:00,15:00", ""},
		{"thu, mon 15:00, 09:00", "mon,thu 09:00,15:00", ""},
		{"mon-fri 9.00 WIB", "weekdays 09:00", "Asia/Jakarta"},
		{"fri-mon 09:00 wita", "mon,fri,sat,sun 09:00", "Asia/Makassar"},
		{"senin,kamis 09.00 WIT", "mon,thu 09:00", "Asia/Jayapura"},
		{"setiap hari 07:00", "daily 07:00", ""},
		{"Hari Kerja 07:00", "weekdays 07:00", ""},
		{"akhir pekan 10:00", "weekends 10:00", ""},
		{"jum'at 16:30", "fri 16:30", ""},
		{"every day 09:00 UTC", "daily 09:00", "UTC"},
		{"mon,tue,wed,thu,fri,sat,sun 09:00", "daily 09:00", ""},
		{"sun 23:30", "sun 23:30", ""},
		{"mon 00:15,23:30", "mon 00:15,23:30", ""},
		{`cron "0 9 1 * *"`, `cron "0 9 1 * *"`, ""},
		{`cron “0 9 1 * *” WIB`, `cron "0 9 1 * *"`, "Asia/Jakarta"},
		{`cron 0 9 1 * *`, `cron "0 9 1 * *"`, ""},
		{`cron 0  9 * * mon-fri America/New_York`, `cron "0 9 * * mon-fri"`, "America/New_York"},
		{`cron 0 9 * * mon`, `cron "0 9 * * mon"`, ""},
		{`cron "0 9 29 2 *"`, `cron "0 9 29 2 *"`, ""},
		{`cron "0 */2 * * 7"`, `cron "0 */2 * * 7"`, ""},
	} {
		schedule, zone, err := digest.ParseSchedule(test.words)
		if err != nil {
			t.Errorf("%q: %v", test.words, err)
			continue
		}
		if schedule.String() != test.want || zone != test.zone {
			t.Errorf("%q is %q in %q, want %q in %q", test.words, schedule, zone, test.want, test.zone)
		}
		again, _, err := digest.ParseSchedule(schedule.String())
		if err != nil || again.String() != schedule.String() {
			t.Errorf("%q is read back as %q: %v", schedule, again, err)
		}
	}
}

func TestSchedulesThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		words, word string
		want        digest.Want
	}{
		{"", "", digest.WantSchedule},
		{"daily", "", digest.WantSchedule},
		{"daily 25:00", "25:00", digest.WantTime},
		{"daily 09:60", "09:60", digest.WantTime},
		{"daily 9", "9", digest.WantTime},
		{"daily 9am", "9am", digest.WantTime},
		{"someday 09:00", "someday", digest.WantSchedule},
		{"mon,someday 09:00", "mon,someday", digest.WantSchedule},
		{"daily 09:00 Mars/Olympus", "Mars/Olympus", digest.WantZone},
		{"daily 09:00 ../etc/passwd", "../etc/passwd", digest.WantZone},
		{"daily 09:00 EST", "EST", digest.WantSchedule},
		{"daily 09:00 Local", "Local", digest.WantSchedule},
		{"daily 09:00 WIB WITA", "WITA", digest.WantZone},
		{"daily 09:00,09:30", "09:30", digest.WantApart},
		{"daily 09:00,09:00", "09:00", digest.WantApart},
		{"daily 00:15,23:30", "23:30", digest.WantApart},
		{"sat,sun 00:15,23:30", "23:30", digest.WantApart},
		{`cron "0 9 31 2 *"`, "0 9 31 2 *", digest.WantDate},
		{`cron "*/30 9 * * *"`, "*/30 9 * * *", digest.WantApart},
		{`cron "* * * * *"`, "* * * * *", digest.WantApart},
		{`cron "0 9 * *"`, "0 9 * *", digest.WantCron},
		{`cron "0 0 9 * * *"`, "0 0 9 * * *", digest.WantCron},
		{`cron "99 9 * * *"`, "99 9 * * *", digest.WantCron},
		{`cron "@hourly"`, "@hourly", digest.WantCron},
		{`cron "TZ=0"`, "TZ=0", digest.WantCron},
		{`cron`, "cron", digest.WantCron},
		{`cron "0 9 1 * *" Mars/Olympus`, "Mars/Olympus", digest.WantZone},
	} {
		schedule, _, err := digest.ParseSchedule(test.words)
		if diff := cmp.Diff(error(&digest.WordError{Word: test.word, Want: test.want}), err); diff != "" {
			t.Errorf("%q is %q (-want +got):\n%s", test.words, schedule, diff)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	f.Add(`mon,thu 09:00,15:00 WIB`)
	f.Add(`cron "0 9 L * mon#2" Asia/Jakarta`)
	f.Fuzz(func(t *testing.T, words string) {
		schedule, _, err := digest.ParseSchedule(words)
		if err != nil {
			if _, ok := errors.AsType[*digest.WordError](err); !ok {
				t.Fatalf("%q: %v", words, err)
			}
			return
		}
		again, _, err := digest.ParseSchedule(schedule.String())
		if err != nil || again.String() != schedule.String() {
			t.Fatalf("%q is %q, read back as %q: %v", words, schedule, again, err)
		}
	})
}
