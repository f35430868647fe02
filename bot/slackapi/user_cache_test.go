package slackapi

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
)

// However many unknown users come at once, the number of calls to Slack at once is limited.
func TestLookupsAreLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asking, most atomic.Int64
		p := newUserCache(slack.New("xoxb"), time.Now)
		p.users.fetch = func(_ context.Context, id string) (*slack.User, error) {
			most.Store(max(most.Load(), asking.Add(1)))
			time.Sleep(100 * time.Millisecond)
			asking.Add(-1)
			return &slack.User{ID: id}, nil
		}
		const many = 300
		done := make(chan error, many)
		for i := range many {
			go func() {
				user, err := p.users.get(t.Context(), fmt.Sprint("U", i), "")
				if err == nil && user.ID != fmt.Sprint("U", i) {
					err = fmt.Errorf("asked about %d, got %s", i, user.ID)
				}
				done <- err
			}()
		}
		for range many {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if n := most.Load(); n != maxLookups {
			t.Errorf("%d questions at once, want %d", n, maxLookups)
		}
	})
}

// An answer that was requested before a user changed is not cached, and later callers do not get
// it.
func TestForgetDuringLookup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		guest := false
		p := newUserCache(slack.New("xoxb"), time.Now)
		p.users.fetch = func(_ context.Context, id string) (*slack.User, error) {
			user := &slack.User{ID: id, IsRestricted: guest}
			time.Sleep(time.Second)
			return user, nil
		}
		early := make(chan *slack.User, 1)
		go func() {
			user, _ := p.users.get(t.Context(), "U1", "")
			early <- user
		}()
		synctest.Wait()
		guest = true
		p.users.answers.Delete("U1")
		if late, err := p.users.get(t.Context(), "U1", ""); err != nil || !late.IsRestricted {
			t.Errorf("who comes after the change is told %+v, %v", late, err)
		}
		<-early
		if again, err := p.users.get(t.Context(), "U1", ""); err != nil || !again.IsRestricted {
			t.Errorf("later, what was asked before the change is remembered: %+v, %v", again, err)
		}
	})
}

// Callers that wait together and learn that the answer is from before a change ask Slack once.
func TestOneLookupAfterAChange(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		p := newUserCache(slack.New("xoxb"), time.Now)
		p.users.fetch = func(_ context.Context, id string) (*slack.User, error) {
			asked.Add(1)
			time.Sleep(time.Second)
			return &slack.User{ID: id}, nil
		}
		var callers sync.WaitGroup
		for i := range 50 {
			callers.Go(func() {
				if _, err := p.users.get(t.Context(), "U1", fmt.Sprint("change ", min(i, 1))); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		callers.Wait()
		if n := asked.Load(); n != 2 {
			t.Errorf("Slack was asked %d times, want once before and once after the change", n)
		}
	})
}
