package engine

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

const (
	// tickBatch is how many subscriptions a tick plans in one transaction. On SQLite, others wait
	// for it.
	tickBatch = 100

	// maxMissedAge is the age from which on missed slots are not even recorded as skipped.
	maxMissedAge = 31 * 24 * time.Hour
)

// hasDue tells whether anything is due that nobody has a lease on.
func (s *Service) hasDue(ctx context.Context) (bool, error) {
	now := toMillis(s.now())
	var due, left bool
	err := s.cfg.DB.ReadRow(ctx, []any{&due, &left}, `SELECT
		EXISTS (SELECT 1 FROM subscription WHERE deleted_ms = 0 AND next_ms <= $1),
		EXISTS (SELECT 1 FROM delivery WHERE status IN ('pending', 'sending') AND next_attempt_ms <= $1)`, now)
	return due || left, err
}

// tick plans the slots that are due now or soon: it adds their deliveries and a job for each. It
// makes a new job for a delivery that has been due for longer than patience and has no live job.
// Replicas may tick at the same time. The ticks of one process follow on each other, so that each
// sees all digests of a channel.
func (s *Service) tick(ctx context.Context, patience time.Duration) error {
	s.ticking.Lock()
	defer s.ticking.Unlock()
	if err := s.requeueLost(ctx, patience); err != nil {
		return err
	}
	jobs, err := s.planAll(ctx)
	if err != nil {
		return err
	}
	warm, err := s.warmJobs(ctx, jobs)
	if err != nil {
		return err
	}
	if err := s.queue.insert(ctx, append(warm, jobs...)); err != nil {
		return fmt.Errorf("insert digest jobs: %w", err)
	}
	return s.queue.makeAvailable(ctx)
}

// planAll plans the slots of all subscriptions that are due now or soon, and returns jobs for them:
// the first of each channel, then the second of each, so that no channel gets its second digest
// while others wait for their first.
func (s *Service) planAll(ctx context.Context) ([]job, error) {
	began := s.moment()
	var rounds [][]job
	entered := map[string]int{} // by channel
	unreadable := 0             // these stay, before the others
	for {
		subs, err := s.subscriptions(ctx, `next_ms <= $1 ORDER BY next_ms, created_ms, id
			LIMIT $2 OFFSET $3`, toMillis(began.ours.Add(lookAhead)), tickBatch, unreadable)
		if err != nil {
			return nil, err
		}
		read := len(subs)
		subs = s.readable(ctx, subs)
		unreadable += read - len(subs)
		planned, err := s.planBatch(ctx, subs, began.ours)
		if err != nil {
			return nil, fmt.Errorf("plan digests: %w", err)
		}
		for i, rows := range planned {
			for _, r := range rows {
				channel := subs[i].Channel
				round := entered[channel]
				if round == len(rounds) {
					rounds = append(rounds, nil)
				}
				rounds[round] = append(rounds[round], began.jobFor(r))
				entered[channel]++
			}
		}
		if read < tickBatch {
			return slices.Concat(rounds...), nil
		}
	}
}

