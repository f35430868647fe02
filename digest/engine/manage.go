package engine

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

// Create adds a subscription, and returns it with its ID and its first slot. Two calls with the
// same id of [digest.NewID] make one subscription, which both return; if something else has the id,
// another is drawn. Its errors are *ParseError, *receivables.QueryError, ErrLimit and the
// database's.
func (s *Service) Create(ctx context.Context, sub digest.Subscription) (digest.Subscription, error) {
	sub.CreatedAt, sub.Problem, sub.Last, sub.Revision = s.now(), "", digest.Delivery{}, 1
	if err := s.check(&sub); err != nil {
		return digest.Subscription{}, err
	}
	given := sub.ID
	for range 20 {
		sub.ID = cmp.Or(given, digest.NewID())
		inserted, err := s.insert(ctx, sub)
		if err != nil {
			return digest.Subscription{}, fmt.Errorf("create a digest: %w", err)
		}
		if inserted {
			s.planChanged(ctx)
			return s.withNextPost(sub), nil
		}
		if kept, err := s.Get(ctx, given); err == nil && sameRequest(kept, sub) {
			return kept, nil
		}
		given = ""
	}
	return digest.Subscription{}, errors.New("create a digest: no free id was found")
}

// sameRequest tells whether two subscriptions come from the same request, sent twice.
func sameRequest(s, other digest.Subscription) bool {
	return s.Channel == other.Channel && s.Owner == other.Owner && s.Schedule.String() == other.Schedule.String()
}

// insert adds a subscription, if its id is free and its channel is below the limit.
func (s *Service) insert(ctx context.Context, sub digest.Subscription) (inserted bool, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		if inserted, err = insertSubscription(ctx, tx, sub); err != nil || !inserted {
			return err
		}
		return checkLimit(ctx, tx, sub.Channel)
	})
	return inserted, err
}

// check validates a subscription and sets its next slot, counted from now or from the end of its
// pause.
func (s *Service) check(sub *digest.Subscription) error {
	zone, err := digest.ParseZone(sub.Zone)
	if err != nil {
		return err
	}
	sub.Zone = zone
	if !sub.Holidays.Valid() {
		return fmt.Errorf("unknown: %q on holidays", sub.Holidays)
	}
	if err := sub.Schedule.Check(); err != nil {
		return err
	}
	if _, err := receivables.ParseOpenQuery(sub.Filter, s.now()); err != nil {
		return err
	}
	sub.PausedUntil = sub.PausedUntil.Truncate(time.Millisecond)
	return s.updateNext(sub, s.now())
}

// updateNext sets the subscription's next slot, as seen from now.
func (s *Service) updateNext(sub *digest.Subscription, now time.Time) error {
	if sub.Schedule.Unreadable != "" {
		return nil // It stays as it is, for a program that can read it.
	}
	if !sub.PausedUntil.Before(digest.Forever) {
		sub.Next = digest.Forever
		return nil
	}
	from := now
	if sub.PausedUntil.After(now) {
		from = sub.PausedUntil.Add(-time.Millisecond) // The end of the pause is no longer part of it.
	}
	slot, err := sub.NextSlot(from, s.cfg.Calendar)
	sub.Next = slot.At
	return err
}

// Update changes a subscription, from now on: what was due before is still delivered. It returns
// ErrConflict when sub.Revision is not the latest, ErrNotFound, and the errors of Create.
func (s *Service) Update(ctx context.Context, sub digest.Subscription) (digest.Subscription, error) {
	if err := s.check(&sub); err != nil {
		return digest.Subscription{}, err
	}
	return s.change(ctx, sub.ID, func(kept *digest.Subscription) error {
		if kept.Revision != sub.Revision {
			return digest.ErrConflict
		}
		sub.CreatedAt, sub.Problem = kept.CreatedAt, kept.Problem
		if sub.Channel != kept.Channel || sub.Owner != kept.Owner {
			sub.Problem = ""
		}
		*kept = sub
		return nil
	})
}

