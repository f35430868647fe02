package engine

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Tick, SendPending and Deliver are what River's jobs call. Tests that stand in for River call them
// and move the clock as they like.
func (s *Service) Tick(ctx context.Context) error { return s.tick(ctx, watchPatience) }

func (s *Service) SendPending(ctx context.Context) error { return s.sendPending(ctx) }

// DeliverDue works on everything that is due, in the order of the queue, and returns the count.
func (s *Service) DeliverDue(ctx context.Context) (int, error) {
	due, err := s.rows(ctx, `status IN ('pending', 'sending') AND next_attempt_ms <= $1
		ORDER BY slot_ms, subscription`, toMillis(s.now()))
	if err != nil {
		return 0, err
	}
	for _, r := range due {
		if _, err := s.deliver(ctx, r.Subscription, toMillis(r.Slot)); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// Deliver works on one slot.
func (s *Service) Deliver(ctx context.Context, subscription string, slot time.Time) (time.Duration, error) {
	return s.deliver(ctx, subscription, toMillis(slot))
}

// NextEvent returns when anything is due next.
func (s *Service) NextEvent(ctx context.Context) (time.Time, error) {
	var ms int64
	err := s.cfg.DB.Reader().QueryRowContext(ctx, `SELECT min(at) FROM (
		SELECT next_ms AS at FROM subscription WHERE deleted_ms = 0 UNION ALL
		SELECT next_attempt_ms AS at FROM delivery WHERE status IN ('pending', 'sending')
		UNION ALL SELECT 253402300799000) e`).Scan(&ms)
	return fromMillis(ms), err
}

// Deliveries returns all deliveries, by slot.
func (s *Service) Deliveries(ctx context.Context) ([]digest.Delivery, error) {
	rows, err := s.rows(ctx, `1 = 1 ORDER BY slot_ms, subscription`)
	deliveries := make([]digest.Delivery, len(rows))
	for i, r := range rows {
		deliveries[i] = r.Delivery
	}
	return deliveries, err
}

// CleanUp is what the tick does once an hour.
func (s *Service) CleanUp(ctx context.Context) error { return s.cleanUp(ctx) }

// Jobs records the times of the machine's clock at which new jobs are scheduled, and their
// subscriptions, in the order of the queue.
type Jobs struct {
	runner
	At []time.Time
	Of []string
}

func (j *Jobs) InsertMany(ctx context.Context, params []river.InsertManyParams) ([]*rivertype.JobInsertResult, error) {
	for _, p := range params {
		if args, ok := p.Args.(deliverArgs); ok {
			j.At = append(j.At, p.InsertOpts.ScheduledAt)
			j.Of = append(j.Of, args.Subscription)
		}
	}
	return j.runner.InsertMany(ctx, params)
}

// RecordJobs records the jobs on their way from the service to River.
func (s *Service) RecordJobs() *Jobs {
	jobs := &Jobs{runner: s.queue.runner}
	s.queue.runner = jobs
	return jobs
}
