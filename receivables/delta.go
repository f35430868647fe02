package receivables

import (
	"fmt"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	// maxAmount is far beyond what anybody owes, so no sum of as many transactions as Mayar could ever list overflows.
	maxAmount = 1_000_000_000_000

	// noAmount stands in the tables for an amount that Mayar does not give, or that cannot be believed.
	noAmount = -1

	// maxSum is what no kept sum reaches while it is right.
	maxSum = 1 << 62
)

// amountOf is the amount of a transaction as the tables keep it.
func amountOf(tx mayar.Transaction) int64 {
	if tx.AmountUnknown || tx.Amount > maxAmount || tx.Amount < 0 {
		return noAmount
	}
	return tx.Amount
}

// A Delta is a number of transactions and what they amount to.
type Delta struct {
	Count    int
	Amount   int64 // rupiah
	NoAmount int   // of them, those without an amount: they are not in Amount
}

// one is one transaction with an amount as the tables keep it.
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

// plausible tells whether d can be a sum of transactions.
func (d Delta) plausible() bool {
	return d.Count >= 0 && d.Amount >= 0 && d.Amount < maxSum && d.NoAmount >= 0 && d.NoAmount <= d.Count
}

// The amount in a column that may enter a sum, and whether there is none, as SQL. Whatever a table holds, no sum of these overflows.
func amountOrZero(column string) string {
	return fmt.Sprintf("CASE WHEN %s BETWEEN 0 AND %d THEN %[1]s ELSE 0 END", column, maxAmount)
}

func lacksAmount(column string) string {
	return fmt.Sprintf("CASE WHEN %s BETWEEN 0 AND %d THEN 0 ELSE 1 END", column, maxAmount)
}

// sumColumns are the three parts of a Delta over the transactions of a query, as SQL.
func sumColumns(column string) string {
	return "count(*), " + sumOf(amountOrZero(column)) + ", " + sumOf(lacksAmount(column))
}

func sumOf(expression string) string { return "CAST(coalesce(sum(" + expression + "), 0) AS BIGINT)" }
