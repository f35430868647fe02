package digest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

// Create adds a subscription, and returns it with its ID and when it is due first. Its errors are *WordError, *receivables.QueryError and the
// database's.
func (s *Service) Create(ctx context.Context, sub Subscription) (Subscription, error) {
	sub.CreatedAt, sub.Trouble, sub.Last = s.now(), "", Delivery{}
	if err := s.check(&sub); err != nil {
		return Subscription{}, err
	}
	for try := range 20 {
		sub.ID, sub.Revision = newID(4+try/8), 1
		var inserted bool
		err := s.write(ctx, func(tx *sql.Tx) (err error) {
			inserted, err = insertSubscription(ctx, tx, sub)
			return err
		})
		if err != nil {
			return Subscription{}, fmt.Errorf("create a digest: %w", err)
		}
		if inserted {
			s.tickNow(ctx)
			return sub, nil
		}
	}
	return Subscription{}, errors.New("create a digest: no free id was found")
}

// newID returns so many letters and digits in lower case: base32, without what looks alike.
func newID(length int) string {
	var random [8]byte
	rand.Read(random[:])
	return base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").EncodeToString(random[:])[:length]
}

// check completes a subscription: it finds out when it is due next, from now on, or from the end of its pause.
func (s *Service) check(sub *Subscription) error {
	zone, err := ParseZone(sub.Zone)
	if err != nil {
		return err
	}
	sub.Zone = zone
	if err := sub.Schedule.Check(); err != nil {
		return err
	}
	if _, err := receivables.ParseQuery(sub.Filter, s.now()); err != nil {
		return err
	}
	sub.PausedUntil = sub.PausedUntil.Truncate(time.Millisecond)
	return sub.due(s.now())
}

// due sets when the subscription is due next, as seen from now.
func (s *Subscription) due(now time.Time) error {
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return err
	}
	if !s.PausedUntil.Before(Indefinitely) {
		s.Next = Indefinitely
		return nil
	}
	from := now
	if s.PausedUntil.After(now) {
		from = s.PausedUntil.Add(-time.Millisecond) // The moment at which the pause ends is no longer part of it.
	}
	s.Next, err = s.Schedule.Next(from, zone)
	return err
}

// Update changes a subscription, from now on: what was due before is still delivered. It returns ErrChanged when sub.Revision is not the last one,
// ErrNotFound, and the errors of Create.
func (s *Service) Update(ctx context.Context, sub Subscription) (Subscription, error) {
	if err := s.check(&sub); err != nil {
		return Subscription{}, err
	}
	return s.change(ctx, sub.ID, func(kept *Subscription) error {
		if kept.Revision != sub.Revision {
			return ErrChanged
		}
		sub.CreatedAt, sub.Trouble = kept.CreatedAt, kept.Trouble
		if sub.Channel != kept.Channel || sub.Owner != kept.Owner {
			sub.Trouble = ""
		}
		*kept = sub
		return nil
	})
}

// Pause pauses a subscription until the given moment, or Indefinitely. What is due meanwhile is not posted later. It may return ErrNotFound.
func (s *Service) Pause(ctx context.Context, id string, until time.Time) (Subscription, error) {
	return s.change(ctx, id, func(kept *Subscription) error {
		kept.PausedUntil = until.Truncate(time.Millisecond)
		return nil
	})
}

// Resume ends a pause. It may return ErrNotFound.
func (s *Service) Resume(ctx context.Context, id string) (Subscription, error) {
	return s.change(ctx, id, func(kept *Subscription) error {
		kept.PausedUntil = time.Time{}
		return nil
	})
}

// change applies a change to a subscription. What is due by now is entered into the ledger first, what was entered ahead is taken out: whatever is still
// due under what the subscription is now is entered again.
func (s *Service) change(ctx context.Context, id string, apply func(*Subscription) error) (Subscription, error) {
	id = strings.ToLower(id)
	for range 5 {
		if err := s.tick(ctx, watchPatience); err != nil {
			return Subscription{}, err
		}
		sub, err := s.subscription(ctx, id)
		if err != nil {
			return Subscription{}, err
		}
		if err := apply(&sub); err != nil {
			return Subscription{}, err
		}
		now := s.now()
		if err := sub.due(now); err != nil {
			return Subscription{}, err
		}
		var updated bool
		err = s.write(ctx, func(tx *sql.Tx) error {
			if updated, err = updateSubscription(ctx, tx, sub); err != nil || !updated {
				return err
			}
			if sub.Paused(now) {
				if err := letGo(ctx, tx, id); err != nil {
					return err
				}
			}
			return withdraw(ctx, tx, id, now)
		})
		if err != nil {
			return Subscription{}, fmt.Errorf("change a digest: %w", err)
		}
		if !updated {
			continue // Somebody else was quicker. Where that matters, apply sees it.
		}
		s.tickNow(ctx)
		return s.Get(ctx, id)
	}
	return Subscription{}, ErrChanged
}

