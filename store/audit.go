package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/mayarbot/mayarbot/audit"
)

// Audit stores what people did until [DB.Purge] deletes it.
type Audit struct {
	db      *DB
	replica string
}

// NewAudit returns the audit in db, to which the named process adds.
func NewAudit(db *DB, replica string) *Audit { return &Audit{db, replica} }

// Record adds rec, under the name of this process. Times are kept to the millisecond.
func (a *Audit) Record(ctx context.Context, rec audit.Record) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	const insert = `INSERT INTO audit
		(id, at_ms, ref, team, channel, user_id, kind, command, action_id, detail, outcome, took_ms, replica)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	_, err = a.db.writer.ExecContext(ctx, insert, id.String(), rec.At.UnixMilli(), Sanitize(rec.Ref),
		Sanitize(rec.Team), Sanitize(rec.Channel), Sanitize(rec.User), Sanitize(rec.Kind), Sanitize(rec.Command),
		Sanitize(rec.ID), Sanitize(rec.Detail), Sanitize(rec.Outcome), rec.Took.Milliseconds(), Sanitize(a.replica))
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
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
