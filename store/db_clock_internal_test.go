package store

import (
	"os"
	"testing"
	"time"
)

// On a machine whose clock is half a minute ahead, and later less, the clock always shows the
// database's time.
func TestClockCorrectsTheMachine(t *testing.T) {
	t.Parallel()
	server := os.Getenv("TEST_POSTGRES_URL")
	if server == "" {
		t.Skip("TEST_POSTGRES_URL is not set")
	}
	db, err := connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ahead := 30 * time.Second
	machine := func() time.Time { return time.Now().Add(ahead) }
	c, err := newClock(t.Context(), db, machine)
	if err != nil {
		t.Fatal(err)
	}
	shown := c.Corrected(machine)
	moved := c.Corrected(func() time.Time { return machine().Add(time.Hour) })
	if off := time.Since(shown()).Abs(); off > time.Second {
		t.Errorf("it is off by %v", off)
	}
	if off := time.Until(moved()) - time.Hour; off.Abs() > time.Second {
		t.Errorf("the one that was moved by an hour is off by %v", off)
	}
	ahead -= 10 * time.Second
	if err := c.compare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if off := time.Since(shown()).Abs(); off > time.Second {
		t.Errorf("after the machine's clock was set it is off by %v", off)
	}
}
