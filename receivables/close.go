package receivables

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"
)

// closeAll closes transactions with their outcomes. One that is closed as unknown already stays gone since then, and gets the outcome as of now.
func (m *Mirror) closeAll(ctx context.Context, outcomes map[string]outcome) error {
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(outcomes)), statementBatch) {
		err := m.write(ctx, func(tx *sql.Tx, at time.Time) error {
			return closeBatch(ctx, tx, at, batch, func(id string) outcome { return outcomes[id] })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// giveUp closes what enough sweeps have missed, with an outcome that is not known for now.
func (m *Mirror) giveUp(ctx context.Context) error {
	for {
		var ids []string
		err := m.write(ctx, func(tx *sql.Tx, at time.Time) error {
			var err error
			ids, err = queryIDs(ctx, tx, `SELECT id FROM unpaid WHERE gone_ms = 0 AND missed >= $1 LIMIT $2`, confirmed, statementBatch)
			if err != nil || len(ids) == 0 {
				return err
			}
			return closeBatch(ctx, tx, at, ids, func(string) outcome { return outcomeUnknown })
		})
		if err != nil || len(ids) < statementBatch {
			return err
		}
	}
}

func closeBatch(ctx context.Context, tx *sql.Tx, at time.Time, ids []string, outcomeOf func(id string) outcome) error {
	records, err := load(ctx, tx, ids)
	if err != nil {
		return err
	}
	sums := newLedger()
	for _, r := range records {
		gone, known := r.gone, int64(0)
		switch {
		case gone == 0:
			gone = max(at.UnixMilli(), r.since+1)
		case r.outcome != outcomeUnknown:
			continue
		default:
			known = at.UnixMilli()
		}
		sums.leave(r)
		const update = `UPDATE unpaid SET gone_ms = $2, known_ms = $3, outcome = $4, missed = 0 WHERE id = $1`
		if _, err := tx.ExecContext(ctx, update, r.id, gone, known, string(outcomeOf(r.id))); err != nil {
			return err
		}
	}
	return sums.write(ctx, tx)
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func queryIDs(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
