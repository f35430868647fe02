package bot_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// sharedChanges are the user changes that several processes of one app share.
type sharedChanges struct {
	mu   sync.Mutex
	last map[string]int
	down bool
}

func (s *sharedChanges) Changed(_ context.Context, user string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last[user]++
	return nil
}

func (s *sharedChanges) Last(_ context.Context, user string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return "", errors.New("down")
	}
	return fmt.Sprint(s.last[user]), nil
}

func (s *sharedChanges) countOf(user string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last[user]
}

// A user who becomes a guest is denied at once, and a member again is allowed, before the cached
// user is ten minutes old.
func TestChangedUserIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	for _, replicas := range []bool{false, true} {
		t.Run(fmt.Sprint("with replicas ", replicas), func(t *testing.T) {
			t.Parallel()
			known := &sharedChanges{last: map[string]int{}}
			adjust := func(c *testConfig) {
				if replicas {
					c.UserChanges = known
				}
			}
			b := start(t, adjust, bot.Command{Name: "unpaid", Run: answerWith("ok")})
			says := func() string { return b.slash(t, fakeslack.Budi, fakeslack.Finance, "/unpaid").Text }
			for range 2 {
				if got := says(); got != "ok" {
					t.Fatalf("a member is told %q", got)
				}
			}
			if asked := len(b.Calls("users.info")); asked != 1 {
				t.Errorf("Slack was asked %d times about one person", asked)
			}
			if err := b.Demote(fakeslack.Budi); err != nil {
				t.Fatal(err)
			}
			eventually(t, func() bool { return says() == "refused guest 7" }) // the event may be on its way
			if err := b.Promote(fakeslack.Budi); err != nil {
				t.Fatal(err)
			}
			eventually(t, func() bool { return says() == "ok" })
			if replicas {
				eventually(t, func() bool { return known.countOf(fakeslack.Budi) == 2 })
			}
		})
	}
}

// A process that missed a change itself learns of it from the others, and asks Slack for every user
// while it cannot.
func TestUserChangesOfOtherReplicas(t *testing.T) {
	t.Parallel()
	known := &sharedChanges{last: map[string]int{}}
	b := start(t, func(c *testConfig) { c.UserChanges = known }, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	says := func(want string) {
		t.Helper()
		if got := b.slash(t, fakeslack.Budi, fakeslack.Finance, "/unpaid").Text; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	says("ok")
	b.SetUser(fakeslack.User{ID: fakeslack.Budi, Name: "budi", Guest: true}) // of which nothing is said here
	says("ok")
	_ = known.Changed(t.Context(), fakeslack.Budi)
	says("refused guest 7")
	b.SetUser(fakeslack.User{ID: fakeslack.Budi, Name: "budi"})
	says("refused guest 7")
	known.mu.Lock()
	known.down = true
	known.mu.Unlock()
	says("ok")
	b.SetUser(fakeslack.User{ID: fakeslack.Budi, Name: "budi", Guest: true})
	says("refused guest 7")
}
