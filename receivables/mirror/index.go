package mirror

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

// An index holds in memory what a list with filters needs of each transaction. Both engines take
// ten times as long to search, group and sum up a hundred thousand rows, with an index for words
// too.
//
// It is as of one version of the mirror. Each use first reads from the database what has changed
// since, so it shows the writes of other processes too. After indexAge it is read anew: a server
// that takes over without the last writes has fewer transactions, and that is no change.
type index struct {
	timeout time.Duration // indexTimeout, another in tests

	mu     sync.Mutex
	loaded time.Time // zero: it must be read
	state  indexState
	rows   []indexRow

	groups    names   // the keys of groups
	customers names   // the parts of them that name the customer
	customer  []int32 // of each group
	kinds     names
	statuses  names // of open ones; the outcome of closed ones; or statusNegative
}

const (
	// indexAge is how long the index is used before it is read anew.
	indexAge = time.Hour

	// indexTimeout is how long a read of the database may keep others from the index: a server that
	// has disappeared says nothing.
	indexTimeout = 15 * time.Second
)

// An indexState tells which rows the index must have.
type indexState struct {
	version int64
	purged  int64 // what was closed before then is deleted
}

// An indexRow is a transaction. It has only one pointer, so that the garbage collector is soon
// through.
type indexRow struct {
	texts                   string // the id, the search text and the digits of the phone number
	idEnd, searchEnd        uint32
	group, kind, status     int32 // of names; the kind in lower case
	created, closed, amount int64
}

func (r *indexRow) id() string          { return r.texts[:r.idEnd] }
func (r *indexRow) searchText() string  { return r.texts[r.idEnd:r.searchEnd] }
func (r *indexRow) searchPhone() string { return r.texts[r.searchEnd:] }

// names number different texts from 0.
type names struct {
	numbers map[string]int32
	texts   []string
}

func (n *names) number(text string) int32 {
	number, ok := n.numbers[text]
	if !ok {
		if n.numbers == nil {
			n.numbers = map[string]int32{}
		}
		number = int32(len(n.texts))
		n.numbers[text], n.texts = number, append(n.texts, text)
	}
	return number
}

// errOldSnapshot is the error of a snapshot that is older than the index.
var errOldSnapshot = errors.New("the index of the mirror is newer than the snapshot")

// errDatabaseSilent is not a context.DeadlineExceeded, which people are told is Mayar's.
var errDatabaseSilent = errors.New("the database does not answer")

// each brings the index to the version of a snapshot, and calls do for each transaction. The row
// must not be kept; its texts may.
func (ix *index) each(ctx context.Context, tx snapshot, now time.Time, do func(*indexRow)) error {
	var s indexState
	if err := tx.QueryRowContext(ctx, indexStateQuery).Scan(&s.version, &s.purged); err != nil {
		return fmt.Errorf("read the version of the mirror: %w", err)
	}
	ix.mu.Lock()
	defer ix.mu.Unlock()
	reading, cancel := context.WithTimeout(ctx, ix.timeout)
	defer cancel()
	err := ix.update(reading, tx, s, now)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return errDatabaseSilent
	}
	if err != nil {
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
	ix.clear()
	if ix.rows, err = ix.query(ctx, tx, ""); err == nil {
		ix.loaded, ix.state = now, s
	}
	return err
}

func (ix *index) clear() {
	ix.loaded, ix.rows, ix.customer = time.Time{}, nil, nil
	ix.groups, ix.customers, ix.kinds, ix.statuses = names{}, names{}, names{}, names{}
}

// forget makes the next use read all transactions.
func (ix *index) forget() {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	ix.clear()
}

// forgetOld frees the memory of an index that would not be used again. It does not wait for one
// that is used.
func (ix *index) forgetOld(now time.Time) {
	if !ix.mu.TryLock() {
		return
	}
	defer ix.mu.Unlock()
	if now.Sub(ix.loaded) >= indexAge {
		ix.clear()
	}
}

// replace puts in the changed transactions in the place of their earlier versions.
func (ix *index) replace(changed []indexRow) {
	if len(changed) == 0 {
		return
	}
	byID := make(map[string]indexRow, len(changed))
	for _, r := range changed {
		byID[r.id()] = r
	}
	for i := range ix.rows {
		if r, ok := byID[ix.rows[i].id()]; ok {
			ix.rows[i] = r
			delete(byID, r.id())
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
	err = store.EachRow(rows, err, func() error {
		var r indexRow
		var id, group, searchText, searchPhone, kind, status string
		err := rows.Scan(&id, &group, &searchText, &searchPhone, &r.created, &r.closed, &r.amount, &kind, &status)
		r.texts = id + searchText + searchPhone
		r.idEnd, r.searchEnd = uint32(len(id)), uint32(len(id)+len(searchText))
		r.group = ix.groupNumber(group)
		r.kind, r.status = ix.kinds.number(strings.ToLower(kind)), ix.statuses.number(status)
		found = append(found, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the index of the mirror: %w", err)
	}
	return found, nil
}

func (ix *index) groupNumber(key string) int32 {
	number := ix.groups.number(key)
	if int(number) == len(ix.customer) {
		customer, _, _ := strings.Cut(key, "\n")
		ix.customer = append(ix.customer, ix.customers.number(customer))
	}
	return number
}
