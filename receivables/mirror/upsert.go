package mirror

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// batchSize bounds the values in one statement, and the records that one database transaction
// closes.
const batchSize = 200

// write runs f in a database transaction that follows all earlier writes to the mirror. Its first
// statement locks the one row of mirror, so two replicas that both believe that they hold the sync
// lock still do not change the same totals at once.
//
// f gets the version of its write: now by our clock, but later than the version of every earlier
// write. Clocks differ, and a transaction may be committed long after it began.
func (m *Mirror) write(ctx context.Context, f func(tx *sql.Tx, at time.Time) error) error {
	if err := m.writeVersion(ctx, f); err != nil {
		return fmt.Errorf("write to the mirror: %w", err)
	}
	return nil
}

func (m *Mirror) writeVersion(ctx context.Context, f func(tx *sql.Tx, at time.Time) error) error {
	tx, err := m.db.Writer().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var at int64
	var valid bool
	var sum receivables.Delta
	const next = `UPDATE mirror SET version_ms = CASE WHEN version_ms < $1 THEN $1 ELSE version_ms + 1 END
		RETURNING version_ms, totals_valid = 1, count, CAST(amount AS BIGINT), no_amount`
	row := tx.QueryRowContext(ctx, next, m.cfg.Now().UnixMilli())
	if err := row.Scan(&at, &valid, &sum.Count, &sum.Amount, &sum.NoAmount); err != nil {
		return err
	}
	if !valid || !plausible(sum) {
		if err := rebuildTotals(ctx, tx); err != nil {
			return fmt.Errorf("rebuild totals: %w", err)
		}
	}
	if err := f(tx, store.FromMillis(at)); err != nil {
		return err
	}
	return tx.Commit()
}

// save writes one page of the list. known reports whether all of it was in the table already, open
// and unchanged.
func (m *Mirror) save(ctx context.Context, page []mayar.Transaction) (known bool, err error) {
	known = true
	listed, ids := byID(page)
	if len(ids) == 0 {
		return true, nil
	}
	err = m.write(ctx, func(tx *sql.Tx, at time.Time) error {
		old, err := loadRecords(ctx, tx, ids)
		if err != nil {
			return err
		}
		up := upserter{tx: tx, now: at, totals: newTotalsChange()}
		for _, id := range ids {
			changed, err := up.upsert(ctx, old[id], listed[id])
			if err != nil {
				return err
			}
			known = known && !changed
		}
		if err := up.markSeen(ctx, ids); err != nil {
			return err
		}
		return up.totals.write(ctx, tx)
	})
	return known && err == nil, err
}

// byID returns a page by id, and its ids in their order. Of two rows with one id the last counts.
func byID(page []mayar.Transaction) (listed map[string]mayar.Transaction, ids []string) {
	listed = map[string]mayar.Transaction{}
	for _, tx := range page {
		tx.ID = store.Sanitize(tx.ID)
		if _, twice := listed[tx.ID]; !twice {
			ids = append(ids, tx.ID)
		}
		listed[tx.ID] = tx
	}
	return listed, ids
}

func loadRecords(ctx context.Context, tx *sql.Tx, ids []string) (map[string]*record, error) {
	var w where
	these := w.in(ids)
	return queryRecords(ctx, tx, "id "+these, w.args...)
}

// queryRecords returns the records that match a condition, by id.
func queryRecords(ctx context.Context, tx *sql.Tx, condition string, args ...any) (map[string]*record, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+recordColumns+` FROM unpaid WHERE `+condition, args...)
	found := map[string]*record{}
	err = store.EachRow(rows, err, func() error {
		var r record
		err := r.scan(rows)
		found[r.id] = &r
		return err
	})
	return found, err
}

// An upserter writes transactions into the table unpaid.
type upserter struct {
	tx     *sql.Tx
	now    time.Time
	totals *totalsChange
}

// upsert writes one transaction, unless old is the same.
func (u *upserter) upsert(ctx context.Context, old *record, tx mayar.Transaction) (changed bool, err error) {
	facts := factsOf(tx, u.now)
	if old == nil {
		r := &record{id: tx.ID, facts: facts, validFrom: u.now.UnixMilli(), startReason: startNew}
		u.totals.add(r)
		return true, u.insert(ctx, r)
	}
	if tx.CreatedAt.IsZero() {
		facts.created = old.created
	}
	if old.closed == 0 && old.facts == facts || old.justPaid(u.now) {
		return false, nil
	}
	r := &record{id: old.id, facts: facts, validFrom: old.validFrom, startReason: old.startReason}
	switch {
	case old.closed != 0:
		r.startReason, r.validFrom = startReappeared, max(u.now.UnixMilli(), old.closed+1)
		err = u.archive(ctx, old, old.closed, string(old.outcome))
	case old.status != facts.status || old.amount != facts.amount:
		r.startReason, r.validFrom = startChanged, max(u.now.UnixMilli(), old.validFrom+1)
		err = u.archive(ctx, old, r.validFrom, endChanged)
	}
	if err != nil {
		return true, err
	}
	u.totals.remove(old)
	u.totals.add(r)
	return true, u.update(ctx, r)
}

func (u *upserter) insert(ctx context.Context, r *record) error {
	w := where{args: r.values()}
	now := w.arg(r.validFrom)
	_, err := u.tx.ExecContext(ctx, `INSERT INTO unpaid (`+recordColumns+`, first_seen_ms, last_seen_ms, seen_sweep)
		VALUES (`+recordMarks+`, `+now+`, `+now+`, 0)`, w.args...)
	return err
}

func (u *upserter) update(ctx context.Context, r *record) error {
	w := where{args: r.values()}
	_, err := u.tx.ExecContext(ctx, `UPDATE unpaid SET `+recordAssignments+`,
			edited_ms = `+w.arg(u.now.UnixMilli())+`, outcome_known_ms = 0, lookups = 0
		WHERE id = $1`, w.args...)
	return err
}

// archive keeps the period of a record that ends at a version, for Changes.
func (u *upserter) archive(ctx context.Context, r *record, end int64, endReason string) error {
	id := fmt.Sprintf("%s %d", r.id, r.validFrom)
	_, err := u.tx.ExecContext(ctx, `INSERT INTO unpaid_history
			(id, unpaid_id, status, amount, valid_from_ms, start_reason, valid_to_ms, end_reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, r.id, r.status, r.amount, r.validFrom, r.startReason, end, endReason)
	return err
}

// markSeen records that the sweep that began last has seen the transactions, so that it does not
// count them as missing.
func (u *upserter) markSeen(ctx context.Context, ids []string) error {
	w := where{args: []any{u.now.UnixMilli()}}
	_, err := u.tx.ExecContext(ctx, `UPDATE unpaid
		SET last_seen_ms = $1, seen_sweep = (SELECT sweep_number FROM mirror), missed_sweeps = 0
		WHERE id `+w.in(ids), w.args...)
	return err
}
