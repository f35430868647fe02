package fakeslack_test

import (
	"fmt"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestSubscribeMergesEqualChanges(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	changes := server.Subscribe(t.Context())
	for range 200 {
		if _, err := server.Say(fakeslack.Ayu, fakeslack.Finance, "again"); err != nil {
			t.Fatal(err)
		}
	}
	server.SetUser(fakeslack.User{ID: "U0NEW", Name: "new"})
	told := 0
	for change := range changes {
		if change.Kind == fakeslack.ChangedWorkspace {
			break
		}
		if want := (fakeslack.Change{Kind: fakeslack.ChangedMessages, Channel: fakeslack.Finance}); change != want {
			t.Errorf("change = %+v", change)
		}
		told++
	}
	if told < 1 || told > 3 {
		t.Errorf("told %d times of what is one change", told)
	}
}

func TestSubscribeIsBounded(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	changes := server.Subscribe(t.Context())
	for i := range 1000 {
		server.SetUser(fakeslack.User{ID: fmt.Sprintf("U0%d", i), Name: "new"})
	}
	for told := 0; ; told++ {
		if told > 600 {
			t.Fatal("everything is told one by one")
		}
		if change := <-changes; change.Kind == fakeslack.ChangedMany {
			return
		}
	}
}
