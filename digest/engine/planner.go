package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

const (
	// tickBatch is how many subscriptions one query of a tick reads.
	tickBatch = 500

	// maxMissedAge is the age from which on missed slots are not even recorded as skipped.
	maxMissedAge = 31 * 24 * time.Hour
)

// hasOverdue tells whether anything is due that nobody works on.
func (s *Service) hasOverdue(ctx context.Context) (bool, error) {
	now := s.now()
	var due, left bool
	err := s.cfg.DB.Reader().QueryRowContext(ctx, `SELECT
		EXISTS (SELECT 1 FROM subscription WHERE deleted_ms = 0 AND next_ms <= $1),
		EXISTS (SELECT 1 FROM delivery WHERE status IN ('pending', 'sending') AND next_attempt_ms <= $2)`,
		toMillis(now), toMillis(now.Add(-watchPatience))).Scan(&due, &left)
	return due || left, err
}

// tick plans the slots that are due now or soon: it adds their deliveries and a job for each. It
// makes a new job for a delivery that has been due for longer than patience and has no live job.
// Several ticks may run at the same time.
func (s *Service) tick(ctx context.Context, patience time.Duration) error {
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
	return nil
}

// planAll plans the slots of all subscriptions that are due now or soon, and returns jobs for them:
// the first of each channel, then the second of each, so that no channel gets its second digest
// while others wait for their first.
func (s *Service) planAll(ctx context.Context) ([]job, error) {
	now := s.now()
	var rounds [][]job
	entered := map[string]int{} // by channel
	for {
		subs, err := s.subscriptions(ctx, `next_ms <= $1 ORDER BY next_ms, created_ms, id
			LIMIT $2`, toMillis(now.Add(lookAhead)), tickBatch)
		if err != nil {
			return nil, err
		}
		subs = s.readable(ctx, subs)
		for _, sub := range subs {
			rows, err := s.planDue(ctx, sub, now)
			if err != nil {
				return nil, fmt.Errorf("digest %s: %w", sub.ID, err)
			}
			for _, r := range rows {
				round := entered[sub.Channel]
				if round == len(rounds) {
					rounds = append(rounds, nil)
				}
				rounds[round] = append(rounds[round], s.jobFor(r))
				entered[sub.Channel]++
			}
		}
		if len(subs) < tickBatch {
			return slices.Concat(rounds...), nil
		}
	}
}

// planDue adds the deliveries of one subscription, and returns those that are to be posted.
func (s *Service) planDue(ctx context.Context, sub digest.Subscription, now time.Time) ([]row, error) {
	rows, next, err := s.planSlots(sub, now)
	if err != nil {
		// Only the owner can repair the schedule, so the digest must not be tried every second.
		s.cfg.Log.ErrorContext(ctx, "digest schedule never due", "digest", sub.ID, "error", err)
		next = digest.Forever
	}
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := conflictIfUnchanged(setNext(ctx, tx, sub, next)); err != nil {
			return err
		}
		for _, r := range rows {
			if _, err := insertRow(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errLostRace) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if !r.unfinished() {
			s.cfg.Metrics.Ended(r.Delivery)
		}
	}
	return slices.DeleteFunc(rows, func(r row) bool { return !r.unfinished() }), nil
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

// jobFor returns the job for a row. River's scheduler polls every 5 s, so jobs for the near future
// are enqueued now and snooze. River goes by the machine's clock and ours may be moved, so only the
// distance to the slot counts, as of now: a tick may take long. Jobs for one slot get one time, so
// that they run in the order in which they were added.
func (s *Service) jobFor(r row) job {
	j := job{args: deliverArgs{r.Subscription, toMillis(r.Slot), toMillis(r.nextAttempt)}, priority: 2}
	if ahead := r.nextAttempt.Sub(s.now()); ahead > parkedFor {
		j.at = time.Now().Add(ahead).Truncate(sameMoment)
	}
	return j
}

// requeueLost makes new jobs for deliveries that have been due for longer than patience, the oldest
// first. Their job was lost with its process, unless it still waits in a busy queue.
func (s *Service) requeueLost(ctx context.Context, patience time.Duration) error {
	now := s.now()
	left, err := s.rows(ctx, `status IN ('pending', 'sending') AND next_attempt_ms <= $1
		ORDER BY next_attempt_ms, slot_ms, subscription`, toMillis(now.Add(-patience)))
	if err != nil {
		return err
	}
	s.cfg.Metrics.Backlog(len(left))
	if len(left) == 0 {
		return nil
	}
	waiting := map[slotKey]bool{}
	if patience > 0 { // otherwise the clock was moved, and the jobs wait for another time
		if waiting, err = s.queue.waiting(ctx, time.Now().Add(-patience)); err != nil {
			return err
		}
	}
	var jobs []job
	for _, r := range left {
		if waiting[slotKey{r.Subscription, toMillis(r.Slot)}] {
			continue
		}
		taken := r.leasedUntil(now)
		ok, err := replaceRow(ctx, s.cfg.DB.Writer(), r, taken, "")
		if err != nil {
			return fmt.Errorf("write delivery: %w", err)
		}
		if ok {
			again := s.jobFor(taken)
			again.at = time.Now().Add(r.nextAttempt.Sub(now)) // its old place in the queue
			jobs = append(jobs, again)
		}
	}
	if err := s.queue.insert(ctx, jobs); err != nil {
		return fmt.Errorf("insert digest jobs: %w", err)
	}
	return nil
}
