package workdays_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/workdays"
)

func date(text string) workdays.Date {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return workdays.DateOf(t)
}

func changes(t *testing.T, text string) workdays.Changes {
	t.Helper()
	c, err := workdays.ParseChanges(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The decrees have as many days as the ministers announced.
func TestDecreesHaveTheirDays(t *testing.T) {
	t.Parallel()
	want := map[int]map[workdays.Kind]int{
		2026: {workdays.National: 17, workdays.Joint: 8},
		2027: {workdays.National: 18, workdays.Joint: 8},
	}
	for year, kinds := range want {
		got := map[workdays.Kind]int{}
		for d := date("2026-01-01"); d.Year < 2028; d = d.AddDays(1) {
			day := workdays.Calendar{}.Day(d)
			holiday := day.Kind == workdays.National || day.Kind == workdays.Joint
			if named := day.Name.ID != "" && day.Name.EN != "" && day.Decree != ""; named != holiday {
				t.Errorf("%s: %+v", d, day)
			}
			if d.Year == year {
				got[day.Kind]++
			}
		}
		for kind, n := range kinds {
			if got[kind] != n {
				t.Errorf("%d: %d days of kind %d, want %d", year, got[kind], kind, n)
			}
		}
	}
}

func TestDayOfDate(t *testing.T) {
	t.Parallel()
	six, joint := workdays.Calendar{Saturdays: true}, workdays.Calendar{JointLeave: true}
	for _, test := range []struct {
		calendar          workdays.Calendar
		on                string
		kind              workdays.Kind
		holiday, worksday bool
	}{
		{workdays.Calendar{}, "2026-11-30", workdays.Work, false, true},
		{workdays.Calendar{}, "2026-11-28", workdays.Weekend, false, false},
		{six, "2026-11-28", workdays.Work, false, true},
		{six, "2026-11-29", workdays.Weekend, false, false},
		{six, "2026-03-21", workdays.National, true, false}, // a Saturday
		{workdays.Calendar{}, "2026-12-24", workdays.Joint, true, false},
		{joint, "2026-12-24", workdays.Joint, false, true},
		{joint, "2026-12-25", workdays.National, true, false},
		{workdays.Calendar{}, "2028-12-25", workdays.Work, false, true}, // no decree yet
		{workdays.Calendar{Changes: changes(t, "+2027-08-18 Libur")}, "2027-08-18", workdays.National, true, false},
		{workdays.Calendar{Changes: changes(t, "-2027-05-18")}, "2027-05-18", workdays.Work, false, true},
		{workdays.Calendar{Changes: changes(t, "-2026-03-21")}, "2026-03-21", workdays.Weekend, false, false},
	} {
		d := date(test.on)
		if got := test.calendar.Day(d).Kind; got != test.kind {
			t.Errorf("%s: kind %d, want %d", d, got, test.kind)
		}
		if got := test.calendar.IsHoliday(d); got != test.holiday {
			t.Errorf("%s: holiday %v", d, got)
		}
		if got := test.calendar.IsWorkday(d); got != test.worksday {
			t.Errorf("%s: workday %v", d, got)
		}
	}
}

// Idulfitri 2026: from Wednesday the 18th to Tuesday the 24th nobody works.
func TestCountsWorkingDays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		calendar   workdays.Calendar
		from, next string
		third      string
		until      int // working days up to 2026-03-31
	}{
		{workdays.Calendar{}, "2026-03-17", "2026-03-25", "2026-03-27", 5},
		{workdays.Calendar{Saturdays: true}, "2026-03-17", "2026-03-25", "2026-03-27", 6},
		{workdays.Calendar{JointLeave: true}, "2026-03-17", "2026-03-18", "2026-03-23", 9},
		{workdays.Calendar{}, "2026-03-21", "2026-03-25", "2026-03-27", 5},
		{workdays.Calendar{}, "2026-03-30", "2026-03-31", "2026-04-02", 1},
		{workdays.Calendar{}, "2026-04-30", "2026-05-04", "2026-05-06", 0},
	} {
		from := date(test.from)
		if got := test.calendar.Next(from); got != date(test.next) {
			t.Errorf("next after %s: %s, want %s", from, got, test.next)
		}
		if got := test.calendar.Add(from, 3); got != date(test.third) {
			t.Errorf("third after %s: %s, want %s", from, got, test.third)
		}
		if got := test.calendar.Between(from, date("2026-03-31")); got != test.until {
			t.Errorf("between %s and March 31: %d, want %d", from, got, test.until)
		}
	}
	if got := (workdays.Calendar{}).Add(date("2026-03-21"), 0); got != date("2026-03-21") {
		t.Errorf("no day later: %s", got)
	}
}

func TestNextHoliday(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]string{"2026-11-30": "2026-12-24", "2026-12-25": "2027-01-01", "2027-12-26": ""} {
		next, ok := workdays.Calendar{}.NextHoliday(date(on))
		if ok != (want != "") || ok && next != date(want) {
			t.Errorf("after %s: %s, %v; want %s", on, next, ok, want)
		}
	}
	works := workdays.Calendar{JointLeave: true}
	if next, _ := works.NextHoliday(date("2026-11-30")); next != date("2026-12-25") {
		t.Errorf("where people work on joint leave: %s", next)
	}
}

func TestMissingDecree(t *testing.T) {
	t.Parallel()
	for on, want := range map[string]int{
		"2026-12-31": 0, "2027-09-30": 0, "2027-10-01": 2028, "2028-01-01": 2028, "2025-06-01": 2025,
	} {
		if got := (workdays.Calendar{}).MissingDecree(date(on)); got != want {
			t.Errorf("%s: %d, want %d", on, got, want)
		}
	}
}

func TestChangesNameTheWrongEntry(t *testing.T) {
	t.Parallel()
	for wrong, want := range map[string]string{
		"2027-08-18":                             "entry 2 of the list is not understood",
		"+2027-02-30 Libur":                      "entry 2 of the list is not understood",
		"+18-08-2027":                            "entry 2 of the list is not understood",
		"xoxb-secret":                            "entry 2 of the list is not understood",
		"+":                                      "entry 2 of the list is not understood",
		"-2027-05-18 Iduladha":                   "entry 2 of the list, -2027-05-18, has a name",
		"+2027-08-18 a\nb":                       "entry 2 of the list, +2027-08-18, has a name",
		"+2027-08-17 a,-2027-08-17":              "entry 3 of the list, -2027-08-17, has a day",
		"+2027-08-18 " + strings.Repeat("x", 61): "entry 2 of the list, +2027-08-18, has a name",
	} {
		_, err := workdays.ParseChanges("+2027-08-19 Libur," + wrong)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	got := changes(t, "+2027-08-18 Libur tambahan, -2027-05-18 ,,-2027-05-21")
	if idle := got.Idle(); len(idle) != 1 || idle[0] != date("2027-05-21") {
		t.Errorf("idle: %v", idle)
	}
	if name := (workdays.Calendar{Changes: got}).Day(date("2027-08-18")).Name.EN; name != "Libur tambahan" {
		t.Errorf("name: %q", name)
	}
}

func FuzzParseChanges(f *testing.F) {
	f.Add("+2027-08-18 Libur tambahan,-2027-05-18")
	f.Add("+2027-08-18,\x00,é")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := workdays.ParseChanges(text)
		if err != nil && c.Idle() != nil {
			t.Error("an error comes with changes")
		}
	})
}
