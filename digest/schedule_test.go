package digest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/adhocore/gronx"
	"github.com/mayarbot/mayarbot/digest"
	"pgregory.net/rapid"
)

func load(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestClockChanges(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, words, zone, after string
		want                     []string
	}{
		{"a gap: at the first moment after it", "daily 02:30", "Europe/Berlin", "2026-03-28T00:00:00Z",
			[]string{"2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"}},
		{"a gap that skips two times: once", "daily 02:00,03:00", "Europe/Berlin", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T03:00:00+02:00", "2026-03-30T02:00:00+02:00"}},
		{"a fold: at the first", "daily 02:30", "Europe/Berlin", "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}},
		{"between the two of a fold", "daily 02:30", "Europe/Berlin", "2026-10-25T00:45:00Z",
			[]string{"2026-10-26T02:30:00+01:00"}},
		{"cron in a gap", `cron "30 2 * * *"`, "America/New_York", "2026-03-07T12:00:00Z",
			[]string{"2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"}},
		{"cron in a fold", `cron "30 1 * * *"`, "America/New_York", "2026-10-31T12:00:00Z",
			[]string{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}},
		{"a change of half an hour", "daily 02:15", "Australia/Lord_Howe", "2026-10-03T00:00:00Z",
			[]string{"2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"}},
		{"Ramadan", "daily 02:30", "Africa/Casablanca", "2026-02-14T12:00:00Z",
			[]string{"2026-02-15T02:30:00+01:00", "2026-02-16T02:30:00Z"}},
		{"a day that never was", "fri 09:00", "Pacific/Apia", "2011-12-24T12:00:00Z",
			[]string{"2011-12-31T00:00:00+14:00", "2012-01-06T09:00:00+14:00"}},
		{"none in Indonesia", "mon 09:00", "Asia/Makassar", "2026-03-28T00:00:00Z",
			[]string{"2026-03-30T09:00:00+08:00", "2026-04-06T09:00:00+08:00"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			schedule, _, err := digest.ParseSchedule(test.words)
			if err != nil {
				t.Fatal(err)
			}
			zone := load(t, test.zone)
			at, err := time.Parse(time.RFC3339, test.after)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if at, err = schedule.Next(at, zone); err != nil {
					t.Fatal(err)
				}
				if got := at.In(zone).Format(time.RFC3339); got != want {
					t.Errorf("it is due at %s, want %s", got, want)
				}
			}
		})
	}
}

// bruteForce walks through time minute by minute and watches a local clock: a local time that was
// skipped, or is shown for the first time, is due.
func bruteForce(
	due func(wall time.Time) bool, after time.Time, zone *time.Location, limit time.Duration,
) (time.Time, bool) {
	wallOf := func(t time.Time) time.Time {
		_, offset := t.In(zone).Zone()
		return t.UTC().Add(time.Duration(offset) * time.Second)
	}
	// The walk begins days before, so that the latest local time shown so far is known.
	t := after.Truncate(time.Minute).Add(-3 * 24 * time.Hour)
	shown := wallOf(t)
	for end := after.Add(limit); t.Before(end); {
		t = t.Add(time.Minute)
		isDue := false
		for wall := wallOf(t); shown.Before(wall); {
			shown = shown.Add(time.Minute)
			isDue = isDue || due(shown)
		}
		if isDue && t.After(after) {
			return t, true
		}
	}
	return time.Time{}, false
}

var zones = []string{"Asia/Jakarta", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"}

// changes are days with clock changes in these zones.
var changes = []string{"2026-02-15", "2026-03-08", "2026-03-22", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25",
	"2026-11-01", "2027-02-07"}

func drawMoment(t *rapid.T) time.Time {
	day, err := time.Parse(time.DateOnly, rapid.SampledFrom(changes).Draw(t, "day"))
	if err != nil {
		t.Fatal(err)
	}
	seconds := rapid.IntRange(-3*24*3600, 3*24*3600).Draw(t, "seconds")
	return day.Add(time.Duration(seconds) * time.Second)
}

func TestNextAgreesWithBruteForce(t *testing.T) {
	t.Parallel()
	locations := map[string]*time.Location{}
	for _, name := range zones {
		locations[name] = load(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := locations[rapid.SampledFrom(zones).Draw(t, "zone")]
		minutes := rapid.SliceOfNDistinct(rapid.OneOf(rapid.IntRange(0, 5*60), rapid.IntRange(0, 24*60-1)), 1, 4,
			rapid.ID).Draw(t, "times")
		days := rapid.SliceOfNDistinct(rapid.IntRange(0, 6), 1, 7, rapid.ID).Draw(t, "days")
		slices.Sort(minutes)
		schedule := digest.Schedule{}
		for _, day := range days {
			schedule.Days = append(schedule.Days, time.Weekday(day))
		}
		for _, minute := range minutes {
			schedule.Times = append(schedule.Times, digest.TimeOfDay(minute))
		}
		due := func(wall time.Time) bool {
			return slices.Contains(days, int(wall.Weekday())) && slices.Contains(minutes, wall.Hour()*60+wall.Minute())
		}
		checkNext(t, schedule, due, zone)
	})
}

func TestCronAgreesWithBruteForce(t *testing.T) {
	t.Parallel()
	locations := map[string]*time.Location{}
	for _, name := range zones {
		locations[name] = load(t, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := locations[rapid.SampledFrom(zones).Draw(t, "zone")]
		expr := rapid.StringMatching(
			`[1-5]?[0-9] (\*|\*/2|[0-4]|1,2,3|1?[0-9]) (\*|[12]?[1-8]) \* (\*|[0-7]|1-5)`).Draw(t, "cron")
		schedule := digest.Schedule{Cron: expr}
		if err := schedule.Check(); err != nil {
			t.Fatalf("%q: %v", expr, err)
		}
		due := func(wall time.Time) bool {
			ok, err := gronx.New().IsDue(expr, wall)
			return ok && err == nil
		}
		checkNext(t, schedule, due, zone)
	})
}

func checkNext(t *rapid.T, schedule digest.Schedule, due func(time.Time) bool, zone *time.Location) {
	after := drawMoment(t)
	want, found := bruteForce(due, after, zone, 10*24*time.Hour)
	got, err := schedule.Next(after, zone)
	if err != nil {
		t.Fatalf("%v after %v: %v", schedule, after.In(zone), err)
	}
	if !found {
		if got.Before(after.Add(10 * 24 * time.Hour)) {
			t.Fatalf("%v after %v is due at %v, and should not", schedule, after.In(zone), got.In(zone))
		}
		return
	}
	if !got.Equal(want) {
		t.Fatalf("%v after %v is due at %v, want %v", schedule, after.In(zone), got.In(zone), want.In(zone))
	}
}
