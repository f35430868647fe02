package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// copyParameters bounds the parameters of one statement. Both engines accept more, but SQLite's
// driver looks each one up among all others.
const copyParameters = 1_000

// A copier copies tables from a read transaction to a write transaction.
type copier struct {
	to          Engine
	read, write *sql.Tx
}

// tableSums are what a copied table is compared by.
type tableSums struct {
	rows    int64
	numbers []int64 // the sum of each column's numbers
	lengths []int64 // the sum of the lengths of each column's texts
}

// copy copies all tables and compares the result.
func (c *copier) copy(ctx context.Context) ([]CopiedTable, error) {
	if c.to == Postgres {
		// Nobody else can write there until the end.
		lock := `LOCK TABLE ` + strings.Join(copiedTables, ", ") + ` IN EXCLUSIVE MODE`
		if _, err := c.write.ExecContext(ctx, lock); err != nil {
			return nil, fmt.Errorf("the target: %w", err)
		}
	}
	if err := c.rejectUsedQueue(ctx); err != nil {
		return nil, fmt.Errorf("the target: %w", err)
	}
	var report []CopiedTable
	for _, table := range copiedTables {
		copied, err := c.copyTable(ctx, table)
		if err != nil {
			return nil, fmt.Errorf("copying %s: %w", table, err)
		}
		report = append(report, copied)
	}
	return report, nil
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

// copyTable copies one table in batches, and compares what arrived with what was read.
func (c *copier) copyTable(ctx context.Context, table string) (CopiedTable, error) {
	columns, err := columnsOf(ctx, c.write, table)
	if err != nil {
		return CopiedTable{}, err
	}
	if err := c.clear(ctx, table, columns); err != nil {
		return CopiedTable{}, err
	}
	var batch []any
	sent, err := eachRow(ctx, c.read, table, columns, func(values []any) error {
		if len(batch)+len(values) > copyParameters {
			if err := c.insert(ctx, table, columns, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
		batch = append(batch, values...)
		return nil
	})
	if err != nil {
		return CopiedTable{}, err
	}
	if err := c.insert(ctx, table, columns, batch); err != nil {
		return CopiedTable{}, err
	}
	arrived, err := eachRow(ctx, c.write, table, columns, nil)
	if err != nil {
		return CopiedTable{}, err
	}
	return compareTables(table, columns, sent, arrived)
}

// clear checks that a table of the target holds nothing, but for the one row of zeros with which
// the migrations begin the mirror, and deletes that.
func (c *copier) clear(ctx context.Context, table string, columns []string) error {
	there, err := eachRow(ctx, c.write, table, columns, nil)
	if err != nil {
		return err
	}
	total := int64(0)
	for _, number := range there.numbers {
		total += number
	}
	unused := table == "mirror" && total == 1 // the row's id
	if there.rows > 0 && !unused {
		return fmt.Errorf("%w: %s has been written to (%d rows); give a database that has not been used",
			ErrNotEmpty, table, there.rows)
	}
	_, err = c.write.ExecContext(ctx, `DELETE FROM `+table)
	return err
}

// columnsOf returns the names of a table's columns.
func columnsOf(ctx context.Context, tx *sql.Tx, table string) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table+` WHERE 1 = 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns()
}

// eachRow calls do, which may be nil, with the values of each row, and returns their sums.
func eachRow(ctx context.Context, tx *sql.Tx, table string, columns []string,
	do func(values []any) error) (tableSums, error) {
	found := tableSums{numbers: make([]int64, len(columns)), lengths: make([]int64, len(columns))}
	rows, err := tx.QueryContext(ctx, `SELECT `+strings.Join(columns, ", ")+` FROM `+table)
	if err != nil {
		return found, err
	}
	defer rows.Close()
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return found, err
		}
		found.rows++
		for i, value := range values {
			switch value := value.(type) {
			case int64:
				found.numbers[i] += value
			case string:
				found.lengths[i] += int64(len(value))
			case nil:
			default:
				return found, fmt.Errorf("%s holds a %T: columns are TEXT or BIGINT, as both engines have them",
					columns[i], value)
			}
		}
		if do == nil {
			continue
		}
		if err := do(values); err != nil {
			return found, err
		}
	}
	return found, rows.Err()
}

// insert writes the rows that values holds.
func (c *copier) insert(ctx context.Context, table string, columns []string, values []any) error {
	if len(values) == 0 {
		return nil
	}
	var rows []string
	for i := 0; i < len(values); i += len(columns) {
		row := make([]string, len(columns))
		for j := range row {
			row[j] = fmt.Sprintf("$%d", i+j+1)
		}
		rows = append(rows, "("+strings.Join(row, ", ")+")")
	}
	_, err := c.write.ExecContext(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES `+
		strings.Join(rows, ", "), values...)
	return err
}

// compareTables reports a copied table, and fails if what arrived has other sums.
func compareTables(table string, columns []string, sent, arrived tableSums) (CopiedTable, error) {
	copied := CopiedTable{Table: table, Rows: sent.rows}
	if sent.rows != arrived.rows {
		return copied, fmt.Errorf("%d rows were sent, %d arrived", sent.rows, arrived.rows)
	}
	for i, column := range columns {
		if sent.numbers[i] != arrived.numbers[i] || sent.lengths[i] != arrived.lengths[i] {
			return copied, fmt.Errorf("the values of %s did not arrive as they were", column)
		}
		if total := sent.numbers[i]; total != 0 && !strings.HasSuffix(column, "_ms") {
			copied.Sums = append(copied.Sums, Sum{column, total})
		}
	}
	return copied, nil
}
