package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// columns returns the sorted names of a table's columns: their order in the table may differ
// between databases.
func columns(ctx context.Context, q querier, table string) ([]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT * FROM `+quoted(table)+` WHERE 1 = 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	slices.Sort(names)
	return names, err
}

// eachRow calls do with the values of each row, as int64, string or nil.
func eachRow(ctx context.Context, q querier, table string, columns []string, do func(values []any) error) error {
	rows, err := q.QueryContext(ctx, `SELECT `+quoted(columns...)+` FROM `+quoted(table))
	if err != nil {
		return err
	}
	defer rows.Close()
	values, targets := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		for i, value := range values {
			switch value.(type) {
			case int64, string, nil:
			default:
				return fmt.Errorf("%s holds a %T: columns are TEXT or BIGINT, which are the same in both engines",
					columns[i], value)
			}
		}
		if err := do(values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// quoted quotes names for SQL.
func quoted(names ...string) string { return `"` + strings.Join(names, `", "`) + `"` }

// A tableSum is a checksum of a table that ignores the order of its rows.
type tableSum struct {
	rows   int64
	totals []int64 // of the columns; 0 for text
	print  [sha256.Size]byte
}

func (s *tableSum) add(values []any) error {
	s.rows++
	if s.totals == nil {
		s.totals = make([]int64, len(values))
	}
	for i, value := range values {
		if n, ok := value.(int64); ok {
			s.totals[i] += n
		}
	}
	row, err := json.Marshal(values)
	if err != nil {
		return err
	}
	for i, b := range sha256.Sum256(row) {
		s.print[i] ^= b
	}
	return nil
}

// same reports whether two tables have the same rows.
func (s *tableSum) same(other *tableSum) bool {
	return s.rows == other.rows && s.print == other.print && slices.Equal(s.totals, other.totals)
}

// sumOf reads a table and returns its checksum.
func sumOf(ctx context.Context, q querier, table string, columns []string) (*tableSum, error) {
	sum := &tableSum{}
	return sum, eachRow(ctx, q, table, columns, sum.add)
}
