package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// changeLasts is how long a change is kept, in milliseconds: longer than any cache of a user.
const changeLasts = 30 * 60 * 1000

// Changes tells all replicas that a user of the workspace has changed; Slack tells only one of
// them. The last change of each user is kept for half an hour.
type Changes struct{ db *DB }

// NewChanges returns the changes in db.
func NewChanges(db *DB) *Changes { return &Changes{db} }

// Changed records that a user has changed.
func (c *Changes) Changed(ctx context.Context, user string) error {
	expire := `DELETE FROM user_change WHERE at_ms < ` + c.db.nowMS() + ` - $1`
	if _, err := c.db.writer.ExecContext(ctx, expire, changeLasts); err != nil {
		return fmt.Errorf("forget changes: %w", err)
	}
	insert := `INSERT INTO user_change (user_id, stamp, at_ms) VALUES ($1, $2, ` + c.db.nowMS() + `)
		ON CONFLICT (user_id) DO UPDATE SET stamp = excluded.stamp, at_ms = excluded.at_ms`
	if _, err := c.db.writer.ExecContext(ctx, insert, Sanitize(user), uuid.NewString()); err != nil {
		return fmt.Errorf("record a change: %w", err)
	}
	return nil
}

// Last returns an id of the user's last change, "" if there was none recently.
func (c *Changes) Last(ctx context.Context, user string) (string, error) {
	var stamp string
	const query = `SELECT stamp FROM user_change WHERE user_id = $1`
	err := c.db.ReadRow(ctx, []any{&stamp}, query, Sanitize(user))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look up a change: %w", err)
	}
	return stamp, nil
}
