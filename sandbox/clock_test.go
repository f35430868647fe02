package sandbox_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/sandbox"
)

func TestClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var clock sandbox.Clock
		start := time.Now()
		is := func(what string, want time.Duration) {
			t.Helper()
			if got := clock.Now().Sub(start); got != want {
				t.Errorf("%s: %v after the start, want %v", what, got, want)
			}
		}
		is("unmoved", 0)
		time.Sleep(time.Second) // in synctest's bubble
		is("a second later", time.Second)
		clock.Forward(time.Hour)
		is("an hour forward", time.Hour+time.Second)
		clock.Forward(-time.Minute)
		is("never back", time.Hour+time.Second)
		clock.To(start.Add(24 * time.Hour))
		is("to tomorrow", 24*time.Hour)
		clock.To(start)
		is("not to what has passed", 24*time.Hour)
		time.Sleep(time.Second)
		is("and it goes on", 24*time.Hour+time.Second)
		if got, want := clock.Ahead(), 24*time.Hour-time.Second; got != want {
			t.Errorf("ahead by %v, want %v", got, want)
		}
	})
}