// Pause pauses a subscription until the given time, or Forever. Digests that are due in the pause
// are not posted later. It may return ErrNotFound.
func (s *Service) Pause(ctx context.Context, id string, until time.Time) (digest.Subscription, error) {
	return s.change(ctx, id, func(kept *digest.Subscription) error {
		kept.PausedUntil = until.Truncate(time.Millisecond)
		return nil
	})
}

// Resume ends a pause, and the problem that caused it. sharedBy is the admin who allowed people of
// another company to read the digest; empty: nobody was asked. It may return ErrNotFound.
func (s *Service) Resume(ctx context.Context, id, sharedBy string) (digest.Subscription, error) {
	return s.change(ctx, id, func(kept *digest.Subscription) error {
		kept.PausedUntil = time.Time{}
		kept.SharedBy = cmp.Or(sharedBy, kept.SharedBy)
		if persistent(kept.Problem) {
			kept.Problem = ""
		}
		return nil
	})
}

// Delete removes a subscription. Slots that are due and not posted by now will not be. It may
// return ErrNotFound.
func (s *Service) Delete(ctx context.Context, id string) error {
	var deleted bool
	id = strings.ToLower(id)
	err := s.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		now := s.now()
		deleted, err = affected(tx.ExecContext(ctx, `UPDATE subscription SET deleted_ms = $2, revision = revision + 1
			WHERE id = $1 AND deleted_ms = 0`,
			id, toMillis(now)))
		if err != nil || !deleted {
			return err
		}
		return unplan(ctx, tx, id, now)
	})
	if err != nil {
		return fmt.Errorf("delete a digest: %w", err)
	}
	if !deleted {
		return digest.ErrNotFound
	}
	return nil
}

// Get returns one subscription. It may return ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (digest.Subscription, error) {
	sub, err := s.subscription(ctx, id)
	if err != nil {
		return digest.Subscription{}, err
	}
	return s.withRuns(ctx, sub)
}

// List returns a channel's subscriptions, oldest first.
func (s *Service) List(ctx context.Context, channel string) ([]digest.Subscription, error) {
	return s.list(ctx, `channel = $1 ORDER BY created_ms, id`, channel)
}

// ListAll returns all subscriptions, by channel, oldest first.
func (s *Service) ListAll(ctx context.Context) ([]digest.Subscription, error) {
	return s.list(ctx, `1 = 1 ORDER BY channel, created_ms, id`)
}

func (s *Service) list(ctx context.Context, where string, args ...any) ([]digest.Subscription, error) {
	subs, err := s.subscriptions(ctx, where, args...)
	if err != nil {
		return nil, err
	}
	for i := range subs {
		if subs[i], err = s.withRuns(ctx, subs[i]); err != nil {
			return nil, err
		}
	}
	return subs, nil
}

// withRuns sets when the subscription runs next, and its last run.
func (s *Service) withRuns(ctx context.Context, sub digest.Subscription) (digest.Subscription, error) {
	now := toMillis(s.now())
	ahead, found, err := s.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND status = 'pending' AND manual = 0
		ORDER BY slot_ms`, sub.ID, now)
	if err != nil {
		return sub, err
	}
	if found {
		sub.Next = ahead.Slot
	}
	last, found, err := s.oneRow(ctx, `subscription = $1 AND slot_ms <= $2 ORDER BY slot_ms DESC`, sub.ID, now)
	if err != nil {
		return sub, err
	}
	if found {
		sub.Last = last.Delivery
	}
	return s.withNextPost(sub), nil
}

// withNextPost moves Next over slots that will be skipped on holidays.
func (s *Service) withNextPost(sub digest.Subscription) digest.Subscription {
	if sub.Schedule.Unreadable != "" || !sub.SlotAt(sub.Next, s.cfg.Calendar).Holiday {
		return sub
	}
	if next, err := sub.NextPost(sub.Next, s.cfg.Calendar); err == nil {
		sub.Next = next
	}
	return sub
}
