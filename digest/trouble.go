package digest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	tellTimeout = 10 * time.Second

	// tellAgain is after which time it is tried again to tell somebody, when the last try was cut short.
	tellAgain = 5 * time.Minute
)

// sharedTroubles are those that concern everything that an owner has. All others concern one channel, such as whatever Slack refuses there, or one
// digest.
var sharedTroubles = []string{TroubleMissingScope, TroubleTokenRevoked, TroubleMayarDown, TroubleMayarKey, TroubleSlackDown, TroubleSlackBusy,
	TroubleInternal}

// scope is what a trouble of a subscription concerns, as digest_notice keeps it: a channel, a subscription, or everything, which is empty.
func (s Subscription) scope(trouble string) string {
	switch {
	case slices.Contains(sharedTroubles, trouble):
		return ""
	case trouble == TroubleBadFilter:
		return s.ID
	}
	return s.Channel
}

// mayarTrouble is why nothing is known of Mayar.
func (s *Service) mayarTrouble() string {
	s.recent.mu.Lock()
	defer s.recent.mu.Unlock()
	if mayar.Unauthorized(s.recent.err) {
		return TroubleMayarKey
	}
	return TroubleMayarDown
}

// giveUp ends the slot as failed.
func (a *attempt) giveUp(ctx context.Context, reason string) error {
	if err := a.end(ctx, Failed, reason); err != nil {
		return err
	}
	if a.sub.Owner == "" {
		return nil // deleted
	}
	return a.trouble(ctx, reason, true)
}

// trouble keeps what is wrong with the subscription, and tells its owner, once for all digests that it concerns.
func (a *attempt) trouble(ctx context.Context, kind string, failed bool) error {
	if a.sub.Owner == "" {
		return nil
	}
	isNew, err := affected(a.cfg.DB.Writer().ExecContext(ctx, `UPDATE subscription SET trouble = $2 WHERE id = $1 AND trouble <> $2`, a.sub.ID, kind))
	if err != nil {
		return fmt.Errorf("keep what is wrong with a digest: %w", err)
	}
	if isNew {
		a.cfg.Metrics.Troubled(kind)
	}
	a.sub.Trouble = kind
	return a.tell(ctx, kind, Notice{Subscription: a.sub, Trouble: kind, Slot: a.row.Slot, Failed: failed})
}

// tell tells the owner, unless that was done. Who dies between telling and writing it down has it told once more.
func (a *attempt) tell(ctx context.Context, kind string, notice Notice) error {
	scope := a.sub.scope(kind)
	db := a.cfg.DB.Writer()
	mine, err := affected(db.ExecContext(ctx, `INSERT INTO digest_notice (owner, channel, trouble, at_ms) VALUES ($1, $2, $3, $4)
		ON CONFLICT (owner, channel, trouble) DO UPDATE SET at_ms = excluded.at_ms WHERE digest_notice.told = 0 AND digest_notice.at_ms <= $5`,
		a.sub.Owner, scope, kind, millis(a.now), millis(a.now.Add(-tellAgain))))
	if err != nil {
		return fmt.Errorf("note whom to tell: %w", err)
	}
	if !mine {
		return nil
	}
	telling, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellTimeout)
	defer cancel()
	if err := a.cfg.Slack.Tell(telling, a.sub.Owner, notice); err != nil {
		// It is tried again with the next attempt, which comes within the hour or with the next slot.
		a.cfg.Log.WarnContext(ctx, "the owner of a digest could not be told of its trouble", "digest", a.sub.ID, "trouble", kind, "error", err)
		return nil
	}
	_, err = db.ExecContext(telling, `UPDATE digest_notice SET told = 1 WHERE owner = $1 AND channel = $2 AND trouble = $3`, a.sub.Owner, scope, kind)
	if err != nil {
		return fmt.Errorf("note who was told: %w", err)
	}
	return nil
}

// recovered forgets the trouble of a subscription whose digest was posted, and that its channel's owners were told: the next trouble is a new one.
// A scope may be missing for some channels only, and an error of the bot's own may be one digest's: that is over when the last one is posted again.
func recovered(ctx context.Context, tx *sql.Tx, sub Subscription, channel string, mayarDown bool) error {
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET trouble = '' WHERE id = $1 AND trouble <> ''`, sub.ID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice WHERE channel IN ($1, $2) OR channel = '' AND (trouble NOT IN ($3, $4) OR $5 = 0)
		AND NOT (trouble IN ($6, $7) AND EXISTS (SELECT 1 FROM subscription
			WHERE subscription.owner = digest_notice.owner AND subscription.trouble = digest_notice.trouble AND deleted_ms = 0))`,
		channel, sub.ID, TroubleMayarDown, TroubleMayarKey, number(mayarDown), TroubleMissingScope, TroubleInternal)
	return err
}

// quiet ends a slot of which nobody is told anything. That Mayar has answered is all that it proves.
func (a *attempt) quiet(ctx context.Context) error {
	return a.endWith(ctx, Skipped, ReasonQuiet, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE subscription SET trouble = '' WHERE id = $1 AND trouble IN ($2, $3, $4, $5)`,
			a.sub.ID, TroubleMayarDown, TroubleMayarKey, TroubleBadFilter, TroubleInternal); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice WHERE channel = $1 OR channel = '' AND trouble IN ($2, $3)`,
			a.sub.ID, TroubleMayarDown, TroubleMayarKey)
		return err
	})
}

// opened forgets what was wrong with a channel that the bot was invited to, or that came back from the archive, and that its owners were told.
func opened(ctx context.Context, tx *sql.Tx, channel string) error {
	const closed = ` WHERE channel = $1 AND trouble IN ($2, $3, $4)`
	args := []any{channel, TroubleNotInChannel, TroubleChannelNotFound, TroubleArchived}
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET trouble = ''`+closed, args...); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice`+closed, args...)
	return err
}
