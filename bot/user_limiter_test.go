package bot

import (
	"fmt"
	"testing"
	"time"
)

func TestUserLimiter(t *testing.T) {
	t.Parallel()
	start := time.Unix(1e9, 0)
	var limits userLimiter
	count := func(person string, kind Kind, n int, now time.Time) (allowed, told int) {
		for range n {
			ok, tell := limits.allow(person, kind, now)
			if ok {
				allowed++
			}
			if tell {
				told++
			}
		}
		return allowed, told
	}
	for _, test := range []struct {
		what          string
		person        string
		kind          Kind
		n             int
		after         time.Duration
		allowed, told int
	}{
		{"a burst", "U1", KindCommand, actionBurst, 0, actionBurst, 0},
		{"and what is too much, told once", "U1", KindClick, 100, 0, 0, 1},
		{"another person is not concerned", "U2", KindForm, 10, 0, 10, 0},
		{"what is asked for as one types goes by itself", "U1", KindMenu, menuBurst, 0, menuBurst, 0},
		{"a second later", "U1", KindCommand, 10, time.Second, actionRate, 0},
		{"ten seconds later they are told again", "U1", KindCommand, 100, 11 * time.Second, 10 * actionRate, 1},
		{"a minute later all is well", "U1", KindCommand, actionBurst, time.Minute, actionBurst, 0},
	} {
		allowed, told := count(test.person, test.kind, test.n, start.Add(test.after))
		if allowed != test.allowed || told != test.told {
			t.Errorf("%s: %d of %d allowed, told %d times, want %d and %d", test.what, allowed, test.n, told,
				test.allowed, test.told)
		}
	}
}

func TestUserLimiterIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	var limits userLimiter
	for range actionBurst + 10 {
		limits.allow("U", KindCommand, now)
	}
	for i := range 2*maxUsers + 10 {
		limits.allow(fmt.Sprint("U", i), KindCommand, now.Add(time.Second))
		if len(limits.users) > maxUsers {
			t.Fatalf("%d people are remembered", len(limits.users))
		}
	}
	// Users with a full allowance are dropped first.
	limits = userLimiter{}
	for i := range maxUsers - 1 {
		limits.allow(fmt.Sprint("U", i), KindCommand, now)
	}
	for range actionBurst {
		limits.allow("fast", KindCommand, now.Add(time.Minute))
	}
	limits.allow("new", KindCommand, now.Add(time.Minute))
	if ok, _ := limits.allow("fast", KindCommand, now.Add(time.Minute)); ok || len(limits.users) != 2 {
		t.Errorf("somebody fast was forgotten: %d people are remembered", len(limits.users))
	}
}
