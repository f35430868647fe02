package engine

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
)

// workspaceProblems concern all digests of an owner. Each of the others concerns one channel, such
// as any error of Slack's there, or one digest.
var workspaceProblems = []digest.Problem{
	digest.ProblemMissingScope, digest.ProblemTokenRevoked, digest.ProblemMayarDown, digest.ProblemMayarKey,
	digest.ProblemSlackDown, digest.ProblemSlackBusy, digest.ProblemInternal,
}

// scopeOf is what a problem of a subscription concerns, as digest_notice stores it: a channel, a
// subscription, or everything, which is empty.
func scopeOf(s digest.Subscription, problem digest.Problem) string {
	switch {
	case slices.Contains(workspaceProblems, problem):
		return ""
	case problem == digest.ProblemBrokenFilter:
		return s.ID
	}
	return s.Channel
}

// mayarProblem is why Mayar's data is too old.
func (s *Service) mayarProblem() digest.Problem {
	s.refreshing.mu.Lock()
	defer s.refreshing.mu.Unlock()
	if mayar.Unauthorized(s.refreshing.err) {
		return digest.ProblemMayarKey
	}
	return digest.ProblemMayarDown
}

// giveUp ends the slot as failed and tells the owner. The notice is queued in the same transaction,
// so that another process sends it if this one dies.
func (a *attempt) giveUp(ctx context.Context, reason digest.Problem) error {
	if a.sub.Owner == "" {
		return a.end(ctx, digest.Failed, reason) // deleted
	}
	var isNew bool
	err := a.endWith(ctx, digest.Failed, reason, func(tx *sql.Tx) (err error) {
		isNew, err = a.queueNotice(ctx, tx, reason, true)
		return err
	})
	if err != nil {
		return err
	}
	return a.reportProblem(ctx, reason, isNew)
}

// recordProblem records a problem of the subscription, and tells its owner once for all digests
// that it concerns.
func (a *attempt) recordProblem(ctx context.Context, kind digest.Problem) error {
	if a.sub.Owner == "" {
		return nil // deleted
	}
	var isNew bool
	err := a.inTransaction(ctx, func(tx *sql.Tx) (err error) {
		isNew, err = a.queueNotice(ctx, tx, kind, false)
		return err
	})
	if err != nil {
		return fmt.Errorf("record problem of a digest: %w", err)
	}
	return a.reportProblem(ctx, kind, isNew)
}

func (a *attempt) reportProblem(ctx context.Context, kind digest.Problem, isNew bool) error {
	if isNew {
		a.cfg.Metrics.ProblemFound(kind)
	}
	_, err := a.sendNotice(ctx, noticeKey{a.sub.Owner, scopeOf(a.sub, kind), kind})
	return err
}

// clearProblems clears the problem of a subscription whose digest was posted, and the notices about
// it: the next problem is a new one. A scope may be missing for some channels only, and an internal
// error may concern one digest: such a notice stays until no digest has the problem any more.
func clearProblems(ctx context.Context, tx *sql.Tx, sub digest.Subscription, channel string, mayarDown bool) error {
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET problem = '' WHERE id = $1
		AND problem <> ''`, sub.ID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice WHERE `+droppable+` AND (scope IN ($1, $2)
		OR scope = '' AND (problem NOT IN ($3, $4) OR $5 = 0)
		AND NOT (problem IN ($6, $7) AND EXISTS (SELECT 1 FROM subscription
			WHERE subscription.owner = digest_notice.owner AND subscription.problem = digest_notice.problem
			AND deleted_ms = 0)))`,
		channel, sub.ID, digest.ProblemMayarDown, digest.ProblemMayarKey, toInt(mayarDown),
		digest.ProblemMissingScope, digest.ProblemInternal)
	return err
}

// skipQuiet skips a slot that has nothing to say. It proves only that Mayar has answered, so it
// clears only the problems with Mayar.
func (a *attempt) skipQuiet(ctx context.Context) error {
	return a.endWith(ctx, digest.Skipped, digest.ReasonQuiet, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE subscription SET problem = '' WHERE id = $1
			AND problem IN ($2, $3, $4, $5)`,
			a.sub.ID, digest.ProblemMayarDown, digest.ProblemMayarKey, digest.ProblemBrokenFilter,
			digest.ProblemInternal); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice WHERE `+droppable+` AND (scope = $1 OR scope = ''
			AND problem IN ($2, $3))`,
			a.sub.ID, digest.ProblemMayarDown, digest.ProblemMayarKey)
		return err
	})
}

// clearChannelProblems clears the problems of a channel that the bot was invited to or that was
// unarchived, and the notices about them.
func clearChannelProblems(ctx context.Context, tx *sql.Tx, channel string) error {
	const closed = ` AND problem IN ($2, $3, $4)`
	args := []any{channel, digest.ProblemNotInChannel, digest.ProblemChannelNotFound, digest.ProblemArchived}
	if _, err := tx.ExecContext(ctx, `UPDATE subscription SET problem = ''
		WHERE channel = $1`+closed, args...); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM digest_notice WHERE scope = $1`+closed+` AND `+droppable, args...)
	return err
}
