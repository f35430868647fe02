package engine_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/workdays"
)

// natal is the week of Christmas: Thursday 24 is joint leave, Friday 25 a holiday.
const natal = 28 // days after monday: 21 December

func onHolidays(on digest.Holidays) func(*digest.Subscription) {
	return func(s *digest.Subscription) { s.Holidays = on }
}

func (r *rig) wantNext(t testing.TB, id string, want time.Duration) {
	t.Helper()
	sub, err := r.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !sub.Next.Equal(monday.Add(want)) {
		t.Errorf("it is due at %v, want %v", sub.Next, monday.Add(want))
	}
}

func TestHolidaysAreSkippedAndCounted(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.jump(at(natal+2, 8, 0))
		sub := r.make(t, "weekdays 09:00", onHolidays(digest.HolidaysSkip))
		r.pass(t, at(natal+2, 10, 0))
		r.wantNext(t, sub.ID, at(natal+7, 9, 0))
		r.pass(t, at(natal+7, 10, 0))
		r.wantDeliveries(t, "Wed 09:00 posted", "Thu 09:00 skipped holiday", "Fri 09:00 skipped holiday",
			"Mon 09:00 posted")
		r.wantOncePerPost(t)
		last := r.slack.all()[1].report
		before := monday.Add(at(natal+2, 9, 0))
		if last.Holidays != 2 || len(last.Skipped) > 0 || !last.Since.Equal(before) || last.Late {
			t.Errorf("since %v with %d holidays, skipped %v", last.Since, last.Holidays, last.Skipped)
		}
		if r.metrics.ended[digest.Failed] > 0 || r.metrics.ended[digest.Skipped] != 2 || len(r.metrics.problems) > 0 {
			t.Errorf("ended: %v, problems: %v", r.metrics.ended, r.metrics.problems)
		}
	})
}

// Each replica may plan the same slots, and the clock may jump over the holidays.
func TestAHolidayMovesADigestOnce(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.jump(at(natal, 8, 0))
		sub := r.make(t, "fri 09:00", onHolidays(digest.HolidaysNext))
		r.wantNext(t, sub.ID, at(natal+7, 9, 0))
		other := r.replica(t)
		r.jump(at(natal+5, 8, 0)) // over the holiday
		for _, service := range []*engine.Service{r.Service, other, r.Service} {
			if err := service.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		r.pass(t, at(natal+8, 0, 0))
		r.wantDeliveries(t, "Fri 09:00 skipped holiday", "Mon 09:00 posted")
		r.wantOncePerPost(t)
		if first := r.slack.all()[0].report; first.Late {
			t.Error("a digest that was moved is late")
		}
	})
}

// What was due before a holiday is posted late, though a slot on the holiday has passed.
func TestAHolidaySupersedesNothing(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.jump(at(natal+2, 8, 0))
		r.make(t, "weekdays 09:00,22:00", onHolidays(digest.HolidaysSkip))
		r.pass(t, at(natal+2, 10, 0))
		r.jump(at(natal+3, 9, 30)) // 22:00 on Wednesday was missed
		r.pass(t, at(natal+3, 10, 0))
		r.wantDeliveries(t, "Wed 09:00 posted", "Wed 22:00 posted late", "Thu 09:00 skipped holiday")
	})
}

// A clock that was ahead until Christmas, and is set right, leaves nothing behind.
func TestHolidaysOfAWrongClock(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		sub := r.make(t, "weekdays 09:00", onHolidays(digest.HolidaysSkip))
		r.jump(at(natal+4, 8, 59))
		if err := r.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.jump(at(0, 8, 0))
		if err := r.CleanUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.wantNext(t, sub.ID, at(0, 9, 0))
		r.pass(t, at(0, 10, 0))
		r.wantDeliveries(t, "Mon 09:00 posted")
	})
}