// planBatch adds the deliveries of subscriptions in one transaction. It returns those of each that
// are to be posted.
func (s *Service) planBatch(ctx context.Context, subs []digest.Subscription, now time.Time) ([][]row, error) {
	planned, next := make([][]row, len(subs)), make([]time.Time, len(subs))
	for i, sub := range subs {
		var err error
		if planned[i], next[i], err = s.planSlots(sub, now); err != nil {
			// Only the owner can repair the schedule, so the digest must not be tried every second.
			s.cfg.Log.ErrorContext(ctx, "digest schedule never due", "digest", sub.ID, "error", err)
			next[i] = digest.Forever
		}
	}
	var kept [][]row
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		kept = make([][]row, len(subs))
		for i, sub := range subs {
			if unchanged, err := setNext(ctx, tx, sub, next[i]); err != nil {
				return err
			} else if unchanged {
				kept[i] = planned[i]
			}
			for _, r := range kept[i] {
				if _, err := insertRow(ctx, tx, r); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, rows := range kept {
		for _, r := range rows {
			if !r.unfinished() {
				s.cfg.Metrics.Ended(r.Delivery)
			}
		}
		kept[i] = slices.DeleteFunc(rows, func(r row) bool { return !r.unfinished() })
	}
	return kept, nil
}

// setNext sets the subscription's next slot, unless somebody changed the subscription or its next
// slot meanwhile.
func setNext(ctx context.Context, db dbtx, s digest.Subscription, next time.Time) (bool, error) {
	return affected(db.ExecContext(ctx, `UPDATE subscription SET next_ms = $4 WHERE id = $1 AND next_ms = $2
		AND revision = $3 AND deleted_ms = 0`,
		s.ID, toMillis(s.Next), s.Revision, toMillis(next)))
}

// planSlots returns the rows for all slots of a subscription up to lookAhead from now, and the slot
// after those. Of the missed slots, the last one is posted late if it is within the subscription's
// limit.
func (s *Service) planSlots(sub digest.Subscription, now time.Time) (rows []row, next time.Time, err error) {
	slot := sub.SlotAt(sub.Next, s.cfg.Calendar)
	if oldest := now.Add(-maxMissedAge); slot.At.Before(oldest) {
		if slot, err = sub.NextSlot(oldest, s.cfg.Calendar); err != nil {
			return nil, time.Time{}, err
		}
	}
	last := -1 // the last row that is due
	for !slot.At.After(now.Add(lookAhead)) {
		r := row{Delivery: digest.Delivery{Subscription: sub.ID, Slot: slot.At, Status: digest.Pending},
			nextAttempt: slot.At}
		switch {
		case slot.Holiday:
			r.Status, r.Reason = digest.Skipped, digest.ReasonHoliday
		case !slot.At.After(now):
			last = len(rows)
			r.Status, r.Reason = digest.Skipped, digest.ReasonMissed
		}
		rows = append(rows, r)
		if slot, err = sub.NextSlot(slot.At, s.cfg.Calendar); err != nil {
			return nil, time.Time{}, err
		}
	}
	if last >= 0 && now.Sub(rows[last].Slot) <= maxLateness(sub) {
		rows[last].Status, rows[last].Reason, rows[last].nextAttempt = digest.Pending, "", now
	}
	return rows, slot.At, nil
}

// maxLateness is how long after its slot a digest may still be posted.
func maxLateness(s digest.Subscription) time.Duration {
	if s.SkipLate {
		return digest.LateAfter
	}
	return digest.MaxLateness
}

// A moment is a time on two clocks: ours, which may be moved, and River's. A tick uses one moment
// for all its jobs, so that those for one slot get exactly one time, however long it takes to plan
// them, and run in the order in which they were added.
type moment struct{ ours, river time.Time }

func (s *Service) moment() moment { return moment{s.now(), s.cfg.RiverNow()} }

// onRiver converts a time of our clock.
func (m moment) onRiver(ours time.Time) time.Time { return m.river.Add(ours.Sub(m.ours)) }

// jobFor returns the job for a row, which makeAvailable or River's leader makes available at its
// time.
func (m moment) jobFor(r row) job {
	return job{args: deliverArgs{r.Subscription, toMillis(r.Slot), toMillis(r.nextAttempt)}, priority: 2,
		at: m.onRiver(r.nextAttempt)}
}

// roundInChannel numbers the deliveries of one time and channel.
const roundInChannel = `row_number() OVER (PARTITION BY next_attempt_ms, slot_ms, (SELECT s.channel FROM subscription s
	WHERE s.id = delivery.subscription) ORDER BY subscription)`

// requeueLost makes new jobs for deliveries that have been due for longer than patience, the oldest
// first. Their job was lost with its process, unless it still waits in a busy queue.
func (s *Service) requeueLost(ctx context.Context, patience time.Duration) error {
	now := s.moment()
	left, err := s.rows(ctx, `status IN ('pending', 'sending') AND next_attempt_ms <= $1
		ORDER BY next_attempt_ms, slot_ms, `+roundInChannel+`, subscription`, toMillis(now.ours.Add(-patience)))
	if err != nil {
		return err
	}
	s.cfg.Metrics.Backlog(len(left))
	if len(left) == 0 {
		return nil
	}
	waiting := map[slotKey]bool{}
	if patience > 0 { // otherwise the clock was moved, and the jobs wait for another time
		if waiting, err = s.queue.waiting(ctx, now.river, patience); err != nil {
			return err
		}
	}
	var jobs []job
	for _, r := range left {
		if waiting[slotKey{r.Subscription, toMillis(r.Slot)}] {
			continue
		}
		taken := r.leasedUntil(now.ours)
		ok, err := replaceRow(ctx, s.cfg.DB.Writer(), r, taken, "")
		if err != nil {
			return fmt.Errorf("write delivery: %w", err)
		}
		if ok {
			again := now.jobFor(taken)
			again.at = now.onRiver(r.nextAttempt) // its old place in the queue
			jobs = append(jobs, again)
		}
	}
	if err := s.queue.insert(ctx, jobs); err != nil {
		return fmt.Errorf("insert digest jobs: %w", err)
	}
	return nil
}
