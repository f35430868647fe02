package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

const hourMS = 60 * 60 * 1000

// A ledger collects what one database transaction does to the open, active transactions, and brings the kept sums along in the end.
type ledger struct {
	count, amount int64
	hours         map[int64]*delta
	groups        map[string]bool
}

type delta struct{ count, amount int64 }

func newLedger() *ledger { return &ledger{hours: map[int64]*delta{}, groups: map[string]bool{}} }

// leave takes out a record as it was, and enter puts in one as it is now. Both must be told of each record whose facts or openness change.
func (l *ledger) leave(r *record) { l.move(r, -1) }
func (l *ledger) enter(r *record) { l.move(r, 1) }

func (l *ledger) move(r *record, sign int64) {
	if !r.counts() {
		return
	}
	l.count += sign
	l.amount += sign * r.amount
	l.groups[r.group] = true
	hour := floorHour(r.created)
	if l.hours[hour] == nil {
		l.hours[hour] = &delta{}
	}
	l.hours[hour].count += sign
	l.hours[hour].amount += sign * r.amount
}

func floorHour(ms int64) int64 {
	hour := ms / hourMS
	if ms%hourMS < 0 {
		hour--
	}
	return hour
}

// write brings the sums up to date. It must come after the records have been written.
func (l *ledger) write(ctx context.Context, tx *sql.Tx) error {
	if len(l.groups) == 0 {
		return nil
	}
	if err := l.writeHours(ctx, tx); err != nil {
		return fmt.Errorf("sums by hour: %w", err)
	}
	groups, err := l.writeGroups(ctx, tx)
	if err != nil {
		return fmt.Errorf("sums by customer and product: %w", err)
	}
	const totals = `UPDATE mirror SET count = count + $1, amount = amount + $2, group_count = group_count + $3`
	if _, err := tx.ExecContext(ctx, totals, l.count, l.amount, groups); err != nil {
		return fmt.Errorf("totals: %w", err)
	}
	return nil
}

func (l *ledger) writeHours(ctx context.Context, tx *sql.Tx) error {
	const add = `INSERT INTO unpaid_hour (hour, count, amount) VALUES ($1, $2, $3)
		ON CONFLICT (hour) DO UPDATE SET count = unpaid_hour.count + excluded.count, amount = unpaid_hour.amount + excluded.amount`
	for hour, d := range l.hours {
		if _, err := tx.ExecContext(ctx, add, hour, d.count, d.amount); err != nil {
			return err
		}
		if d.count >= 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM unpaid_hour WHERE hour = $1 AND count = 0`, hour); err != nil {
			return err
		}
	}
	return nil
}

// writeGroups makes the touched groups anew from their records, and returns by how many the number of groups has grown.
func (l *ledger) writeGroups(ctx context.Context, tx *sql.Tx) (int64, error) {
	var grown int64
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(l.groups)), statementBatch) {
		var w where
		these := w.in(batch)
		removed, err := rowsAffected(tx.ExecContext(ctx, `DELETE FROM unpaid_group WHERE group_key `+these, w.args...))
		if err != nil {
			return 0, err
		}
		added, err := rowsAffected(tx.ExecContext(ctx, `INSERT INTO unpaid_group (group_key, newest_id, newest_ms, oldest_ms, count, amount)
			SELECT u.group_key,
				(SELECT n.id FROM unpaid n WHERE n.group_key = u.group_key AND n.gone_ms = 0 AND n.status = 'active'
					ORDER BY n.created_ms DESC, n.id DESC LIMIT 1),
				max(u.created_ms), min(u.created_ms), count(*), CAST(sum(u.amount) AS BIGINT)
			FROM unpaid u WHERE u.group_key `+these+` AND u.gone_ms = 0 AND u.status = 'active' GROUP BY u.group_key`, w.args...))
		if err != nil {
			return 0, err
		}
		grown += added - removed
	}
	return grown, nil
}

func rowsAffected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
