package bot

import (
	"slices"
	"sync"
)

// A fairQueue holds what people wait for and hands it out person by person, in turns, so that one person who wants much
// does not make the others wait. Of one person only so much may wait, and only so much is under way at once.
type fairQueue[T comparable] struct {
	maxWaiting        int // of everybody together
	maxWaitingPerUser int // of one person
	maxRunningPerUser int

	mu      sync.Mutex
	changed sync.Cond
	users   map[string]*userShare[T] // those of whom something waits or is under way
	next    []*userShare[T]          // those whose turn comes, each once
	waiting int
	closed  bool
}

// An userShare is what one person has in a fairQueue.
type userShare[T comparable] struct {
	waiting   []T
	running   int
	scheduled bool // in next
}

func newFairQueue[T comparable](maxWaiting, maxWaitingPerUser, maxRunningPerUser int) *fairQueue[T] {
	q := &fairQueue[T]{maxWaiting: maxWaiting, maxWaitingPerUser: maxWaitingPerUser, maxRunningPerUser: maxRunningPerUser, users: map[string]*userShare[T]{}}
	q.changed.L = &q.mu
	return q
}

// put adds one thing of a person's; false when there is no room for it. It never waits.
func (q *fairQueue[T]) put(user string, item T) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.users[user]
	if q.closed || q.waiting >= q.maxWaiting || own != nil && len(own.waiting) >= q.maxWaitingPerUser {
		return false
	}
	if own == nil {
		own = &userShare[T]{}
		q.users[user] = own
	}
	own.waiting = append(own.waiting, item)
	q.waiting++
	q.schedule(own)
	return true
}

// schedule lets a person have a turn when there is something to be done for them. q.mu is held.
func (q *fairQueue[T]) schedule(own *userShare[T]) {
	if !own.scheduled && len(own.waiting) > 0 && own.running < q.maxRunningPerUser {
		own.scheduled = true
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
		if own := q.nextShare(); own != nil {
			item, own.waiting = own.waiting[0], own.waiting[1:]
			own.running++
			q.countRemoved()
			q.schedule(own)
			return item, true
		}
		if q.closed && q.waiting == 0 {
			return item, false
		}
		q.changed.Wait()
	}
}

// nextShare returns whose turn it is, nil when there is nobody. q.mu is held.
func (q *fairQueue[T]) nextShare() *userShare[T] {
	if len(q.next) == 0 {
		return nil
	}
	own := q.next[0]
	q.next, own.scheduled = q.next[1:], false
	return own
}

// countRemoved counts one that waits no longer. Those who only wait for the end hear of it. q.mu is held.
func (q *fairQueue[T]) countRemoved() {
	if q.waiting--; q.closed && q.waiting == 0 {
		q.changed.Broadcast()
	}
}

// done says that something which was taken is over.
func (q *fairQueue[T]) done(user string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.users[user]
	own.running--
	q.schedule(own)
	q.forget(user, own)
}

// remove takes out what still waits, so that it takes no room.
func (q *fairQueue[T]) remove(user string, item T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.users[user]
	if own == nil {
		return
	}
	if i := slices.Index(own.waiting, item); i >= 0 {
		own.waiting = slices.Delete(own.waiting, i, i+1)
		q.countRemoved()
	}
	if len(own.waiting) == 0 && own.scheduled {
		own.scheduled = false
		q.next = slices.DeleteFunc(q.next, func(s *userShare[T]) bool { return s == own })
	}
	q.forget(user, own)
}

func (q *fairQueue[T]) forget(user string, own *userShare[T]) {
	if own.running == 0 && len(own.waiting) == 0 {
		delete(q.users, user)
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
