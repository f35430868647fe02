package engine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store"
)

// subscriptionColumns are what scanSubscription reads.
const subscriptionColumns = `id, channel, owner, schedule, zone, language, filter, only_when_open, detailed, mention,
	skip_late, paused_until_ms, next_ms, created_ms, revision, problem, shared_by, owner_gone_ms, holidays`

func scanSubscription(row interface{ Scan(...any) error }) (digest.Subscription, error) {
	var s digest.Subscription
	var schedule string
	var paused, next, created, ownerGone int64
	err := row.Scan(&s.ID, &s.Channel, &s.Owner, &schedule, &s.Zone, &s.Language, &s.Filter, &s.OnlyWhenOpen,
		&s.Detailed, &s.Mention,
		&s.SkipLate, &paused, &next, &created, &s.Revision, &s.Problem, &s.SharedBy, &ownerGone, &s.Holidays)
	if err != nil {
		return s, err
	}
	s.PausedUntil, s.Next, s.CreatedAt = fromMillis(paused), fromMillis(next), fromMillis(created)
	s.Schedule = digest.StoredSchedule(schedule)
	s.OwnerGone = ownerGone > 0
	return s, nil
}

// subscription returns a subscription as it is stored, without Last. Next is the first slot that
// has no delivery.
func (s *Service) subscription(ctx context.Context, id string) (digest.Subscription, error) {
	row := s.cfg.DB.Reader().QueryRowContext(ctx, `SELECT `+subscriptionColumns+` FROM subscription WHERE id = $1
		AND deleted_ms = 0`,
		strings.ToLower(id))
	sub, err := scanSubscription(row)
	if errors.Is(err, sql.ErrNoRows) {
		return digest.Subscription{}, digest.ErrNotFound
	}
	if err != nil {
		return digest.Subscription{}, fmt.Errorf("read a digest: %w", err)
	}
	sub.Filter = s.cfg.ReadFilter(sub.Filter)
	return sub, nil
}

// subscriptions returns those that match where, without Last.
func (s *Service) subscriptions(ctx context.Context, where string, args ...any) ([]digest.Subscription, error) {
	rows, err := s.cfg.DB.Reader().QueryContext(ctx, `SELECT `+subscriptionColumns+` FROM subscription
		WHERE deleted_ms = 0 AND `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read digests: %w", err)
	}
	defer rows.Close()
	var subs []digest.Subscription
	for rows.Next() {
		sub, err := scanSubscription(rows)
		if err != nil {
			return nil, fmt.Errorf("read digests: %w", err)
		}
		sub.Filter = s.cfg.ReadFilter(sub.Filter)
		subs = append(subs, sub)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read digests: %w", err)
	}
	return subs, nil
}

// readable leaves out subscriptions whose schedule this program cannot read. A newer program beside
// this one can.
func (s *Service) readable(ctx context.Context, subs []digest.Subscription) []digest.Subscription {
	return slices.DeleteFunc(subs, func(sub digest.Subscription) bool {
		if sub.Schedule.Unreadable == "" {
			return false
		}
		if _, logged := s.loggedUnreadable.LoadOrStore(sub.ID, true); !logged {
			s.cfg.Log.ErrorContext(ctx, "digest schedule unreadable, not posted", "digest", sub.ID)
		}
		return true
	})
}

func insertSubscription(ctx context.Context, tx *sql.Tx, s digest.Subscription) (inserted bool, err error) {
	return affected(tx.ExecContext(ctx, `INSERT INTO subscription (id, channel, owner, schedule, zone, language, filter,
		only_when_open, detailed, mention, skip_late, paused_until_ms, next_ms, created_ms, shared_by, holidays,
		revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1)
		ON CONFLICT (id) DO NOTHING`,
		s.ID, store.Sanitize(s.Channel), store.Sanitize(s.Owner), s.Schedule.String(), s.Zone,
		store.Sanitize(s.Language), store.Sanitize(s.Filter), toInt(s.OnlyWhenOpen),
		toInt(s.Detailed), store.Sanitize(s.Mention), toInt(s.SkipLate), toMillis(s.PausedUntil), toMillis(s.Next),
		toMillis(s.CreatedAt),
		store.Sanitize(s.SharedBy), s.Holidays))
}

// checkLimit returns ErrLimit if a channel has too many digests. On Postgres the update keeps other
// replicas from adding one until the end of the transaction, so that the count stays true.
func checkLimit(ctx context.Context, tx *sql.Tx, channel string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET revision = revision WHERE channel = $1
		AND deleted_ms = 0`, channel); err != nil {
		return err
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM subscription WHERE channel = $1
		AND deleted_ms = 0`, channel).Scan(&n); err != nil {
		return err
	}
	if n > digest.MaxPerChannel {
		return digest.ErrLimit
	}
	return nil
}

// updateSubscription writes everything that people may change, if the revision is still the same.
func updateSubscription(ctx context.Context, tx *sql.Tx, s digest.Subscription) (updated bool, err error) {
	return affected(tx.ExecContext(ctx, `UPDATE subscription SET channel = $3, owner = $4, schedule = $5, zone = $6,
		language = $7, filter = $8, only_when_open = $9, detailed = $10, mention = $11, skip_late = $12,
		paused_until_ms = $13, next_ms = $14, problem = $15, shared_by = $16, holidays = $17,
		owner_gone_ms = CASE WHEN owner = $4 THEN owner_gone_ms ELSE 0 END, revision = revision + 1
		WHERE id = $1 AND revision = $2 AND deleted_ms = 0`,
		s.ID, s.Revision, store.Sanitize(s.Channel), store.Sanitize(s.Owner), s.Schedule.String(), s.Zone,
		store.Sanitize(s.Language), store.Sanitize(s.Filter),
		toInt(s.OnlyWhenOpen), toInt(s.Detailed), store.Sanitize(s.Mention), toInt(s.SkipLate), toMillis(s.PausedUntil),
		toMillis(s.Next), s.Problem,
		store.Sanitize(s.SharedBy), s.Holidays))
}