// tickNow enters what a change made due soon. When that fails, whichever replica ticks next does so.
func (s *Service) tickNow(ctx context.Context) {
	if err := s.tick(ctx, watchPatience); err != nil {
		s.cfg.Log.WarnContext(ctx, "digests that are due could not be looked for", "error", err)
	}
}

// withdraw takes out of the ledger what was entered ahead.
func withdraw(ctx context.Context, tx *sql.Tx, id string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM delivery WHERE subscription = $1 AND slot_ms > $2 AND status = 'pending' AND manual = 0`, id, millis(now))
	return err
}

// letGo skips what was due and could not be posted before a pause.
func letGo(ctx context.Context, tx *sql.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET status = 'skipped', reason = $2, late = 0 WHERE subscription = $1 AND status = 'pending' AND manual = 0
		AND attempts + length(reason) > 0`, id, ReasonPaused)
	return err
}

// Delete removes a subscription. What is due and not posted by now will not be. It may return ErrNotFound.
func (s *Service) Delete(ctx context.Context, id string) error {
	var deleted bool
	id = strings.ToLower(id)
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		now := s.now()
		deleted, err = affected(tx.ExecContext(ctx, `UPDATE subscription SET deleted_ms = $2, revision = revision + 1 WHERE id = $1 AND deleted_ms = 0`,
			id, millis(now)))
		if err != nil || !deleted {
			return err
		}
		return withdraw(ctx, tx, id, now)
	})
	if err != nil {
		return fmt.Errorf("delete a digest: %w", err)
	}
	if !deleted {
		return ErrNotFound
	}
	return nil
}

// Get returns one subscription. It may return ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (Subscription, error) {
	sub, err := s.subscription(ctx, id)
	if err != nil {
		return Subscription{}, err
	}
	return s.withRuns(ctx, sub)
}

// List returns a channel's subscriptions, oldest first.
func (s *Service) List(ctx context.Context, channel string) ([]Subscription, error) {
	return s.list(ctx, `channel = $1 ORDER BY created_ms, id`, channel)
}

// ListAll returns all subscriptions, by channel, oldest first.
func (s *Service) ListAll(ctx context.Context) ([]Subscription, error) {
	return s.list(ctx, `1 = 1 ORDER BY channel, created_ms, id`)
}

func (s *Service) list(ctx context.Context, where string, args ...any) ([]Subscription, error) {
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

// withRuns fills in when the subscription runs next, and its last run.
func (s *Service) withRuns(ctx context.Context, sub Subscription) (Subscription, error) {
	now := millis(s.now())
	ahead, found, err := s.oneRow(ctx, `subscription = $1 AND slot_ms > $2 AND status = 'pending' AND manual = 0 ORDER BY slot_ms`, sub.ID, now)
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
	return sub, nil
}

// Now posts a digest to its channel now, besides the schedule: a slot of its own. It returns at once; Get tells in Last what became of it.
func (s *Service) Now(ctx context.Context, id string) (Delivery, error) {
	sub, err := s.subscription(ctx, id)
	if err != nil {
		return Delivery{}, err
	}
	now := s.now()
	r := row{Delivery: Delivery{Subscription: sub.ID, Slot: now, Status: Pending, Manual: true}, wake: now}
	for entered := false; !entered; {
		if entered, err = enter(ctx, s.cfg.DB.Writer(), r); err != nil {
			return Delivery{}, fmt.Errorf("write to the ledger: %w", err)
		}
		if !entered {
			r.Slot = r.Slot.Add(time.Millisecond) // Something else is due this very moment.
		}
	}
	if err := s.queue.insert(ctx, []job{s.jobFor(r, now)}); err != nil {
		return Delivery{}, fmt.Errorf("job for a digest: %w", err)
	}
	return r.Delivery, nil
}

// Retry tries again at once what could not be delivered to a channel: the bot was invited to it.
func (s *Service) Retry(ctx context.Context, channel string) error {
	now := s.now()
	_, err := s.cfg.DB.Writer().ExecContext(ctx, `UPDATE delivery SET wake_ms = $2 WHERE status IN ('pending', 'sending') AND wake_ms > $2 AND slot_ms <= $2
		AND subscription IN (SELECT id FROM subscription WHERE channel = $1 AND trouble <> '')`, channel, millis(now))
	if err != nil {
		return fmt.Errorf("write to the ledger: %w", err)
	}
	s.Nudge()
	return nil
}

// Preview returns what a digest would say now, compared with its last one. Nothing is posted or kept. The subscription need not exist.
func (s *Service) Preview(ctx context.Context, sub Subscription) (Report, error) {
	if err := s.check(&sub); err != nil {
		return Report{}, err
	}
	last, _, err := s.oneRow(ctx, `subscription = $1 AND status = 'posted' ORDER BY upto_ms DESC`, sub.ID)
	if err != nil {
		return Report{}, err
	}
	c, err := s.report(ctx, sub, s.now().Add(-previewAge), last.Slot, last.upto, true)
	if err != nil {
		return Report{}, err
	}
	return c.Report, nil
}

// previewAge is how old the mirror may be for a preview.
const previewAge = 30 * time.Second
