package digest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// hold takes the row for this attempt, unless somebody else was quicker.
func (a *attempt) hold(ctx context.Context) (bool, error) {
	return a.save(ctx, a.row.until(a.now.Add(holdFor)))
}

// wait gives the row back, to be worked on again after d.
func (a *attempt) wait(ctx context.Context, d time.Duration, reason string) (time.Duration, error) {
	next := a.row.until(a.now.Add(d))
	next.Reason = reason
	if saved, err := a.save(ctx, next); err != nil || !saved {
		return soon, err
	}
	return d, nil
}

// end ends the slot without a post.
func (a *attempt) end(ctx context.Context, status Status, reason string) error {
	return a.endWith(ctx, status, reason, func(*sql.Tx) error { return nil })
}

// endWith ends the slot without a post, and with it what also follows.
func (a *attempt) endWith(ctx context.Context, status Status, reason string, also func(tx *sql.Tx) error) error {
	next := a.row
	next.Status, next.Reason, next.Late = status, reason, false
	err := a.write(ctx, func(tx *sql.Tx) error {
		if err := also(tx); err != nil {
			return err
		}
		return must(save(ctx, tx, a.row, next, ""))
	})
	if errors.Is(err, errOvertaken) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write to the ledger: %w", err)
	}
	a.row = next
	a.cfg.Metrics.Ended(next.Delivery)
	return nil
}

// save replaces the attempt's row in the ledger.
func (a *attempt) save(ctx context.Context, next row) (bool, error) {
	ok, err := save(ctx, a.cfg.DB.Writer(), a.row, next, "")
	if err != nil {
		return false, fmt.Errorf("write to the ledger: %w", err)
	}
	if ok {
		a.row = next
	}
	return ok, nil
}
