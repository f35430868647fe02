package slackapi

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestPostsToAChannel(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := newPostLimiter(time.Now)
		ctx := t.Context()
		start := time.Now()
		since := func(channel string) time.Duration {
			if err := pace.wait(ctx, channel); err != nil {
				t.Fatal(err)
			}
			return time.Since(start)
		}
		for i, want := range []time.Duration{0, time.Second, 2 * time.Second} {
			if got := since("C1"); got != want {
				t.Errorf("message %d goes after %v, want %v", i, got, want)
			}
		}
		if got := since("C2"); got != 2*time.Second {
			t.Errorf("another channel waits until %v", got)
		}
		time.Sleep(time.Hour)
		start = time.Now()
		pace.record("C1") // a private answer: it does not wait, but the channel's next message does
		if got := since("C1"); got != time.Second {
			t.Errorf("after a private answer a message goes after %v, want 1s", got)
		}
	})
}

func TestPostsGiveUpWithTheirContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := newPostLimiter(time.Now)
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		for i, want := range []bool{true, true, false} {
			if got := pace.wait(ctx, "C1") == nil; got != want {
				t.Errorf("message %d goes: %v, want %v", i, got, want)
			}
		}
	})
}

// Posts go in the order of their calls. A post that would wait too long is told when to retry, and
// succeeds then.
func TestReservations(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := newPostLimiter(time.Now)
		for i, want := range []time.Duration{0, 1, 2, 3} {
			if got, ok := pace.reserve("C1", 3*time.Second); !ok || got != want*time.Second {
				t.Errorf("message %d goes after %v, %v; want %vs", i, got, ok, int(want))
			}
		}
		for i, want := range []time.Duration{4, 5, 6} {
			if got, ok := pace.reserve("C1", 3*time.Second); ok || got != want*time.Second {
				t.Errorf("message %d may come back after %v, %v; want %vs", 4+i, got, ok, int(want))
			}
		}
		if got, ok := pace.reserve("C2", 3*time.Second); !ok || got != 0 {
			t.Errorf("another channel waits %v", got)
		}
		time.Sleep(4 * time.Second)
		for i := range 3 {
			if got, ok := pace.reserve("C1", 3*time.Second); !ok || got != 0 {
				t.Errorf("message %d came back and waits %v", 4+i, got)
			}
			time.Sleep(time.Second)
		}
		if got, ok := pace.reserve("C1", 3*time.Second); !ok || got != 0 {
			t.Errorf("in an idle channel a message waits %v", got)
		}
	})
}
