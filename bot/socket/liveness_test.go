package socket

import (
	"testing"
	"time"
)

// The pause before the next connection depends on the lifetime of the last one, whoever ended it.
func TestConnectionLifetime(t *testing.T) {
	t.Parallel()
	for name, times := range map[string]int{"once": 1, "the next one failed": 2} {
		now := time.Unix(1e9, 0)
		v := liveness{now: func() time.Time { return now }}
		if got := v.connecting(); got != 0 {
			t.Errorf("%s: before the first connection there was one of %v", name, got)
		}
		v.connected()
		v.hello()
		now = now.Add(3 * time.Hour)
		for range times {
			v.disconnected("closed")
		}
		now = now.Add(time.Minute)
		want := 3 * time.Hour
		if got := v.connecting(); got != want {
			t.Errorf("%s: it lived %v, want %v", name, got, want)
		}
		v.connected() // and Slack never says hello
		now = now.Add(time.Hour)
		v.disconnected("silent")
		if got := v.connecting(); got != 0 {
			t.Errorf("%s: without a hello it lived %v", name, got)
		}
	}
}
