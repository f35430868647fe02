package mirror

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"
)

// closeAll closes transactions with their outcomes. One that is already closed as unknown keeps its
// time of closing and gets its outcome now.
func (m *Mirror) closeAll(ctx context.Context, outcomes map[string]outcome) error {
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(outcomes)), batchSize) {
		err := m.write(ctx, func(tx *sql.Tx, at time.Time) error {
			return closeBatch(ctx, tx, at, batch, func(id string) outcome { return outcomes[id] })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// closeMissed closes, with an unknown outcome, the transactions that enough sweeps have missed.
func (m *Mirror) closeMissed(ctx context.Context) error {
	for {
		var ids []string
		err := m.write(ctx, func(tx *sql.Tx, at time.Time) error {
			var err error
			const missed = `SELECT id FROM unpaid WHERE closed_ms = 0 AND missed_sweeps >= $1 LIMIT $2`
			ids, err = queryIDs(ctx, tx, missed, missesToClose, batchSize)
			if err != nil || len(ids) == 0 {
				return err
			}
			return closeBatch(ctx, tx, at, ids, func(string) outcome { return outcomeUnknown })
		})
		if err != nil || len(ids) < batchSize {
			return err
		}
	}
}

func closeBatch(
	ctx context.Context, tx *sql.Tx, at time.Time, ids []string, outcomeOf func(id string) outcome,
) error {
	records, err := loadRecords(ctx, tx, ids)
	if err != nil {
		return err
	}
	totals := newTotalsChange()
	for _, r := range records {
		closed, outcomeKnown := r.closed, int64(0)
		switch {
		case closed == 0:
			closed = max(at.UnixMilli(), r.validFrom+1)
		case r.outcome != outcomeUnknown:
			continue
		default:
			outcomeKnown = at.UnixMilli()
		}
		totals.remove(r)
		const update = `UPDATE unpaid SET closed_ms = $2, outcome_known_ms = $3, outcome = $4, missed_sweeps = 0
			WHERE id = $1`
		if _, err := tx.ExecContext(ctx, update, r.id, closed, outcomeKnown, string(outcomeOf(r.id))); err != nil {
			return err
		}
	}
	return totals.write(ctx, tx)
}
