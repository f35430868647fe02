package digest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	// tickBatch is how many subscriptions one query of a tick reads.
	tickBatch = 500

	// forget is from which age on slots that were missed are not even recorded as skipped.
	maxMissedAge = 31 * 24 * time.Hour

	// keepFor is for how long the ledger keeps what has ended. The last digest of each subscription is kept for longer: the next one is compared with it.
	retention = 90 * 24 * time.Hour
)

// behind tells whether anything is due that nobody has taken.
func (s *Service) hasOverdue(ctx context.Context) (bool, error) {
	now := s.now()
	var due, left bool
	err := s.cfg.DB.Reader().QueryRowContext(ctx, `SELECT
		EXISTS (SELECT 1 FROM subscription WHERE deleted_ms = 0 AND next_ms <= $1),
		EXISTS (SELECT 1 FROM delivery WHERE status IN ('pending', 'sending') AND wake_ms <= $2)`,
		toMillis(now), toMillis(now.Add(-watchPatience))).Scan(&due, &left)
	return due || left, err
}

// tick enters the slots that are due, or soon will be, into the ledger, and makes jobs of them. Of what has been due for longer than patience and has
// no job that anybody works on, it makes another one. Several may run at the same time.
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

// enterAll enters the slots of all subscriptions that are due, or soon will be, and returns jobs for them: of each channel the first, then of each the
// second, so that nobody gets a second digest while others wait for their first.
func (s *Service) planAll(ctx context.Context) ([]job, error) {
	now := s.now()
	var rounds [][]job
	entered := map[string]int{} // by channel
	for {
		subs, err := s.subscriptions(ctx, `next_ms <= $1 ORDER BY next_ms, created_ms, id LIMIT $2`, toMillis(now.Add(lookAhead)), tickBatch)
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

// enterDue enters the slots of one subscription, and returns those that are to be posted.
func (s *Service) planDue(ctx context.Context, sub Subscription, now time.Time) ([]row, error) {
	rows, next, err := planSlots(sub, now)
	if err != nil {
		// Nothing can be done about it without its owner, and it must not be tried every second.
		s.cfg.Log.ErrorContext(ctx, "digest schedule never due", "digest", sub.ID, "error", err)
		next = Forever
	}
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		if err := conflictIfUnchanged(sub.setNext(ctx, tx, next)); err != nil {
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

// moveTo makes another moment the next one of the subscription, unless it was changed or moved meanwhile.
func (s Subscription) setNext(ctx context.Context, db execer, next time.Time) (bool, error) {
	return affected(db.ExecContext(ctx, `UPDATE subscription SET next_ms = $4 WHERE id = $1 AND next_ms = $2 AND revision = $3 AND deleted_ms = 0`,
		s.ID, toMillis(s.Next), s.Revision, toMillis(next)))
}

// plan returns the rows of all slots of a subscription up to lookAhead from now, and the slot after those. Of the slots that were missed the last one
// is posted late, if it is within the subscription's grace.
func planSlots(sub Subscription, now time.Time) (rows []row, next time.Time, err error) {
	zone, err := time.LoadLocation(sub.Zone)
	if err != nil {
		return nil, time.Time{}, err
	}
	next = sub.Next
	if oldest := now.Add(-maxMissedAge); next.Before(oldest) {
		if next, err = sub.Schedule.Next(oldest, zone); err != nil {
			return nil, time.Time{}, err
		}
	}
	last := -1 // the last row that is due
	for !next.After(now.Add(lookAhead)) {
		r := row{Delivery: Delivery{Subscription: sub.ID, Slot: next, Status: Pending}, nextAttempt: next}
		if !next.After(now) {
			last = len(rows)
			r.Status, r.Reason = Skipped, ReasonMissed
		}
		rows = append(rows, r)
		if next, err = sub.Schedule.Next(next, zone); err != nil {
			return nil, time.Time{}, err
		}
	}
	if last >= 0 && now.Sub(rows[last].Slot) <= sub.maxLateness() {
		rows[last].Status, rows[last].Reason, rows[last].nextAttempt = Pending, "", now
	}
	return rows, next, nil
}

// grace is for how long after its slot a digest may still be posted.
func (s Subscription) maxLateness() time.Duration {
	if s.SkipLate {
		return LateAfter
	}
	return MaxLateness
}

// jobFor returns the job for a row. River finds one that is parked for a near moment too late; such a one runs early, and is told how long to wait.
// Of the two clocks, ours and River's, only the distance to the moment counts, as it is now: a tick may take long. What is due at one moment is
// parked for one moment, so that it runs in the order in which it was entered.
func (s *Service) jobFor(r row) job {
	j := job{args: deliverArgs{r.Subscription, toMillis(r.Slot), toMillis(r.nextAttempt)}, priority: 2}
	if ahead := r.nextAttempt.Sub(s.now()); ahead > parkedFor {
		j.at = s.cfg.DatabaseNow().Add(ahead).Truncate(sameMoment)
	}
	return j
}

// pickUp makes jobs of what has been due for longer than patience, those that wait the longest first. Its job was lost with the process that ran it,
// unless it still waits in the queue because there is much to do.
func (s *Service) requeueLost(ctx context.Context, patience time.Duration) error {
	now := s.now()
	left, err := s.rows(ctx, `status IN ('pending', 'sending') AND wake_ms <= $1 ORDER BY wake_ms, slot_ms, subscription`, toMillis(now.Add(-patience)))
	if err != nil {
		return err
	}
	s.cfg.Metrics.Backlog(len(left))
	if len(left) == 0 {
		return nil
	}
	waiting := map[slotKey]bool{}
	if patience > 0 { // else the clock was moved, and the jobs wait for another moment
		if waiting, err = s.queue.waiting(ctx, s.cfg.DatabaseNow().Add(-patience)); err != nil {
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
			again.at = s.cfg.DatabaseNow().Add(r.nextAttempt.Sub(now)) // where it was in the queue
			jobs = append(jobs, again)
		}
	}
	if err := s.queue.insert(ctx, jobs); err != nil {
		return fmt.Errorf("insert digest jobs: %w", err)
	}
	return nil
}

// tidy deletes, once an hour, what the ledger no longer needs, and sets right what a wrong clock has done.
func (s *Service) cleanUp(ctx context.Context) error {
	hour := s.now().Unix() / 3600
	if s.cleanedHour.Swap(hour) == hour {
		return nil
	}
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `DELETE FROM delivery WHERE status IN ('posted', 'skipped', 'failed') AND slot_ms < $1 AND (status <> 'posted'
		OR EXISTS (SELECT 1 FROM delivery later WHERE later.subscription = delivery.subscription AND later.status = 'posted'
			AND later.slot_ms > delivery.slot_ms))`, toMillis(s.now().Add(-retention)))
	if err != nil {
		return fmt.Errorf("delete old deliveries: %w", err)
	}
	if err := s.dropStale(ctx); err != nil {
		return err
	}
	if err := s.purgeDeleted(ctx); err != nil {
		return err
	}
	return s.repairFutureSkips(ctx)
}

// forgetDeleted deletes for good what was deleted so long ago that nothing of it can be under way: its filter may name a customer.
func (s *Service) purgeDeleted(ctx context.Context) error {
	const deleted = `SELECT id FROM subscription WHERE deleted_ms > 0 AND deleted_ms < $1`
	before := toMillis(s.now().Add(-2 * MaxLateness))
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM delivery WHERE subscription IN (`+deleted+`)`, before); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM subscription WHERE id IN (`+deleted+`)`, before)
		return err
	})
	if err != nil {
		return fmt.Errorf("purge deleted digests: %w", err)
	}
	return nil
}
