package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/mayarbot/mayarbot/receivables"
)

const hourMillis = 60 * 60 * 1000

// A totalsChange collects what one database transaction does to the open, active transactions, and
// updates the totals at its end.
type totalsChange struct {
	total  receivables.Delta
	hours  map[int64]receivables.Delta
	groups map[string]bool
}

func newTotalsChange() *totalsChange {
	return &totalsChange{hours: map[int64]receivables.Delta{}, groups: map[string]bool{}}
}

// remove takes out a record as it was, and add puts in a record as it is now. Every record that is
// written, opened or closed goes through both.
func (c *totalsChange) remove(r *record) { c.apply(r, receivables.Delta.Minus) }
func (c *totalsChange) add(r *record)    { c.apply(r, receivables.Delta.Plus) }

func (c *totalsChange) apply(r *record, by func(receivables.Delta, receivables.Delta) receivables.Delta) {
	if !r.inTotals() {
		return
	}
	hour := floorHour(r.created)
	c.total = by(c.total, receivables.DeltaOf(r.amount))
	c.hours[hour] = by(c.hours[hour], receivables.DeltaOf(r.amount))
	c.groups[r.group] = true
}

func floorHour(ms int64) int64 {
	hour := ms / hourMillis
	if ms%hourMillis < 0 {
		hour--
	}
	return hour
}

// write updates the totals. The records must have been written before.
func (c *totalsChange) write(ctx context.Context, tx *sql.Tx) error {
	if len(c.groups) == 0 {
		return nil
	}
	if err := c.writeHours(ctx, tx); err != nil {
		return fmt.Errorf("totals by hour: %w", err)
	}
	groups, err := c.writeGroups(ctx, tx)
	if err != nil {
		return fmt.Errorf("totals by customer and product: %w", err)
	}
	const totals = `UPDATE mirror SET count = count + $1, amount = amount + $2, no_amount = no_amount + $3,
		group_count = group_count + $4`
	_, err = tx.ExecContext(ctx, totals, c.total.Count, c.total.Amount, c.total.NoAmount, groups)
	return err
}

func (c *totalsChange) writeHours(ctx context.Context, tx *sql.Tx) error {
	const upsert = `INSERT INTO unpaid_hour (hour, count, amount, no_amount) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hour) DO UPDATE SET count = unpaid_hour.count + excluded.count,
			amount = unpaid_hour.amount + excluded.amount, no_amount = unpaid_hour.no_amount + excluded.no_amount`
	for hour, d := range c.hours {
		if _, err := tx.ExecContext(ctx, upsert, hour, d.Count, d.Amount, d.NoAmount); err != nil {
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

// writeGroups rebuilds the changed groups from their records, and returns by how many the number of
// groups has grown.
func (c *totalsChange) writeGroups(ctx context.Context, tx *sql.Tx) (int64, error) {
	var grown int64
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(c.groups)), batchSize) {
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

// insertGroups builds the groups of the open, active records that match a condition.
func insertGroups(ctx context.Context, tx *sql.Tx, condition string, args ...any) (int64, error) {
	return rowsAffected(tx.ExecContext(ctx, `INSERT INTO unpaid_group
			(group_key, newest_id, newest_ms, oldest_ms, count, amount, no_amount)
		SELECT u.group_key,
			(SELECT n.id FROM unpaid n WHERE n.group_key = u.group_key AND n.closed_ms = 0 AND n.status = 'active'
				ORDER BY n.created_ms DESC, n.id DESC LIMIT 1),
			max(u.created_ms), min(u.created_ms), `+sumColumns("u.amount")+`
		FROM unpaid u WHERE `+condition+`u.closed_ms = 0 AND u.status = 'active' GROUP BY u.group_key`, args...))
}

// rebuildTotals builds all totals from the records: those of a database of an earlier version, and
// any that cannot be right.
func rebuildTotals(ctx context.Context, tx *sql.Tx) error {
	hour := fmt.Sprintf("(created_ms - ((created_ms %% %d) + %[1]d) %% %[1]d) / %[1]d", hourMillis)
	const active = ` FROM unpaid WHERE closed_ms = 0 AND status = 'active'`
	for _, statement := range []string{
		`DELETE FROM unpaid_group`,
		`DELETE FROM unpaid_hour`,
		`INSERT INTO unpaid_hour (hour, count, amount, no_amount)
			SELECT ` + hour + `, ` + sumColumns("amount") + active + ` GROUP BY 1`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	groups, err := insertGroups(ctx, tx, "")
	if err != nil {
		return err
	}
	sum, err := readDelta(tx.QueryRowContext(ctx, `SELECT `+sumColumns("amount")+active))
	if err != nil {
		return err
	}
	const totals = `UPDATE mirror SET count = $1, amount = $2, no_amount = $3, group_count = $4, totals_valid = 1`
	_, err = tx.ExecContext(ctx, totals, sum.Count, sum.Amount, sum.NoAmount, groups)
	return err
}
