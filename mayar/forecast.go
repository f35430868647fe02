package mayar

import (
	"slices"
	"time"
)

// A forecast plays through who is served when. At any moment it is the turn of the person who has the fewest slots in the minute; among equals, of the
// one who was served longest ago. Nobody has more slots than there are left for other people, so that one who wants everything gets half, the next one
// half of the rest, and there is something left for whoever comes. What is nobody's has no such share. Background work is served where no person can be.
type forecast struct {
	limits     limits
	slots      []slot // the oldest first
	people     []waiter
	background []waiter
	used       map[string]int // slots in the minute by person
	byPeople   int            // of the slots, those that are not background work's
}

func newForecast(t *tally, limits limits) *forecast {
	f := &forecast{
		limits: limits,
		slots:  slices.Clone(t.Slots),
		people: slices.Clone(t.People), background: slices.Clone(t.Background),
		used: map[string]int{},
	}
	slices.SortFunc(f.slots, func(a, b slot) int { return a.At.Compare(b.At) })
	for _, s := range f.slots {
		f.count(s, 1)
	}
	return f
}

func (f *forecast) count(s slot, by int) {
	if !s.Background {
		f.byPeople += by
		f.used[s.Person] += by
	}
}

// forget drops the slots whose minute has passed.
func (f *forecast) forget(now time.Time) {
	for len(f.slots) > 0 && !now.Before(f.slots[0].At.Add(budgetWindow)) {
		f.count(f.slots[0], -1)
		f.slots = f.slots[1:]
	}
}

// serve gives a slot to the one whose turn it is, and returns who that is; ok is false when nobody can have one now.
func (f *forecast) serve(now time.Time) (id uint64, ok bool) {
	if i := f.nextPerson(); i >= 0 {
		w := f.people[i]
		f.people = behind(slices.Delete(f.people, i, i+1), w.Person)
		f.take(slot{ID: w.ID, At: now, Person: w.Person})
		return w.ID, true
	}
	if len(f.background) > 0 && len(f.slots) < f.limits.background {
		w := f.background[0]
		f.background = f.background[1:]
		f.take(slot{ID: w.ID, At: now, Background: true})
		return w.ID, true
	}
	return 0, false
}

func (f *forecast) take(s slot) {
	f.slots = append(f.slots, s)
	f.count(s, 1)
}

// nextPerson returns the place in the queue of the one whose turn it is, or -1.
func (f *forecast) nextPerson() int {
	if len(f.slots) >= f.limits.people {
		return -1
	}
	next := -1
	for i, w := range f.people {
		if f.mayHave(w.Person) && (next < 0 || f.used[w.Person] < f.used[f.people[next].Person]) {
			next = i
		}
	}
	return next
}

// mayHave tells whether a person may have one more of the slots that people have not taken.
func (f *forecast) mayHave(person string) bool {
	return person == "" || f.used[person] < f.limits.people-f.byPeople
}
