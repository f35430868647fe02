package receivables

// MaxAmount is the largest amount of a transaction, in rupiah. It is far beyond what anybody owes,
// and so small that no sum over a list of Mayar overflows.
const MaxAmount = 1_000_000_000_000

// A Delta is a number of transactions and the sum of their amounts.
type Delta struct {
	Count    int
	Amount   int64 // rupiah
	NoAmount int   // transactions without an amount: counted, but not in Amount
}

// DeltaOf returns the Delta of one transaction. One with a negative amount has none.
func DeltaOf(amount int64) Delta {
	if amount < 0 || amount > MaxAmount {
		return Delta{Count: 1, NoAmount: 1}
	}
	return Delta{Count: 1, Amount: amount}
}

// Plus returns the sum of d and other.
func (d Delta) Plus(other Delta) Delta {
	return Delta{d.Count + other.Count, d.Amount + other.Amount, d.NoAmount + other.NoAmount}
}

// Minus returns the difference of d and other.
func (d Delta) Minus(other Delta) Delta {
	return Delta{d.Count - other.Count, d.Amount - other.Amount, d.NoAmount - other.NoAmount}
}

// Add adds other to d.
func (d *Delta) Add(other Delta) { *d = d.Plus(other) }
