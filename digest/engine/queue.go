package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

const (
	// workers is how many digests are worked on at the same time. Slack takes a few messages a
	// second at most.
	workers = 8

	// tickEvery is how often River plans ahead. It must be well below lookAhead, so that one
	// failure does not matter.
	tickEvery = 30 * time.Second

	// lookAhead is how long before its slot a job is made. A job that exists in time starts within
	// watchEvery and fetchEvery of its time.
	lookAhead = 2 * time.Minute

	// fetchEvery is how often River looks for jobs to run. We poll because the SQLite side of
	// River's own notifications polls 20 times a second.
	fetchEvery = time.Second

	// watchEvery is how often each replica looks for due deliveries. One that has been due for
	// longer than watchPatience and has no waiting job gets a new one.
	watchEvery    = time.Second
	watchPatience = 5 * time.Second

	// workTimeout ends work on one delivery. A lease lasts for leaseFor, which is longer, so no
	// other attempt takes over before.
	workTimeout = 40 * time.Second
	leaseFor    = 45 * time.Second

	// warmTimeout is how long a refresh of the mirror may take.
	warmTimeout = 2 * time.Minute

	// jobsAtOnce is how many jobs are listed or made available at once: as many as River lists.
	jobsAtOnce = 10_000

	// rescueAfter is when River itself reruns a job whose process died. requeueLost does so
	// earlier.
	rescueAfter = 3 * time.Minute
)

// River only runs the jobs. The tables subscription and delivery say which work is to be done and
// which is done, so any job may be lost or run twice.
type (
	tickArgs struct{}

	deliverArgs struct {
		Subscription string `json:"subscription"`
		Slot         int64  `json:"slot"`         // unix milliseconds
		NextAttempt  int64  `json:"next_attempt"` // differs from that of a lost job for the same slot
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

type queue struct {
	runner
	executor riverdriver.Executor
}

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
		driver := riverpgxv5.New(pool)
		q.executor = driver.GetExecutor()
		q.runner, err = river.NewClient(driver, config)
	} else {
		driver := riversqlite.New(s.cfg.DB.Writer())
		q.executor = driver.GetExecutor()
		q.runner, err = river.NewClient(driver, config)
	}
	return q, err
}

// makeAvailable makes scheduled jobs available whose time has come, as River's leader does.
func (q *queue) makeAvailable(ctx context.Context) error {
	if _, err := q.executor.JobSchedule(ctx, &riverdriver.JobScheduleParams{Max: jobsAtOnce}); err != nil {
		return fmt.Errorf("make due digest jobs available: %w", err)
	}
	return nil
}

// insert adds jobs, each to be run at its time of River's clock, or now if that is zero. Jobs
// that exist are not added again.
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
	// InsertManyFast would fail on Postgres if a job exists.
	_, err := q.InsertMany(ctx, params)
	return err
}

type job struct {
	args     river.JobArgs
	at       time.Time
	priority int
}

// waiting returns the slots whose job waits for a worker or for River's leader, or was started by a
// worker within the last patience. Now is a time of River's clock.
func (q *queue) waiting(ctx context.Context, now time.Time, patience time.Duration) (map[slotKey]bool, error) {
	found, err := q.JobList(ctx, river.NewJobListParams().Kinds(deliverArgs{}.Kind()).
		States(rivertype.JobStateAvailable, rivertype.JobStateScheduled, rivertype.JobStateRunning).First(jobsAtOnce))
	if err != nil {
		return nil, fmt.Errorf("list digest jobs: %w", err)
	}
	waiting := make(map[slotKey]bool, len(found.Jobs))
	for _, job := range found.Jobs {
		switch job.State {
		case rivertype.JobStateRunning:
			if job.AttemptedAt == nil || now.Sub(*job.AttemptedAt) > patience {
				continue
			}
		case rivertype.JobStateScheduled:
			if job.ScheduledAt.After(now) {
				continue
			}
		}
		var args deliverArgs
		if json.Unmarshal(job.EncodedArgs, &args) == nil { // an unreadable job belongs to no slot
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

// recoverError runs f and turns a panic into an error. River would store the panic's value, which
// may hold a customer's data.
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
		// River does not count this as an attempt: the delivery does.
		return river.JobSnooze(again)
	}
	return nil
}

// NextRetry applies when the database failed, so it has nothing to do with Slack.
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
