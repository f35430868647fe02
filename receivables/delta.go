package receivables

import (
	"fmt"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// maxAmount is far beyond what anybody owes, and so small that no sum over a list of Mayar
	// overflows.
	maxAmount = 1_000_000_000_000

	// noAmount stands in the tables for an amount that Mayar does not give, or that cannot be
	// right.
	noAmount = -1

	// maxSum is above every sum that is right.
	maxSum = 1 << 62
)

// amountOf returns the amount of a transaction as the tables keep it.
func amountOf(tx mayar.Transaction) int64 {
	if tx.AmountUnknown || tx.Amount > maxAmount || tx.Amount < 0 {
		return noAmount
	}
	return tx.Amount
}

// A Delta is a number of transactions and the sum of their amounts.
type Delta struct {
	Count    int
	Amount   int64 // rupiah
	NoAmount int   // transactions without an amount: counted, but not in Amount
}

// deltaOf returns the Delta of one transaction with an amount of the tables.
func deltaOf(amount int64) Delta {
	if amount < 0 || amount > maxAmount {
		return Delta{Count: 1, NoAmount: 1}
	}
	return Delta{Count: 1, Amount: amount}
}

func (d Delta) plus(other Delta) Delta {
	return Delta{d.Count + other.Count, d.Amount + other.Amount, d.NoAmount + other.NoAmount}
}

func (d Delta) minus(other Delta) Delta {
	return Delta{d.Count - other.Count, d.Amount - other.Amount, d.NoAmount - other.NoAmount}
}

func (d *Delta) add(other Delta) { *d = d.plus(other) }

// plausible reports whether d can be a sum over transactions.
func (d Delta) plausible() bool {
	return d.Count >= 0 && d.Amount >= 0 && d.Amount < maxSum && d.NoAmount >= 0 && d.NoAmount <= d.Count
}

// amountOrZero returns, as SQL, the amount of a column that may enter a sum, and lacksAmount
// whether there is none. No sum of these overflows, whatever a table holds.
func amountOrZero(column string) string {
	return fmt.Sprintf("CASE WHEN %s BETWEEN 0 AND %d THEN %[1]s ELSE 0 END", column, maxAmount)
}

func lacksAmount(column string) string {
	return fmt.Sprintf("CASE WHEN %s BETWEEN 0 AND %d THEN 0 ELSE 1 END", column, maxAmount)
}

// sumColumns returns the three parts of a Delta over the transactions of a query, as SQL.
func sumColumns(column string) string {
	return "count(*), " + sumOf(amountOrZero(column)) + ", " + sumOf(lacksAmount(column))
}

func sumOf(expression string) string { return "CAST(coalesce(sum(" + expression + "), 0) AS BIGINT)" }
