package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/mayarbot/mayarbot/receivables"
)

// nine is when all digests are due.
var nine = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// tickAhead is how long before that the tick plans them.
const tickAhead = 110 * time.Second

// A freshMirror has no transactions. A tick that takes too long makes a digest ask for them.
type freshMirror struct{ engine.Mirror }

func (freshMirror) State(context.Context) (receivables.State, error) { return receivables.State{}, nil }

func (freshMirror) Sweep(context.Context, func(receivables.Progress)) error {
	return errors.New("the bench posts no digests")
}

func (freshMirror) Refresh(context.Context, func(receivables.Progress)) error { return nil }

// measureTick starts an engine before all digests are due, and waits until its tick has
// made a job for each.
func measureTick(ctx context.Context, db *growthDB, size growthSize) ([]growthRow, error) {
	var now atomic.Int64
	now.Store(nine.Add(-time.Hour).UnixNano())
	service, err := engine.New(engine.Config{
		DB: db.DB, Mirror: freshMirror{}, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Unix(0, now.Load()) },
	})
	if err != nil {
		return nil, err
	}
	if err := makeDigests(ctx, service, size.digests); err != nil {
		return nil, err
	}
	now.Store(nine.Add(-tickAhead).UnixNano())
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	name := fmt.Sprintf("a tick with %d digests for the same minute", size.digests)
	row, err := measureOnce(db, name, func() error {
		go func() { ended <- service.Run(running) }()
		return waitForJobs(ctx, db, size.digests)
	})
	stop()
	if stopped := <-ended; err == nil {
		err = stopped
	}
	return []growthRow{row}, err
}

func makeDigests(ctx context.Context, service *engine.Service, count int) error {
	schedule, _, err := digest.ParseSchedule("daily 09:00")
	if err != nil {
		return err
	}
	for i := range count {
		_, err := service.Create(ctx, digest.Subscription{
			Channel: fmt.Sprintf("C%08d", i), Owner: "U1", Schedule: schedule, Zone: "UTC", Language: "id",
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// waitForJobs waits until there is a job for each digest.
func waitForJobs(ctx context.Context, db *growthDB, count int) error {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for jobs := 0; jobs < count; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		const query = `SELECT count(*) FROM river_job WHERE kind = 'digest_deliver'`
		if err := db.Reader().QueryRowContext(ctx, query).Scan(&jobs); err != nil {
			return err
		}
	}
	return nil
}
