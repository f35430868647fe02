package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	// compareEvery is how often a Clock is compared with the database's.
	compareEvery = 10 * time.Second

	// compareWithin is how long the database may take to tell the time for that to be taken.
	compareWithin = time.Second
)

// A Clock shows the time that all who share the database agree on: on Postgres the server's, on
// SQLite the machine's. In between it goes by the time that passes, so that somebody who sets the
// machine's clock does not move it. It is safe for concurrent use.
type Clock struct {
	db      *DB
	machine func() time.Time
	last    atomic.Pointer[comparison]
}

// A comparison is what two clocks showed at one moment.
type comparison struct{ machine, database time.Time }

// NewClock returns a Clock. Its error is the database's.
func NewClock(ctx context.Context, db *DB) (*Clock, error) { return newClock(ctx, db, time.Now) }

func newClock(ctx context.Context, db *DB, machine func() time.Time) (*Clock, error) {
	c := &Clock{db: db, machine: machine}
	return c, c.compare(ctx)
}

// Run keeps comparing the clock with the database's until ctx ends, and returns nil. While the
// database does not answer, the clock goes on by itself.
func (c *Clock) Run(ctx context.Context) error {
	ticker := time.NewTicker(compareEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			_ = c.compare(ctx)
		}
	}
}

// Now is the present moment.
func (c *Clock) Now() time.Time { return c.Corrected(c.machine)() }

// Corrected returns now, a clock that goes by the machine's, set right: by as much as the machine's
// is wrong.
func (c *Clock) Corrected(now func() time.Time) func() time.Time {
	if c.db.engine == SQLite {
		return now
	}
	// Without what Go keeps of the time that passes: that is not set.
	return func() time.Time { return now().Round(0).Add(c.wrong()) }
}

// wrong is by how much the machine's clock is behind.
func (c *Clock) wrong() time.Duration {
	last, machine := c.last.Load(), c.machine()
	return last.database.Add(machine.Sub(last.machine)).Sub(machine.Round(0))
}

func (c *Clock) compare(ctx context.Context) error {
	if c.db.engine == SQLite {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	asked := c.machine()
	var micros int64
	if err := c.db.reader.QueryRowContext(ctx, `SELECT `+postgresMicros).Scan(&micros); err != nil {
		return fmt.Errorf("the database's time: %w", err)
	}
	took := c.machine().Sub(asked)
	if took <= compareWithin || c.last.Load() == nil {
		c.last.Store(&comparison{asked.Add(took / 2), time.UnixMicro(micros)})
	}
	return nil
}
