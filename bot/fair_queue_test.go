package bot

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Items are handed out user by user, whoever came first and with however many.
func TestFairQueueGoesRoundByPerson(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		put  string // person and number
		want string
	}{
		"one person, in order":         {"a1 a2 a3", "a1 a2 a3"},
		"another does not wait behind": {"a1 a2 a3 a4 b1", "a1 b1 a2 a3 a4"},
		"three":                        {"a1 a2 a3 b1 b2 c1", "a1 b1 c1 a2 b2 a3"},
		"those who come back":          {"a1 b1 a2 b2", "a1 b1 a2 b2"},
	} {
		q := newFairQueue[string](10, 10, 10)
		for item := range strings.FieldsSeq(test.put) {
			if !q.put(item[:1], item) {
				t.Errorf("%s: no room for %s", name, item)
			}
		}
		q.close()
		if got := strings.Join(takeAll(q), " "); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// takeAll takes everything from a closed queue.
func takeAll(q *fairQueue[string]) []string {
	var all []string
	for {
		item, ok := q.take()
		if !ok {
			return all
		}
		all = append(all, item)
	}
}

func TestFairQueueHasBounds(t *testing.T) {
	t.Parallel()
	q := newFairQueue[string](5, 3, 1)
	steps := []struct {
		person, item string
		room         bool
	}{
		{"a", "a1", true}, {"a", "a2", true}, {"a", "a3", true}, {"a", "a4", false}, // three of one person
		{"b", "b1", true}, {"c", "c1", true}, {"d", "d1", false}, // five of all
	}
	for _, s := range steps {
		if got := q.put(s.person, s.item); got != s.room {
			t.Errorf("room for %s: %v, want %v", s.item, got, s.room)
		}
	}
	for _, want := range []string{"a1", "b1", "c1"} { // one of a person is under way at once
		if got, _ := q.take(); got != want {
			t.Errorf("took %s, want %s", got, want)
		}
	}
	q.done("a")
	if got, _ := q.take(); got != "a2" {
		t.Errorf("after a1 was done: %s, want a2", got)
	}
	q.remove("a", "a3")
	q.remove("a", "a3")
	q.remove("nobody", "x")
	for _, person := range []string{"a", "b", "c"} {
		q.done(person)
	}
	if q.len() != 0 || len(q.users) != 0 || len(q.next) != 0 {
		t.Errorf("%d wait and %d people are remembered when nothing is left", q.len(), len(q.users))
	}
	q.close()
	if _, ok := q.take(); ok || q.put("a", "a5") {
		t.Error("a closed queue goes on")
	}
}

// Each item is taken once, and all takers end.
func TestFairQueueOfMany(t *testing.T) {
	t.Parallel()
	q := newFairQueue[string](1000, 1000, 2)
	var group sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for range 8 {
		group.Go(func() {
			for {
				item, ok := q.take()
				if !ok {
					return
				}
				mu.Lock()
				seen[item]++
				mu.Unlock()
				q.done(item[:1])
			}
		})
	}
	for i := range 100 {
		for _, person := range []string{"a", "b", "c"} {
			q.put(person, fmt.Sprint(person, i))
		}
	}
	q.close()
	group.Wait()
	for item, n := range seen {
		if n != 1 {
			t.Errorf("%s was taken %d times", item, n)
		}
	}
	if len(seen) != 300 {
		t.Errorf("%d were taken, want 300", len(seen))
	}
}
