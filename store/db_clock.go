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

	// maxComparison is how long a comparison may take to be used.
	maxComparison = time.Second
)

// A Clock shows the time that all replicas agree on: the server's on Postgres, the machine's on
// SQLite. Between comparisons it uses elapsed time, so setting the machine's clock does not move
// it. It is safe for concurrent use.
type Clock struct {
	db      *DB
	machine func() time.Time
	last    atomic.Pointer[comparison]
}

// A comparison holds the time of both clocks at one moment.
type comparison struct{ machine, database time.Time }

// NewClock returns a Clock. Its error is the database's.
func NewClock(ctx context.Context, db *DB) (*Clock, error) { return newClock(ctx, db, time.Now) }

func newClock(ctx context.Context, db *DB, machine func() time.Time) (*Clock, error) {
	c := &Clock{db: db, machine: machine}
	return c, c.compare(ctx)
}

// Run compares the clock with the database's until ctx ends, and returns nil. While the database
// does not answer, the clock continues by itself.
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

// Corrected returns the clock now with the machine's error corrected.
func (c *Clock) Corrected(now func() time.Time) func() time.Time {
	if c.db.engine == SQLite {
		return now
	}
	// Round(0) drops the monotonic reading, which setting the clock does not move.
	return func() time.Time { return now().Round(0).Add(c.offset()) }
}

// offset is how far the machine's clock is behind.
func (c *Clock) offset() time.Duration {
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
	if took <= maxComparison || c.last.Load() == nil {
		c.last.Store(&comparison{asked.Add(took / 2), time.UnixMicro(micros)})
	}
	return nil
}
