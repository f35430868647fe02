package bot

import (
	"slices"
	"sync"
)

// A fairQueue holds what people wait for and hands it out person by person, in turns, so that one person who wants much
// does not make the others wait. Of one person only so much may wait, and only so much is under way at once.
type fairQueue[T comparable] struct {
	mostWaiting int // of everybody together
	eachWaiting int // of one person
	eachRunning int

	mu      sync.Mutex
	changed sync.Cond
	people  map[string]*share[T] // those of whom something waits or is under way
	next    []*share[T]          // those whose turn comes, each once
	waiting int
	closed  bool
}

// A share is what one person has in a fairQueue.
type share[T comparable] struct {
	waiting []T
	running int
	listed  bool // in next
}

func newFairQueue[T comparable](mostWaiting, eachWaiting, eachRunning int) *fairQueue[T] {
	q := &fairQueue[T]{mostWaiting: mostWaiting, eachWaiting: eachWaiting, eachRunning: eachRunning, people: map[string]*share[T]{}}
	q.changed.L = &q.mu
	return q
}

// put adds one thing of a person's; false when there is no room for it. It never waits.
func (q *fairQueue[T]) put(person string, item T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.people[person]
	if q.closed || q.waiting >= q.mostWaiting || own != nil && len(own.waiting) >= q.eachWaiting {
		return false
	}
	if own == nil {
		own = &share[T]{}
		q.people[person] = own
	}
	own.waiting = append(own.waiting, item)
	q.waiting++
	q.list(own)
	return true
}

// list lets a person have a turn when there is something to be done for them. q.mu is held.
func (q *fairQueue[T]) list(own *share[T]) {
	if !own.listed && len(own.waiting) > 0 && own.running < q.eachRunning {
		own.listed = true
		q.next = append(q.next, own)
		q.changed.Signal()
	}
}

// take waits for the next thing to do; whoever takes it says so when it is done. It returns false once the queue is closed
// and nothing waits any more.
func (q *fairQueue[T]) take() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if own := q.first(); own != nil {
			item, own.waiting = own.waiting[0], own.waiting[1:]
			own.running++
			q.left()
			q.list(own)
			return item, true
		}
		if q.closed && q.waiting == 0 {
			return item, false
		}
		q.changed.Wait()
	}
}

// first returns whose turn it is, nil when there is nobody. q.mu is held.
func (q *fairQueue[T]) first() *share[T] {
	if len(q.next) == 0 {
		return nil
	}
	own := q.next[0]
	q.next, own.listed = q.next[1:], false
	return own
}

// left counts one that waits no longer. Those who only wait for the end hear of it. q.mu is held.
func (q *fairQueue[T]) left() {
	if q.waiting--; q.closed && q.waiting == 0 {
		q.changed.Broadcast()
	}
}

// done says that something which was taken is over.
func (q *fairQueue[T]) done(person string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.people[person]
	own.running--
	q.list(own)
	q.forget(person, own)
}

// drop takes out what still waits, so that it takes no room.
func (q *fairQueue[T]) drop(person string, item T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.people[person]
	if own == nil {
		return
	}
	if i := slices.Index(own.waiting, item); i >= 0 {
		own.waiting = slices.Delete(own.waiting, i, i+1)
		q.left()
	}
	if len(own.waiting) == 0 && own.listed {
		own.listed = false
		q.next = slices.DeleteFunc(q.next, func(s *share[T]) bool { return s == own })
	}
	q.forget(person, own)
}

func (q *fairQueue[T]) forget(person string, own *share[T]) {
	if own.running == 0 && len(own.waiting) == 0 {
		delete(q.people, person)
	}
}

// close lets what waits be taken, and nothing be added.
func (q *fairQueue[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// len returns how much waits.
func (q *fairQueue[T]) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting
}
