package digest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

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

		// Times as people write and say them.
		{"9", "daily 09:00", ""},
		{"daily 9", "daily 09:00", ""},
		{"daily 9am", "daily 09:00", ""},
		{"9 AM", "daily 09:00", ""},
		{"9:30 pm.", "daily 21:30", ""},
		{"12am", "daily 00:00", ""},
		{"12 p.m.", "daily 12:00", ""},
		{"0900", "daily 09:00", ""},
		{"930", "daily 09:30", ""},
		{"jam 9", "daily 09:00", ""},
		{"pukul 09.00 WIB", "daily 09:00", "Asia/Jakarta"},
		{"9wita", "daily 09:00", "Asia/Makassar"},
		{"09:00 (UTC+7)", "daily 09:00", "Asia/Jakarta"},
		{"at 9", "daily 09:00", ""},
		{"jam 9 pagi", "daily 09:00", ""},
		{"jam 2 siang", "daily 14:00", ""},
		{"jam 4 sore", "daily 16:00", ""},
		{"jam 8 malam", "daily 20:00", ""},
		{"jam setengah 9", "daily 08:30", ""},
		{"9 dan 15", "daily 09:00,15:00", ""},
		{"9am & 3pm", "daily 09:00,15:00", ""},
		{"1 and 3 pm", "daily 13:00,15:00", ""},
		{"jam 9, 12 dan 15", "daily 09:00,12:00,15:00", ""},

		// Days.
		{"mon thu 09:00", "mon,thu 09:00", ""},
		{"Mondays and Thursdays at 9", "mon,thu 09:00", ""},
		{"senin dan kamis 9.00", "mon,thu 09:00", ""},
		{"senin, rabu dan jumat jam 9 WITA", "mon,wed,fri 09:00", "Asia/Makassar"},
		{"mon/thu 9", "mon,thu 09:00", ""},
		{"mon & thu 9", "mon,thu 09:00", ""},
		{"mon - fri 9", "weekdays 09:00", ""},
		{"from monday to friday at 9am", "weekdays 09:00", ""},
		{"senin s/d jumat 9", "weekdays 09:00", ""},
		{"senin sampai jumat 9", "weekdays 09:00", ""},
		{"weekdays sat 9", "mon,tue,wed,thu,fri,sat 09:00", ""},
		{"setiap hari senin jam 8.30", "mon 08:30", ""},
		{"hari minggu 9", "sun 09:00", ""},
		{"tiap hari jam 9", "daily 09:00", ""},
		{"every weekday at 8:30am", "weekdays 08:30", ""},
		{"sabtu minggu 10", "weekends 10:00", ""},

		// Once a week and once a month.
		{"weekly 9", "mon 09:00", ""},
		{"weekly on friday at 4pm", "fri 16:00", ""},
		{"mingguan 09:00", "mon 09:00", ""},
		{"seminggu sekali jam 9", "mon 09:00", ""},
		{"setiap minggu hari senin 9", "mon 09:00", ""},
		{"monthly 09:00", `cron "0 9 1 * *"`, ""},
		{"bulanan jam 9", `cron "0 9 1 * *"`, ""},
		{"monthly on the 15th at 9am", `cron "0 9 15 * *"`, ""},
		{"monthly 15 09:00", `cron "0 9 15 * *"`, ""},
		{"tanggal 1 9", `cron "0 9 1 * *"`, ""},
		{"tanggal 1 jam 9", `cron "0 9 1 * *"`, ""},
		{"tgl 1,15 09:00", `cron "0 9 1,15 * *"`, ""},
		{"setiap tanggal 25 dan 10 jam 9 WIB", `cron "0 9 10,25 * *"`, "Asia/Jakarta"},
		{"tanggal 1 15 09:30", `cron "30 9 1,15 * *"`, ""},
		{"tanggal 1 09:00,15:00", `cron "0 9,15 1 * *"`, ""},
		{"1st 09:00", `cron "0 9 1 * *"`, ""},
		{"akhir bulan 9", `cron "0 9 L * *"`, ""},
		{"last day of the month 09:00", `cron "0 9 L * *"`, ""},
		{"awal bulan dan tanggal 15 jam 9", `cron "0 9 1,15 * *"`, ""},

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

