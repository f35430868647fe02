package mirror

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// An index holds in memory what a list with filters needs of each transaction. Both engines take
// ten times as long to search, group and sum up a hundred thousand rows, with an index for words
// too.
//
// It is as of one version of the mirror. Each use first reads from the database what has changed
// since, so it shows the writes of other processes too. After indexAge it is read anew: a server that
// takes over without the last writes has fewer transactions, and that is no change.
type index struct {
	mu       sync.Mutex
	loaded   time.Time // zero: it must be read
	state    indexState
	rows     []indexRow
	interned map[string]string
}

// indexAge is how long the index is used before it is read anew.
const indexAge = time.Hour

// An indexState tells which rows the index must have.
type indexState struct {
	version int64
	purged  int64 // what was closed before then is deleted
}

// An indexRow is a transaction.
type indexRow struct {
	id, group               string
	searchText, searchPhone string
	created, closed, amount int64
	kind                    string // lower case
	status                  string // of an open one; the outcome of a closed one; or statusNegative
}

// errOldSnapshot is the error of a snapshot that is older than the index.
var errOldSnapshot = errors.New("the index of the mirror is newer than the snapshot")

// each brings the index to the version of a snapshot, and calls do for each transaction. The row
// must not be kept; its texts may.
func (ix *index) each(ctx context.Context, tx snapshot, now time.Time, do func(*indexRow)) error {
	var s indexState
	if err := tx.QueryRowContext(ctx, indexStateQuery).Scan(&s.version, &s.purged); err != nil {
		return fmt.Errorf("read the version of the mirror: %w", err)
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if err := ix.update(ctx, tx, s, now); err != nil {
		return err
	}
	for i := range ix.rows {
		do(&ix.rows[i])
	}
	return nil
}

const indexStateQuery = `SELECT version_ms, purged_ms FROM mirror`

func (ix *index) update(ctx context.Context, tx snapshot, s indexState, now time.Time) error {
	age := now.Sub(ix.loaded)
	switch {
	case age < 0 || age >= indexAge || ix.state.version < s.purged: // some may have been closed and deleted since
		return ix.load(ctx, tx, s, now)
	case ix.state == s:
		return nil
	case ix.state.version > s.version:
		return errOldSnapshot
	}
	changed, err := ix.query(ctx, tx, changedRows, ix.state.version)
	if err != nil {
		return err
	}
	ix.replace(changed)
	if ix.state.purged < s.purged {
		ix.rows = slices.DeleteFunc(ix.rows, func(r indexRow) bool { return r.closed > 0 && r.closed < s.purged })
	}
	ix.state = s
	return nil
}

// load reads all transactions.
func (ix *index) load(ctx context.Context, tx snapshot, s indexState, now time.Time) (err error) {
	ix.loaded, ix.rows, ix.interned = time.Time{}, nil, map[string]string{}
	if ix.rows, err = ix.query(ctx, tx, ""); err == nil {
		ix.loaded, ix.state = now, s
	}
	return err
}

// forget makes the next use read all transactions.
func (ix *index) forget() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.loaded = time.Time{}
}

// replace puts in the changed transactions in the place of their earlier versions.
func (ix *index) replace(changed []indexRow) {
	if len(changed) == 0 {
		return
	}
	byID := make(map[string]indexRow, len(changed))
	for _, r := range changed {
		byID[r.id] = r
	}
	for i := range ix.rows {
		if r, ok := byID[ix.rows[i].id]; ok {
			ix.rows[i] = r
			delete(byID, r.id)
		}
	}
	for _, r := range byID {
		ix.rows = append(ix.rows, r)
	}
}

// changedRows limits to the transactions that were written after a version. UNION would make SQLite
// read all transactions in the order of their ids.
const changedRows = ` WHERE id IN (
	SELECT id FROM unpaid WHERE valid_from_ms > $1
	UNION ALL SELECT id FROM unpaid WHERE edited_ms > 0 AND edited_ms > $1
	UNION ALL SELECT id FROM unpaid WHERE closed_ms > 0 AND closed_ms > $1
	UNION ALL SELECT id FROM unpaid WHERE outcome_known_ms > 0 AND outcome_known_ms > $1)`

func (ix *index) query(
	ctx context.Context, tx snapshot, condition string, args ...any,
) (found []indexRow, _ error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, group_key, search_text, search_phone, created_ms, closed_ms, amount,
			type, CASE WHEN closed_ms = 0 OR status = '`+statusNegative+`' THEN status ELSE outcome END
		FROM unpaid`+condition, args...)
	err = eachRow(rows, err, func() error {
		var r indexRow
		err := rows.Scan(&r.id, &r.group, &r.searchText, &r.searchPhone, &r.created, &r.closed, &r.amount,
			&r.kind, &r.status)
		r.kind, r.status = ix.intern(strings.ToLower(r.kind)), ix.intern(r.status)
		found = append(found, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the index of the mirror: %w", err)
	}
	return found, nil
}

// intern returns one copy of equal texts.
func (ix *index) intern(text string) string {
	if same, ok := ix.interned[text]; ok {
		return same
	}
	ix.interned[text] = text
	return text
}
