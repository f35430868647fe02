package mirror

import (
	"database/sql"
	"fmt"

	"github.com/mayarbot/mayarbot/receivables"
)

// plausible reports whether d can be a sum over transactions.
func plausible(d receivables.Delta) bool {
	const maxSum = 1 << 62 // above every sum that is right
	return d.Count >= 0 && d.Amount >= 0 && d.Amount < maxSum && d.NoAmount >= 0 && d.NoAmount <= d.Count
}

func readDelta(row *sql.Row) (d receivables.Delta, err error) {
	err = row.Scan(&d.Count, &d.Amount, &d.NoAmount)
	return d, err
}

// amountOrZero returns, as SQL, the amount of a column that may enter a sum, and lacksAmount
// whether there is none. No sum of these overflows, whatever a table holds.
func amountOrZero(column string) string {
	return fmt.Sprintf("CASE WHEN %s BETWEEN 0 AND %d THEN %[1]s ELSE 0 END", column, receivables.MaxAmount)
}

func lacksAmount(column string) string {
	return fmt.Sprintf("CASE WHEN %s BETWEEN 0 AND %d THEN 0 ELSE 1 END", column, receivables.MaxAmount)
}

// sumColumns returns the three parts of a Delta over the transactions of a query, as SQL.
func sumColumns(column string) string {
	return "count(*), " + sumOf(amountOrZero(column)) + ", " + sumOf(lacksAmount(column))
}

func sumOf(expression string) string { return "CAST(coalesce(sum(" + expression + "), 0) AS BIGINT)" }
