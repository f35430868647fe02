package receivables

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// statementBatch is how many values one statement lists, and how many records one database transaction closes.
const batchSize = 200

// write runs f in a database transaction that follows all earlier writes to the mirror: its first statement locks the mirror's one row, so that two
// replicas that both believe to hold the sync lock still do not work on the same sums. What f writes is learned at the moment that it is given, which
// is now, but later than that of any write before it: clocks differ, and a transaction may be committed long after it began.
func (m *Mirror) write(ctx context.Context, f func(tx *sql.Tx, at time.Time) error) error {
	tx, err := m.db.Writer().BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write to the mirror: %w", err)
	}
	defer tx.Rollback()
	var at int64
	var kept bool
	var sum Delta
	const next = `UPDATE mirror SET moment_ms = CASE WHEN moment_ms < $1 THEN $1 ELSE moment_ms + 1 END
		RETURNING moment_ms, kept = 1, count, CAST(amount AS BIGINT), no_amount`
	err = tx.QueryRowContext(ctx, next, m.cfg.Now().UnixMilli()).Scan(&at, &kept, &sum.Count, &sum.Amount, &sum.NoAmount)
	if err != nil {
		return fmt.Errorf("write to the mirror: %w", err)
	}
	if !kept || !sum.plausible() {
		if err := rebuildTotals(ctx, tx); err != nil {
			return fmt.Errorf("write to the mirror: %w", err)
		}
	}
	if err := f(tx, fromMillis(at)); err != nil {
		return fmt.Errorf("write to the mirror: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("write to the mirror: %w", err)
	}
	return nil
}

// save writes one page of what Mayar lists, and tells whether all of it was known: there, open and unchanged.
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
		saver := upserter{tx: tx, now: at, totals: newTotalsChange()}
		for _, id := range ids {
			changed, err := saver.upsert(ctx, old[id], listed[id])
			if err != nil {
				return err
			}
			known = known && !changed
		}
		if err := saver.markSeen(ctx, ids); err != nil {
			return err
		}
		return saver.totals.write(ctx, tx)
	})
	return known && err == nil, err
}

// byID returns a page by id, the last of what is listed twice, and the ids in the page's order.
func byID(page []mayar.Transaction) (listed map[string]mayar.Transaction, ids []string) {
	listed = map[string]mayar.Transaction{}
	for _, tx := range page {
		tx.ID = store.Text(tx.ID)
		if _, twice := listed[tx.ID]; !twice {
			ids = append(ids, tx.ID)
		}
		listed[tx.ID] = tx
	}
	return listed, ids
}

func loadRecords(ctx context.Context, tx *sql.Tx, ids []string) (map[string]*record, error) {
	var w where
	rows, err := tx.QueryContext(ctx, `SELECT `+recordColumns+` FROM unpaid WHERE id `+w.in(ids), w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]*record{}
	for rows.Next() {
		var r record
		if err := r.scan(rows); err != nil {
			return nil, err
		}
		found[r.id] = &r
	}
	return found, rows.Err()
}

// A saver writes what Mayar lists into the table.
type upserter struct {
	tx     *sql.Tx
	now    time.Time
	totals *totalsChange
}

// record writes one transaction, unless old says the same already.
func (s *upserter) upsert(ctx context.Context, old *record, tx mayar.Transaction) (changed bool, err error) {
	facts := factsOf(tx, s.now)
	if old == nil {
		r := &record{id: tx.ID, facts: facts, validFrom: s.now.UnixMilli(), startReason: startNew}
		s.totals.add(r)
		return true, s.insert(ctx, r)
	}
	if tx.CreatedAt.IsZero() {
		facts.created = old.created
	}
	if old.closed == 0 && old.facts == facts || old.justPaid(s.now) {
		return false, nil
	}
	r := &record{id: old.id, facts: facts, validFrom: old.validFrom, startReason: old.startReason}
	switch {
	case old.closed != 0:
		r.startReason, r.validFrom = startReappeared, max(s.now.UnixMilli(), old.closed+1)
		err = s.archive(ctx, old, old.closed, string(old.outcome))
	case old.status != facts.status || old.amount != facts.amount:
		r.startReason, r.validFrom = startChanged, max(s.now.UnixMilli(), old.validFrom+1)
		err = s.archive(ctx, old, r.validFrom, endChanged)
	}
	if err != nil {
		return true, err
	}
	s.totals.remove(old)
	s.totals.add(r)
	return true, s.update(ctx, r)
}

func (s *upserter) insert(ctx context.Context, r *record) error {
	_, err := s.tx.ExecContext(ctx, `INSERT INTO unpaid (id, created_ms, type, status, amount, customer_name, customer_email, customer_phone,
		product_name, url, group_key, search_text, search_phone, since_ms, began, first_seen_ms, last_seen_ms, seen_sweep, gone_ms, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $14, 0, $16, $17)`,
		r.id, r.created, r.kind, r.status, r.amount, r.name, r.email, r.phone, r.product, r.url, r.group, r.searchText, r.searchPhone,
		r.validFrom, r.startReason, r.closed, r.outcome)
	return err
}

func (s *upserter) update(ctx context.Context, r *record) error {
	_, err := s.tx.ExecContext(ctx, `UPDATE unpaid SET created_ms = $2, type = $3, status = $4, amount = $5, customer_name = $6, customer_email = $7,
		customer_phone = $8, product_name = $9, url = $10, group_key = $11, search_text = $12, search_phone = $13, since_ms = $14, began = $15,
		gone_ms = 0, known_ms = 0, outcome = '', tries = 0 WHERE id = $1`,
		r.id, r.created, r.kind, r.status, r.amount, r.name, r.email, r.phone, r.product, r.url, r.group, r.searchText, r.searchPhone,
		r.validFrom, r.startReason)
	return err
}

// keepPast keeps how a transaction was until end, for Changes.
func (s *upserter) archive(ctx context.Context, r *record, end int64, endReason string) error {
	_, err := s.tx.ExecContext(ctx, `INSERT INTO unpaid_past (id, unpaid_id, status, amount, since_ms, began, end_ms, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		fmt.Sprintf("%s %d", r.id, r.validFrom), r.id, r.status, r.amount, r.validFrom, r.startReason, end, endReason)
	return err
}

// seen marks what Mayar lists with the number of the last sweep that has begun, so that this one does not miss it.
func (s *upserter) markSeen(ctx context.Context, ids []string) error {
	w := where{args: []any{s.now.UnixMilli()}}
	_, err := s.tx.ExecContext(ctx, `UPDATE unpaid SET last_seen_ms = $1, seen_sweep = (SELECT sweep_number FROM mirror), missed = 0 WHERE id `+
		w.in(ids), w.args...)
	return err
}
