package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Checkouts stores the checkout links of the last minute for other replicas. The writer encrypts
// them: this package can read neither the request behind an id nor the answer. Times are the
// database's.
type Checkouts struct{ db *DB }

// NewCheckouts returns the checkouts in db.
func NewCheckouts(db *DB) *Checkouts { return &Checkouts{db} }

// Claim looks up a request. If nobody has answered it and nobody else has claimed it, it is the
// caller's for the given time, and claim is not empty: the caller must then Keep an answer or
// Release it. Otherwise sealed is the answer, or nil while another caller works on it.
func (c *Checkouts) Claim(
	ctx context.Context, id string, lasts time.Duration,
) (claim string, sealed []byte, err error) {
	claim = uuid.NewString()
	if err := c.Expire(ctx); err != nil {
		return "", nil, err
	}
	insert := `INSERT INTO checkout (id, claim, expires_ms) VALUES ($1, $2, ` + c.db.nowMS() +
		` + $3) ON CONFLICT (id) DO NOTHING`
	result, err := c.db.writer.ExecContext(ctx, insert, id, claim, lasts.Milliseconds())
	if err != nil {
		return "", nil, fmt.Errorf("claim a checkout: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 1 {
		return claim, nil, err
	}
	sealed, err = c.find(ctx, id)
	if err != nil {
		return "", nil, fmt.Errorf("look up a checkout: %w", err)
	}
	return "", sealed, nil
}

// find returns the answer to a request, nil if there is none yet.
func (c *Checkouts) find(ctx context.Context, id string) ([]byte, error) {
	var text string
	err := c.db.reader.QueryRowContext(ctx, `SELECT sealed FROM checkout WHERE id = $1 AND sealed <> ''`, id).
		Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(text)
}

// Keep stores the answer to a request for the given time. It drops an answer whose claim has
// expired.
func (c *Checkouts) Keep(ctx context.Context, claim string, sealed []byte, lasts time.Duration) error {
	update := `UPDATE checkout SET sealed = $2, expires_ms = ` + c.db.nowMS() + ` + $3 WHERE claim = $1`
	text := base64.StdEncoding.EncodeToString(sealed)
	if _, err := c.db.writer.ExecContext(ctx, update, claim, text, lasts.Milliseconds()); err != nil {
		return fmt.Errorf("keep a checkout: %w", err)
	}
	return nil
}

// Release gives up a claim, so that others can claim the request.
func (c *Checkouts) Release(ctx context.Context, claim string) error {
	if _, err := c.db.writer.ExecContext(ctx, `DELETE FROM checkout WHERE claim = $1`, claim); err != nil {
		return fmt.Errorf("release a checkout: %w", err)
	}
	return nil
}

// Expire deletes expired rows. Claim does it too.
func (c *Checkouts) Expire(ctx context.Context) error {
	if _, err := c.db.writer.ExecContext(ctx, `DELETE FROM checkout WHERE expires_ms <= `+c.db.nowMS()); err != nil {
		return fmt.Errorf("expire checkouts: %w", err)
	}
	return nil
}

// nowMS is the database's time in SQL, in milliseconds since 1970.
func (db *DB) nowMS() string {
	if db.engine == SQLite {
		return `(` + sqliteMicros + `) / 1000`
	}
	return `(` + postgresMicros + `) / 1000`
}
