package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

const (
	// workers is how many digests are worked on beside each other. Slack takes a few messages a second at most.
	workers = 8

	// tickEvery is how often River looks ahead for what is due. It must be well below lookAhead, so that one that fails does not matter.
	tickEvery = 30 * time.Second

	// lookAhead is how early a job is made of a slot. River hands out a job that is there in time within fetchEvery of its moment.
	lookAhead = 2 * time.Minute

	// fetchEvery is how often River looks for jobs to run. Polling replaces the notifications of River's own, whose SQLite side polls 20 times a
	// second.
	fetchEvery = time.Second

	// parkedFor is how often River looks at the jobs that are parked for a later moment.
	parkedFor = 5 * time.Second

	// sameMoment takes out what passes between reading one clock and the other.
	sameMoment = 100 * time.Millisecond

	// watchEvery is how often each replica looks whether anything was left behind, and watchPatience from when on it counts as left behind.
	watchEvery    = time.Second
	watchPatience = 5 * time.Second

	// workTimeout is when work on one delivery is cut short. A holder of a delivery has it for holdFor, so nobody takes it over before.
	workTimeout = 40 * time.Second
	leaseFor    = 45 * time.Second

	// warmTimeout is how long bringing the mirror up to date may take.
	warmTimeout = 2 * time.Minute

	// waitingSeen is how many waiting jobs are looked at: as many as River lists at once.
	waitingListed = 10_000

	// rescueAfter is when River itself runs a job again whose process died. The ledger does so earlier.
	rescueAfter = 3 * time.Minute
)

// River runs the jobs; what is to be done, and what was done, is in the tables subscription and delivery. So any job may be lost, or run twice.
type (
	tickArgs struct{}

	deliverArgs struct {
		Subscription string `json:"subscription"`
		Slot         int64  `json:"slot"` // unix milliseconds
		NextAttempt  int64  `json:"wake"` // tells the job apart from an earlier one for the same slot that was lost
	}

	warmArgs struct {
		Slot int64 `json:"slot"`
	}
)

func (tickArgs) Kind() string    { return "digest_tick" }
func (deliverArgs) Kind() string { return "digest_deliver" }
func (warmArgs) Kind() string    { return "digest_warm" }

// runner is the part of River's client that does not depend on the engine.
type runner interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
	InsertMany(ctx context.Context, params []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
}

type queue struct{ runner }

func newQueue(s *Service) (*queue, error) {
	q := &queue{}
	work := river.NewWorkers()
	river.AddWorker(work, &tickWorker{service: s})
	river.AddWorker(work, &deliverWorker{service: s})
	river.AddWorker(work, &warmWorker{service: s})
	config := &river.Config{
		ID:                   s.cfg.Replica,
		Logger:               slog.New(riverLogHandler{s.cfg.Log.Handler()}),
		Workers:              work,
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		PollOnly:             true,
		FetchPollInterval:    fetchEvery,
		JobTimeout:           workTimeout,
		RescueStuckJobsAfter: rescueAfter,
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(tickEvery),
			func() (river.JobArgs, *river.InsertOpts) { return tickArgs{}, &river.InsertOpts{MaxAttempts: 1} },
			&river.PeriodicJobOpts{RunOnStart: true})},
	}
	var err error
	if pool := s.cfg.DB.Pool(); pool != nil {
		q.runner, err = river.NewClient(riverpgxv5.New(pool), config)
	} else {
		q.runner, err = river.NewClient(riversqlite.New(s.cfg.DB.Writer()), config)
	}
	return q, err
}

// insert adds jobs, each to be run at its moment of River's clock, or now when that is zero. What is there already is not added again.
func (q *queue) insert(ctx context.Context, jobs []job) error {
	params := make([]river.InsertManyParams, len(jobs))
	for i, job := range jobs {
		params[i] = river.InsertManyParams{Args: job.args, InsertOpts: &river.InsertOpts{
			// The tick and the mirror come first.
			Priority:    job.priority,
			ScheduledAt: job.at,
			UniqueOpts:  river.UniqueOpts{ByArgs: true},
		}}
	}
	if len(params) == 0 {
		return nil
	}
	// Not InsertManyFast: on Postgres it fails for what is there already.
	_, err := q.InsertMany(ctx, params)
	return err
}

type job struct {
	args     river.JobArgs
	at       time.Time
	priority int
}

// waiting are the slots of which there is a job that any worker may take, or that one has taken after begun of River's clock.
func (q *queue) waiting(ctx context.Context, begun time.Time) (map[slotKey]bool, error) {
	found, err := q.JobList(ctx, river.NewJobListParams().Kinds(deliverArgs{}.Kind()).
		States(rivertype.JobStateAvailable, rivertype.JobStateRunning).First(waitingListed))
	if err != nil {
		return nil, fmt.Errorf("list digest jobs: %w", err)
	}
	waiting := make(map[slotKey]bool, len(found.Jobs))
	for _, job := range found.Jobs {
		if taken := job.AttemptedAt; job.State == rivertype.JobStateRunning && (taken == nil || taken.Before(begun)) {
			continue
		}
		var args deliverArgs
		if json.Unmarshal(job.EncodedArgs, &args) == nil { // what cannot be read is of no slot
			waiting[slotKey{args.Subscription, args.Slot}] = true
		}
	}
	return waiting, nil
}

type tickWorker struct {
	river.WorkerDefaults[tickArgs]
	service *Service
}

func (w *tickWorker) Work(ctx context.Context, _ *river.Job[tickArgs]) error {
	return w.service.recoverError(func() error {
		if err := w.service.tick(ctx, watchPatience); err != nil {
			return err
		}
		if err := w.service.sendPending(ctx); err != nil {
			return err
		}
		return w.service.cleanUp(ctx)
	})
}

// caught makes an error of a panic in f. River would write down what it panicked with, which may be a customer's.
func (s *Service) recoverError(f func() error) error {
	err := panicsafe.Run(f)
	if p, ok := errors.AsType[*panicsafe.Panic](err); ok {
		s.cfg.Log.Error("panic in a job", "panic", p, "stack", p.Stack)
	}
	return err
}

type deliverWorker struct {
	river.WorkerDefaults[deliverArgs]
	service *Service
}

func (w *deliverWorker) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	var again time.Duration
	err := w.service.recoverError(func() (err error) {
		again, err = w.service.deliver(ctx, job.Args.Subscription, job.Args.Slot)
		return err
	})
	switch {
	case err != nil:
		return err
	case again > 0:
		// Not an attempt: those are counted in the ledger.
		return river.JobSnooze(again)
	}
	return nil
}

// NextRetry is for what the ledger could not be asked or told, so it has nothing to do with Slack.
func (w *deliverWorker) NextRetry(*river.Job[deliverArgs]) time.Time {
	return time.Now().Add(10 * time.Second)
}

type warmWorker struct {
	river.WorkerDefaults[warmArgs]
	service *Service
}

func (w *warmWorker) Timeout(*river.Job[warmArgs]) time.Duration { return warmTimeout + 5*time.Second }

func (w *warmWorker) Work(ctx context.Context, job *river.Job[warmArgs]) error {
	return w.service.recoverError(func() error {
		w.service.warm(ctx, time.UnixMilli(job.Args.Slot))
		return nil
	})
}