func TestInvalidSchedules(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		words, word string
		want        digest.Expected
	}{
		{"", "", digest.ExpectedSchedule},
		{"daily", "", digest.ExpectedSchedule},
		{"daily 25:00", "25:00", digest.ExpectedTime},
		{"daily 09:60", "09:60", digest.ExpectedTime},
		{"daily 24", "24", digest.ExpectedTime},
		{"daily 13am", "13am", digest.ExpectedTime},
		{"daily 0 am", "0 am", digest.ExpectedTime},
		{"jam", "jam", digest.ExpectedTime},
		{"jam satu", "satu", digest.ExpectedTime},
		{"jam 2 malam", "2 malam", digest.ExpectedTime},
		{"mon 1 09:00", "1", digest.ExpectedTime},
		{"9:00:00", "9:00:00", digest.ExpectedTime},
		{"weekly", "", digest.ExpectedSchedule},
		{"monthly", "", digest.ExpectedSchedule},
		{"tanggal 1", "", digest.ExpectedSchedule},
		{"daily mon 9", "mon", digest.ExpectedSchedule},
		{"every 2 hours", "every 2", digest.ExpectedSchedule},
		{"setiap 2 hari", "setiap 2", digest.ExpectedSchedule},
		{"setiap", "setiap", digest.ExpectedSchedule},
		{"hari ini 9", "hari ini", digest.ExpectedSchedule},
		{"mon to 09:00", "monto", digest.ExpectedSchedule},
		{"setiap minggu 9", "setiap minggu", digest.ExpectedWeek},
		{"monthly 9", "9", digest.ExpectedDayOrTime},
		{"1,15 bulanan 9", "9", digest.ExpectedDayOrTime},
		{"monthly monday 9", "monthly", digest.ExpectedOneKind},
		{"tanggal 32 jam 9", "32", digest.ExpectedDate},
		{"tanggal 1 09:00,15:30", "15:30", digest.ExpectedSameMinute},
		{"someday 09:00", "someday", digest.ExpectedSchedule},
		{"mon,someday 09:00", "someday", digest.ExpectedSchedule},
		{"daily 09:00 Mars/Olympus", "Mars/Olympus", digest.ExpectedZone},
		{"daily 09:00 ../etc/passwd", "../etc/passwd", digest.ExpectedZone},
		{"daily 09:00 EST", "EST", digest.ExpectedSchedule},
		{"daily 09:00 Local", "Local", digest.ExpectedSchedule},
		{"daily 09:00 WIB WITA", "WITA", digest.ExpectedZone},
		{"daily 09:00,09:30", "09:30", digest.ExpectedInterval},
		{"daily 09:00,09:00", "09:00", digest.ExpectedInterval},
		{"daily 00:15,23:30", "23:30", digest.ExpectedInterval},
		{"sat,sun 00:15,23:30", "23:30", digest.ExpectedInterval},
		{`cron "0 9 31 2 *"`, "0 9 31 2 *", digest.ExpectedDate},
		{`cron "*/30 9 * * *"`, "*/30 9 * * *", digest.ExpectedInterval},
		{`cron "* * * * *"`, "* * * * *", digest.ExpectedInterval},
		{`cron "0 9 * *"`, "0 9 * *", digest.ExpectedCron},
		{`cron "0 0 9 * * *"`, "0 0 9 * * *", digest.ExpectedCron},
		{`cron "99 9 * * *"`, "99 9 * * *", digest.ExpectedCron},
		{`cron "@hourly"`, "@hourly", digest.ExpectedCron},
		{`cron "TZ=0"`, "TZ=0", digest.ExpectedCron},
		{`cron`, "cron", digest.ExpectedCron},
		{`cron "*/90 * * * *"`, "*/90", digest.ExpectedStep},
		{`cron "0 */25 * * *"`, "*/25", digest.ExpectedStep},
		{`cron "0-59/90 * * * *"`, "0-59/90", digest.ExpectedStep},
		{`cron "5/99 9 * * *"`, "5/99", digest.ExpectedStep},
		{`cron "0,*/60 9 * * *"`, "*/60", digest.ExpectedStep},
		{`cron "0 8-10/5 * * *"`, "8-10/5", digest.ExpectedStep},
		{`cron "0 9 */31 * *"`, "*/31", digest.ExpectedStep},
		{`cron "0 9 1 */12 *"`, "*/12", digest.ExpectedStep},
		{`cron "0 9 * * */7"`, "*/7", digest.ExpectedStep},
		{`cron "0 9 * * MON-FRI/5"`, "mon-fri/5", digest.ExpectedStep},
		{`cron "0 9 1 jan-mar/12 *"`, "jan-mar/12", digest.ExpectedStep},
		{`cron "0 9 1 * *" Mars/Olympus`, "Mars/Olympus", digest.ExpectedZone},
	} {
		schedule, _, err := digest.ParseSchedule(test.words)
		if diff := cmp.Diff(error(&digest.ParseError{Word: test.word, Expected: test.want}), err); diff != "" {
			t.Errorf("%q is %q (-want +got):\n%s", test.words, schedule, diff)
		}
	}
}

