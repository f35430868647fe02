package socket

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

func TestConnectsInAStorm(t *testing.T) {
	t.Parallel()
	for _, sockets := range []int{1, 2, 10} {
		synctest.Test(t, func(t *testing.T) {
			pace := connectLimiter{now: time.Now}
			var mu sync.Mutex
			var opens []time.Time
			var group sync.WaitGroup
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			for range sockets {
				group.Go(func() {
					b := backoff{first: 500 * time.Millisecond}
					// Slack closes every connection at once.
					for slackapi.Sleep(ctx, b.next(0)) == nil && pace.wait(ctx) == nil {
						mu.Lock()
						opens = append(opens, time.Now())
						mu.Unlock()
					}
				})
			}
			group.Wait()
			if len(opens) < 10*sockets/2 && len(opens) < 60 {
				t.Errorf("%d sockets: only %d connections in ten minutes", sockets, len(opens))
			}
			for i := connectsPerWindow; i < len(opens); i++ {
				if apart := opens[i].Sub(opens[i-connectsPerWindow]); apart < connectWindow {
					t.Fatalf("%d sockets: opens %d and %d are only %v apart, more than %d within a minute", sockets,
						i-connectsPerWindow, i, apart, connectsPerWindow)
				}
			}
			for i := range min(sockets, len(opens)) {
				if waited := opens[i].Sub(opens[0]); waited > 0 {
					t.Errorf("%d sockets: the first connection of one waits %v", sockets, waited)
				}
			}
		})
	}
}

// Slack's 429 limits the app: it stops every socket, for as long as Slack says and an hour at most.
func TestConnectsAreHeld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pace := connectLimiter{now: time.Now}
		for asked, want := range map[time.Duration]time.Duration{
			10 * time.Minute: 10 * time.Minute, 24 * time.Hour: time.Hour, -time.Second: 0,
		} {
			pace.holdFor(asked)
			pace.holdFor(min(asked, time.Second)) // a shorter one takes nothing back
			var waited [2]time.Duration
			var group sync.WaitGroup
			start := time.Now()
			for i := range waited {
				group.Go(func() {
					if err := pace.wait(t.Context()); err != nil {
						t.Error(err)
					}
					waited[i] = time.Since(start)
				})
			}
			group.Wait()
			for _, got := range waited {
				if got < want || got > want+5*time.Second {
					t.Errorf("Slack asks for %v: a connection is opened after %v", asked, got)
				}
			}
		}
	})
}

func TestLimitOfOneSocketHoldsAll(t *testing.T) {
	t.Parallel()
	s := newTestSocket(t)
	_ = s.connectError(&slack.RateLimitedError{RetryAfter: 10 * time.Minute})
	if got := s.all.limiter.reserve(); got < 9*time.Minute {
		t.Errorf("another socket waits %v", got)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	b := backoff{first: 500 * time.Millisecond}
	if got := b.next(0); got != 0 {
		t.Errorf("the first connection waits %v", got)
	}
	for streak, mean := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second,
		8 * time.Second, 16 * time.Second, 32 * time.Second, time.Minute, time.Minute} {
		if got := b.next(59 * time.Second); got < mean/2 || got > mean*3/2 {
			t.Errorf("after %d connections that did not last the pause is %v, want around %v", streak+1, got, mean)
		}
	}
	if got := b.next(time.Minute); got != 0 {
		t.Errorf("after a connection that lasted the pause is %v", got)
	}
	b.atLeast(30 * time.Second)
	if got := b.next(time.Hour); got < 30*time.Second || got > time.Minute {
		t.Errorf("after Slack asked for 30 seconds the pause is %v", got)
	}
	if got := b.next(time.Hour); got != 0 {
		t.Errorf("Slack asked once, but the pause after is %v", got)
	}
}
