package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

const hourMillis = 60 * 60 * 1000

// A ledger collects what one database transaction does to the open, active transactions, and brings the kept sums along in the end.
type totalsChange struct {
	total  Delta
	hours  map[int64]Delta
	groups map[string]bool
}

func newTotalsChange() *totalsChange {
	return &totalsChange{hours: map[int64]Delta{}, groups: map[string]bool{}}
}

// leave takes out a record as it was, and enter puts in one as it is now. Both must be told of each record whose facts or openness change.
func (l *totalsChange) remove(r *record) { l.apply(r, Delta.minus) }
func (l *totalsChange) add(r *record)    { l.apply(r, Delta.plus) }

func (l *totalsChange) apply(r *record, by func(Delta, Delta) Delta) {
	if !r.inTotals() {
		return
	}
	hour := floorHour(r.created)
	l.total = by(l.total, deltaOf(r.amount))
	l.hours[hour] = by(l.hours[hour], deltaOf(r.amount))
	l.groups[r.group] = true
}

func floorHour(ms int64) int64 {
	hour := ms / hourMillis
	if ms%hourMillis < 0 {
		hour--
	}
	return hour
}

// write brings the sums up to date. It must come after the records have been written.
func (l *totalsChange) write(ctx context.Context, tx *sql.Tx) error {
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
	const totals = `UPDATE mirror SET count = count + $1, amount = amount + $2, no_amount = no_amount + $3, group_count = group_count + $4`
	if _, err := tx.ExecContext(ctx, totals, l.total.Count, l.total.Amount, l.total.NoAmount, groups); err != nil {
		return fmt.Errorf("totals: %w", err)
	}
	return nil
}

func (l *totalsChange) writeHours(ctx context.Context, tx *sql.Tx) error {
	const add = `INSERT INTO unpaid_hour (hour, count, amount, no_amount) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hour) DO UPDATE SET count = unpaid_hour.count + excluded.count, amount = unpaid_hour.amount + excluded.amount,
			no_amount = unpaid_hour.no_amount + excluded.no_amount`
	for hour, d := range l.hours {
		if _, err := tx.ExecContext(ctx, add, hour, d.Count, d.Amount, d.NoAmount); err != nil {
			return err
		}
		if d.Count >= 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM unpaid_hour WHERE hour = $1 AND count = 0`, hour); err != nil {
			return err
		}
	}
	return nil
}

// writeGroups makes the touched groups anew from their records, and returns by how many the number of groups has grown.
func (l *totalsChange) writeGroups(ctx context.Context, tx *sql.Tx) (int64, error) {
	var grown int64
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(l.groups)), batchSize) {
		var w where
		these := w.in(batch)
		removed, err := rowsAffected(tx.ExecContext(ctx, `DELETE FROM unpaid_group WHERE group_key `+these, w.args...))
		if err != nil {
			return 0, err
		}
		added, err := insertGroups(ctx, tx, "u.group_key "+these+" AND ", w.args...)
		if err != nil {
			return 0, err
		}
		grown += added - removed
	}
	return grown, nil
}

// insertGroups makes the groups of the open, active records that a condition chooses.
func insertGroups(ctx context.Context, tx *sql.Tx, condition string, args ...any) (int64, error) {
	return rowsAffected(tx.ExecContext(ctx, `INSERT INTO unpaid_group (group_key, newest_id, newest_ms, oldest_ms, count, amount, no_amount)
		SELECT u.group_key,
			(SELECT n.id FROM unpaid n WHERE n.group_key = u.group_key AND n.gone_ms = 0 AND n.status = 'active'
				ORDER BY n.created_ms DESC, n.id DESC LIMIT 1),
			max(u.created_ms), min(u.created_ms), `+sumColumns("u.amount")+`
		FROM unpaid u WHERE `+condition+`u.gone_ms = 0 AND u.status = 'active' GROUP BY u.group_key`, args...))
}

// makeSums makes all kept sums anew from the records: those of a database of an earlier version, and any that cannot be right.
func rebuildTotals(ctx context.Context, tx *sql.Tx) error {
	hour := fmt.Sprintf("(created_ms - ((created_ms %% %d) + %[1]d) %% %[1]d) / %[1]d", hourMillis)
	for _, statement := range []string{
		`DELETE FROM unpaid_group`,
		`DELETE FROM unpaid_hour`,
		`INSERT INTO unpaid_hour (hour, count, amount, no_amount)
			SELECT ` + hour + `, ` + sumColumns("amount") + ` FROM unpaid WHERE gone_ms = 0 AND status = 'active' GROUP BY 1`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("sums anew: %w", err)
		}
	}
	groups, err := insertGroups(ctx, tx, "")
	if err != nil {
		return fmt.Errorf("sums anew: %w", err)
	}
	sum, err := readDelta(tx.QueryRowContext(ctx, `SELECT `+sumColumns("amount")+` FROM unpaid WHERE gone_ms = 0 AND status = 'active'`))
	if err != nil {
		return fmt.Errorf("sums anew: %w", err)
	}
	const totals = `UPDATE mirror SET count = $1, amount = $2, no_amount = $3, group_count = $4, kept = 1`
	if _, err := tx.ExecContext(ctx, totals, sum.Count, sum.Amount, sum.NoAmount, groups); err != nil {
		return fmt.Errorf("sums anew: %w", err)
	}
	return nil
}

func rowsAffected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