// A change a minute before a slot on a holiday counts for that slot.
func TestAChangeOfHolidaysCountsAtOnce(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, r *rig) {
		r.jump(at(natal+4, 8, 0))
		sub := r.make(t, "weekdays 09:00", onHolidays(digest.HolidaysSkip))
		r.pass(t, at(natal+4, 8, 59))
		r.wantDeliveries(t, "Fri 09:00 skipped holiday")
		sub, err := r.Get(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		sub.Holidays = digest.HolidaysPost
		if sub, err = r.Update(t.Context(), sub); err != nil || sub.Holidays != digest.HolidaysPost {
			t.Fatalf("%+v, %v", sub, err)
		}
		r.pass(t, at(natal+4, 10, 0))
		r.wantDeliveries(t, "Fri 09:00 posted")
		sub.Holidays = "never"
		if _, err := r.Update(t.Context(), sub); err == nil {
			t.Error("an unknown choice was taken")
		}
	})
}

// idulfitri is midnight of Monday, 16 March 2026, in Jakarta. From Wednesday to the next Tuesday
// nobody works.
const idulfitri = -251 * 24 * time.Hour

// Whatever the calendar and the choice, and however the clock of two replicas jumps: each slot of a
// working day is posted at most once, and once if the clock goes on evenly; no slot of a holiday is
// posted; and each has a delivery that says so.
func TestIdulfitriWithClockJumps(t *testing.T) {
	t.Parallel()
	for i, calendar := range []workdays.Calendar{{}, {JointLeave: true}, {Saturdays: true}} {
		for _, words := range []string{"weekdays 09:00,16:00", "mon,sat 09:00", "tanggal 19,21 09:00"} {
			for _, on := range []digest.Holidays{digest.HolidaysSkip, digest.HolidaysNext} {
				for _, jumps := range []bool{false, true} {
					t.Run(fmt.Sprint(i, words, on, jumps), func(t *testing.T) {
						t.Parallel()
						eachEngine(t, func(t *testing.T, r *rig) {
							r.calendar = calendar
							r.Service = r.replica(t)
							r.passIdulfitri(t, words, on, jumps)
						})
					})
				}
			}
		}
	}
}

func (r *rig) passIdulfitri(t *testing.T, words string, on digest.Holidays, jumps bool) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	r.jump(idulfitri)
	sub := r.make(t, words, onHolidays(on))
	services := []*engine.Service{r.Service, r.replica(t)}
	end := idulfitri + 10*24*time.Hour + 12*time.Hour // Thursday
	latest := end
	for now := idulfitri; now < end; {
		if jumps && random.IntN(4) == 0 { // nothing runs for a time, or the clock is set back
			r.jump(now + time.Duration(random.IntN(80)-20)*time.Hour)
		} else {
			r.jump(now + time.Minute)
		}
		now = r.clock.Now().Sub(monday)
		latest = max(latest, now)
		now += time.Duration(random.IntN(24*60)) * time.Minute
		r.Service = services[random.IntN(2)]
		r.pass(t, min(now, end))
	}
	r.wantOncePerPost(t)
	posted, holidays := []time.Time{}, []time.Time{}
	all, err := r.Deliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		switch {
		case d.Status == digest.Posted:
			posted = append(posted, d.Slot)
		case d.Reason == digest.ReasonHoliday:
			holidays = append(holidays, d.Slot)
		}
	}
	wantPosted, wantHolidays := []time.Time{}, []time.Time{}
	for at := monday.Add(idulfitri); ; {
		slot, err := sub.NextSlot(at, r.calendar)
		if err != nil {
			t.Fatal(err)
		}
		if at = slot.At; at.After(monday.Add(latest)) {
			break
		}
		if slot.Holiday {
			wantHolidays = append(wantHolidays, at)
		} else {
			wantPosted = append(wantPosted, at)
		}
	}
	if diff := cmp.Diff(wantHolidays, holidays); diff != "" {
		t.Errorf("on holidays (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantPosted, posted); diff != "" && !jumps {
		t.Errorf("posted (-want +got):\n%s", diff)
	}
	for _, at := range posted {
		if !slices.ContainsFunc(wantPosted, at.Equal) {
			t.Errorf("%s was posted, and is none of %v", at, wantPosted)
		}
	}
}
