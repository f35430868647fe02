package mayar

import (
	"slices"
	"time"
)

// A forecast plays through who is served when. The person with the fewest slots in the window is
// next; among equals, the one who was served longest ago. Nobody has more slots than there are left
// for other people: whoever asks for everything gets half, the next person half of the rest, and so
// something is left for everybody. Requests without a person have no such bound. Background work is
// served only when no person can be.
type forecast struct {
	limits     limits
	slots      []slot // oldest first
	people     []waiter
	background []waiter
	used       map[string]int // slots in the window by person
	byPeople   int            // slots that are not background work
}

func newForecast(state *limiterState, limits limits) *forecast {
	f := &forecast{
		limits: limits,
		slots:  slices.Clone(state.Slots),
		people: slices.Clone(state.People), background: slices.Clone(state.Background),
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

// dropExpired drops the slots older than the window.
func (f *forecast) dropExpired(now time.Time) {
	for len(f.slots) > 0 && !now.Before(f.slots[0].At.Add(rateWindow)) {
		f.count(f.slots[0], -1)
		f.slots = f.slots[1:]
	}
}

// serve gives a slot to the next waiter and returns its id; ok is false when nobody can have one
// now.
func (f *forecast) serve(now time.Time) (id uint64, ok bool) {
	if i := f.nextPerson(); i >= 0 {
		w := f.people[i]
		f.people = moveBehind(slices.Delete(f.people, i, i+1), w.Person)
		f.addSlot(slot{ID: w.ID, At: now, Person: w.Person})
		return w.ID, true
	}
	if len(f.background) > 0 && len(f.slots) < f.limits.background {
		w := f.background[0]
		f.background = f.background[1:]
		f.addSlot(slot{ID: w.ID, At: now, Background: true})
		return w.ID, true
	}
	return 0, false
}

func (f *forecast) addSlot(s slot) {
	f.slots = append(f.slots, s)
	f.count(s, 1)
}

// nextPerson returns the index in the queue of the person who is served next, or -1.
func (f *forecast) nextPerson() int {
	if len(f.slots) >= f.limits.people {
		return -1
	}
	next := -1
	for i, w := range f.people {
		if f.withinShare(w.Person) && (next < 0 || f.used[w.Person] < f.used[f.people[next].Person]) {
			next = i
		}
	}
	return next
}

// withinShare reports whether a person may have one more slot.
func (f *forecast) withinShare(person string) bool {
	return person == "" || f.used[person] < f.limits.people-f.byPeople
}
