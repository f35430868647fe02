package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// copyParameters bounds the parameters of one statement. Both engines accept more, but SQLite's
// driver looks each one up among all others.
const copyParameters = 1_000

// A copier copies tables from a read transaction to a write transaction.
type copier struct {
	to          Engine
	read, write *sql.Tx
	tables      []string
	columns     map[string][]string
	unused      map[string]*tableSum // what is in the tables of a database that nobody has used
}

// copy copies all tables and compares the result.
func (c *copier) copy(ctx context.Context) ([]CopiedTable, error) {
	if err := c.clear(ctx); err != nil {
		return nil, fmt.Errorf("the target: %w", err)
	}
	var report []CopiedTable
	for _, table := range c.tables {
		sent, err := c.copyTable(ctx, table)
		if err != nil {
			return nil, fmt.Errorf("copying %s: %w", table, err)
		}
		arrived, err := sumOf(ctx, c.write, table, c.columns[table])
		if err != nil {
			return nil, fmt.Errorf("reading back %s: %w", table, err)
		}
		if !arrived.same(sent) {
			return nil, fmt.Errorf("%s did not arrive as it was: %d rows were sent and %d are there, or they differ",
				table, sent.rows, arrived.rows)
		}
		report = append(report, c.copiedTable(table, arrived))
	}
	return report, nil
}

// describe reads our tables and columns from a newly created database.
func (c *copier) describe(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "mayarbot-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	db, err := Open(ctx, "sqlite:"+filepath.Join(folder, "unused.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	if c.tables, err = db.tables(ctx); err != nil {
		return err
	}
	c.tables = slices.DeleteFunc(c.tables, isExcluded)
	c.columns, c.unused = map[string][]string{}, map[string]*tableSum{}
	for _, table := range c.tables {
		if c.columns[table], err = columns(ctx, db.reader, table); err != nil {
			return err
		}
		if c.unused[table], err = sumOf(ctx, db.reader, table, c.columns[table]); err != nil {
			return err
		}
	}
	return nil
}

// rejectForeignTables fails for a target that has tables of another program.
func (c *copier) rejectForeignTables(ctx context.Context, target *DB) error {
	tables, err := target.tables(ctx)
	for _, table := range tables {
		if !isExcluded(table) && !slices.Contains(c.tables, table) {
			return fmt.Errorf("%w: its table %s is none of mayarbot's; give a database that has not been used",
				ErrNotEmpty, table)
		}
	}
	return err
}

// clear checks that the target holds nothing but what the migrations put there, and deletes that.
// Nobody else can write there until the end.
func (c *copier) clear(ctx context.Context) error {
	if c.to == Postgres {
		if _, err := c.write.ExecContext(ctx, `LOCK TABLE `+quoted(c.tables...)+` IN EXCLUSIVE MODE`); err != nil {
			return err
		}
	}
	if err := c.rejectUsedQueue(ctx); err != nil {
		return err
	}
	for _, table := range c.tables {
		there, err := sumOf(ctx, c.write, table, c.columns[table])
		if err != nil {
			return err
		}
		if !there.same(c.unused[table]) {
			return fmt.Errorf("%w: %s has been written to (%d rows); give a database that has not been used",
				ErrNotEmpty, table, there.rows)
		}
		if _, err := c.write.ExecContext(ctx, `DELETE FROM `+quoted(table)); err != nil {
			return err
		}
	}
	return nil
}

// rejectUsedQueue fails for a target whose job queue is in use: its jobs would run among ours.
// River's migrations create no jobs, and starting a mayarbot leaves only a tick.
func (c *copier) rejectUsedQueue(ctx context.Context) error {
	var jobs int64
	const query = `SELECT count(*) FROM river_job WHERE kind <> 'digest_tick'`
	if err := c.write.QueryRowContext(ctx, query).Scan(&jobs); err != nil {
		return err
	}
	if jobs > 0 {
		return fmt.Errorf(
			"%w: its job queue, river_job, has been used (%d jobs); give a database that has not been used",
			ErrNotEmpty, jobs)
	}
	return nil
}

// copyTable copies one table in batches and returns the checksum of the rows it read.
func (c *copier) copyTable(ctx context.Context, table string) (*tableSum, error) {
	sum := &tableSum{}
	var batch []any
	err := eachRow(ctx, c.read, table, c.columns[table], func(values []any) error {
		if len(batch)+len(values) > copyParameters {
			if err := c.insert(ctx, table, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		batch = append(batch, values...)
		return sum.add(values)
	})
	if err != nil {
		return nil, err
	}
	return sum, c.insert(ctx, table, batch)
}

// insert writes the rows that values holds.
func (c *copier) insert(ctx context.Context, table string, values []any) error {
	if len(values) == 0 {
		return nil
	}
	width := len(c.columns[table])
	var statement strings.Builder
	fmt.Fprintf(&statement, `INSERT INTO %s (%s) VALUES `, quoted(table), quoted(c.columns[table]...))
	for i := range values {
		switch {
		case i == 0:
			statement.WriteString("(")
		case i%width == 0:
			statement.WriteString("), (")
		default:
			statement.WriteString(", ")
		}
		fmt.Fprintf(&statement, "$%d", i+1)
	}
	statement.WriteString(")")
	_, err := c.write.ExecContext(ctx, statement.String(), values...)
	return err
}

func (c *copier) copiedTable(table string, sum *tableSum) CopiedTable {
	copied := CopiedTable{Table: table, Rows: sum.rows}
	for i, total := range sum.totals {
		if column := c.columns[table][i]; total != 0 && !strings.HasSuffix(column, "_ms") {
			copied.Sums = append(copied.Sums, Sum{column, total})
		}
	}
	return copied
}