// Steps that select a second number are valid, even if they do not divide their field.
func TestValidCronSteps(t *testing.T) {
	t.Parallel()
	for _, expr := range []string{
		"0 */2 * * *", "0 */23 * * *", "0 9 */30 * *", "0 9 1 */11 *", "0 9 * * */6", "0 9 * * mon-fri/2",
		"0 8-18/5 * * *", "7/59 */2 * * *",
	} {
		schedule, _, err := digest.ParseSchedule("cron " + expr)
		if strings.HasPrefix(expr, "7/59") != (err != nil) {
			t.Errorf("%s: %v, %v", expr, schedule, err)
		}
	}
}

// Text that is too long is refused before it is parsed: the time that cron takes grows with its
// length.
func TestLongSchedulesAreNotRead(t *testing.T) {
	t.Parallel()
	long := "0 9 " + strings.Repeat("30W,", 24) + "30W * *"
	for name, check := range map[string]func() error{
		"a line of cron": func() error { _, _, err := digest.ParseSchedule("cron " + long); return err },
		"2,967 characters": func() error {
			_, _, err := digest.ParseSchedule(`cron "0 9 ` + strings.Repeat("30W,", 740) + `1 * *"`)
			return err
		},
		"a schedule from it": func() error { return digest.Schedule{Cron: long}.Check() },
		"a megabyte of times": func() error {
			_, err := digest.ParseTimes(strings.Repeat("09:00,",
				1<<18))
			return err
		},
		"a megabyte of days": func() error {
			_, _, err := digest.ParseSchedule(strings.Repeat("mon ",
				1<<18))
			return err
		},
	} {
		began := time.Now()
		err := check()
		if word, ok := errors.AsType[*digest.ParseError](err); !ok || word.Expected != digest.ExpectedShorter ||
			len(word.Word) > 70 {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
	if _, _, err := digest.ParseSchedule("cron 0 9 " + strings.Repeat("30W,", 20) + "30W * *"); err != nil {
		t.Errorf("95 characters: %v", err)
	}
}

// The second check of a schedule comes from the cache.
func TestNoCronIsCheckedTwice(t *testing.T) {
	t.Parallel()
	never := "0 0 " + strings.Repeat("30W,", 22) + "30W 2 *" // the longest to find out
	first := digest.Schedule{Cron: never}.Check()
	began := time.Now()
	for range 1000 {
		if again := (digest.Schedule{Cron: never}).Check(); again != first || first == nil {
			t.Fatalf("%v, %v", first, again)
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("a thousand took %v", took)
	}
}

func TestWordsOfSchedules(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"mon,thu": true, "9am": true, "jam": true, "WIB": true, "Asia/Makassar": true, "s/d": true, "tanggal": true,
		"": false, "ani": false, "Ani,mon": false, "Siti/Ani": false, "0812/3456/7890": false,
	} {
		if got := digest.IsWord(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func FuzzParseSchedule(f *testing.F) {
	f.Add(`mon,thu 09:00,15:00 WIB`)
	f.Add(`cron "0 9 L * mon#2" Asia/Jakarta`)
	f.Add("setiap minggu hari senin s/d rabu jam setengah 9 pagi, 15.00 dan 5 sore WITA")
	f.Add("monthly 15 on the 1st and tanggal 30, 31 akhir bulan 9 p.m.")
	f.Fuzz(func(t *testing.T, words string) {
		schedule, _, err := digest.ParseSchedule(words)
		if err != nil {
			if _, ok := errors.AsType[*digest.ParseError](err); !ok {
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
