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
			records, err := loadRecords(ctx, tx, batch)
			if err != nil {
				return err
			}
			return closeRecords(ctx, tx, at, records, func(id string) outcome { return outcomes[id] })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// closeMissed closes, with an unknown outcome, the transactions that enough sweeps have missed.
func (m *Mirror) closeMissed(ctx context.Context) error {
	for more := true; more; {
		err := m.write(ctx, func(tx *sql.Tx, at time.Time) error {
			const missed = `closed_ms = 0 AND missed_sweeps >= $1 LIMIT $2`
			records, err := queryRecords(ctx, tx, missed, missesToClose, batchSize)
			if err != nil {
				return err
			}
			more = len(records) == batchSize
			return closeRecords(ctx, tx, at, records, func(string) outcome { return outcomeUnknown })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func closeRecords(
	ctx context.Context, tx *sql.Tx, at time.Time, records map[string]*record, outcomeOf func(id string) outcome,
) error {
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
