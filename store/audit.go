package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/mayarbot/mayarbot/internal/audit"
)

// Audit stores what people did until [DB.Purge] deletes it. It is safe for use by several
// goroutines.
type Audit struct {
	db      *DB
	replica string

	mu      sync.Mutex
	waiting []*auditInsert
	writing bool // a goroutine writes what waits
}

// An auditInsert is a record that waits to be written.
type auditInsert struct {
	values []any
	done   chan error // of capacity one
}

// NewAudit returns the audit in db, to which the named process adds.
func NewAudit(db *DB, replica string) *Audit { return &Audit{db: db, replica: replica} }

const (
	maxAuditBatch     = 1024 // records in one statement
	auditWriteTimeout = 5 * time.Second
)

// auditBatch returns how many of the waiting records one statement writes: a power of two. Each
// connection to Postgres keeps a plan for each number, which takes a megabyte for the larger ones.
func auditBatch(waiting int) int {
	size := maxAuditBatch
	for size > waiting {
		size /= 2
	}
	return size
}

// Record adds rec, under the name of this process, and returns when it is committed, or when ctx
// ends. Records that arrive while another is written are committed together. Times are kept to the
// millisecond.
func (a *Audit) Record(ctx context.Context, rec audit.Record) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	insert := &auditInsert{done: make(chan error, 1), values: []any{
		id.String(), rec.At.UnixMilli(), Sanitize(rec.Ref), Sanitize(rec.Team), Sanitize(rec.Channel),
		Sanitize(rec.User), Sanitize(rec.Kind), Sanitize(rec.Command), Sanitize(rec.ID), Sanitize(rec.Detail),
		Sanitize(rec.Outcome), rec.Took.Milliseconds(), Sanitize(a.replica),
	}}
	a.mu.Lock()
	a.waiting = append(a.waiting, insert)
	if !a.writing {
		a.writing = true
		go a.writeWaiting()
	}
	a.mu.Unlock()
	select {
	case err = <-insert.done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// writeWaiting writes batches until nothing waits.
func (a *Audit) writeWaiting() {
	for {
		a.mu.Lock()
		batch := a.waiting[:auditBatch(len(a.waiting))]
		a.waiting = a.waiting[len(batch):]
		a.writing = len(batch) > 0
		a.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		err := a.write(batch)
		for _, insert := range batch {
			insert.done <- err
		}
	}
}

// write inserts a batch in one statement.
func (a *Audit) write(batch []*auditInsert) error {
	var query strings.Builder
	query.WriteString(`INSERT INTO audit
		(id, at_ms, ref, team, channel, user_id, kind, command, action_id, detail, outcome, took_ms, replica) VALUES `)
	var values []any
	for i, insert := range batch {
		separator := ", ("
		if i == 0 {
			separator = "("
		}
		for _, value := range insert.values {
			values = append(values, value)
			query.WriteString(separator + "$" + strconv.Itoa(len(values)))
			separator = ", "
		}
		query.WriteByte(')')
	}
	query.WriteString(` ON CONFLICT (id) DO NOTHING`) // a lost connection may have written them
	ctx, cancel := context.WithTimeout(context.Background(), auditWriteTimeout)
	defer cancel()
	return a.db.Retry(func() error {
		_, err := a.db.exec(ctx, query.String(), values...)
		return err
	})
}

// Recent returns the newest records, newest first, at most limit.
func (a *Audit) Recent(ctx context.Context, limit int) ([]audit.Record, error) {
	const query = `SELECT at_ms, ref, team, channel, user_id, kind, command, action_id, detail, outcome, took_ms,
			replica
		FROM audit ORDER BY at_ms DESC, id DESC LIMIT $1`
	rows, err := a.db.reader.QueryContext(ctx, query, limit)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	defer rows.Close()
	var recent []audit.Record
	for rows.Next() {
		var rec audit.Record
		var at, took int64
		err := rows.Scan(&at, &rec.Ref, &rec.Team, &rec.Channel, &rec.User, &rec.Kind, &rec.Command, &rec.ID,
			&rec.Detail, &rec.Outcome, &took, &rec.Replica)
		if err != nil {
			return nil, fmt.Errorf("audit: %w", err)
		}
		rec.At, rec.Took = time.UnixMilli(at).UTC(), time.Duration(took)*time.Millisecond
		recent = append(recent, rec)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return recent, nil
}
