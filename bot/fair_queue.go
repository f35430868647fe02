package bot

import (
	"slices"
	"sync"
)

// A fairQueue hands out items user by user, in turns, so that a user with many items does not delay
// the others. It bounds how many items of one user may wait, and how many may be in work at once.
type fairQueue[T comparable] struct {
	maxWaiting        int // of all users together
	maxWaitingPerUser int // of one user
	maxRunningPerUser int

	mu      sync.Mutex
	changed sync.Cond
	users   map[string]*userShare[T] // users with an item that waits or is in work
	next    []*userShare[T]          // users with a turn, each once
	waiting int
	closed  bool
}

// A userShare is what one user has in a fairQueue.
type userShare[T comparable] struct {
	waiting   []T
	running   int
	scheduled bool // in next
}

func newFairQueue[T comparable](maxWaiting, maxWaitingPerUser, maxRunningPerUser int) *fairQueue[T] {
	q := &fairQueue[T]{
		maxWaiting: maxWaiting, maxWaitingPerUser: maxWaitingPerUser, maxRunningPerUser: maxRunningPerUser,
		users: map[string]*userShare[T]{},
	}
	q.changed.L = &q.mu
	return q
}

// put adds an item of a user's; false when there is no room for it. It never waits.
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

// schedule gives a user a turn when they have an item that may be started. q.mu is held.
func (q *fairQueue[T]) schedule(own *userShare[T]) {
	if !own.scheduled && len(own.waiting) > 0 && own.running < q.maxRunningPerUser {
		own.scheduled = true
		q.next = append(q.next, own)
		q.changed.Signal()
	}
}

// take waits for the next item; the caller calls done when it is finished. It returns false once
// the queue is closed and empty.
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

// nextShare returns the user whose turn it is, nil when there is none. q.mu is held.
func (q *fairQueue[T]) nextShare() *userShare[T] {
	if len(q.next) == 0 {
		return nil
	}
	own := q.next[0]
	q.next, own.scheduled = q.next[1:], false
	return own
}

// countRemoved counts an item that left the queue, and wakes all takers when a closed queue becomes
// empty. q.mu is held.
func (q *fairQueue[T]) countRemoved() {
	if q.waiting--; q.closed && q.waiting == 0 {
		q.changed.Broadcast()
	}
}

// done says that an item of the user's is finished.
func (q *fairQueue[T]) done(user string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.users[user]
	own.running--
	q.schedule(own)
	q.forget(user, own)
}

// remove takes a waiting item out, so that it takes no room.
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

// close lets waiting items be taken, and none be added.
func (q *fairQueue[T]) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// len returns how many items wait.
func (q *fairQueue[T]) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting
}
