package mirror

import (
	"cmp"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// matches reports whether the query matches a status and an amount, which are the facts that change
// during the life of a transaction.
func matches(q receivables.Query, status string, amount int64) bool {
	return (status == string(statusOf(q)) || statusOf(q) == receivables.StatusAll && status != statusNegative) &&
		(q.Min == 0 && q.Max == 0 || q.Min <= amount && amount <= cmp.Or(q.Max, receivables.MaxAmount) && amount >= 0)
}

// oldEnough reports whether a transaction was old enough at a time, and youngEnough whether it was
// young enough. Times are unix milliseconds.
func oldEnough(q receivables.Query, created, at int64) bool {
	before := q.WithAgesAt(store.FromMillis(at)).Before
	return before.IsZero() || created < before.UnixMilli()
}

func youngEnough(q receivables.Query, created, at int64) bool {
	after := q.WithAgesAt(store.FromMillis(at)).After
	return after.IsZero() || created > after.UnixMilli()
}

// ageColumn is the column that ages count from, as SQL.
func ageColumn(q receivables.Query) string {
	if statusOf(q) == receivables.StatusPaid {
		return "u.closed_ms"
	}
	return "u.created_ms"
}

func statusOf(q receivables.Query) receivables.Status {
	if q.Status == "" {
		return receivables.StatusActive
	}
	return q.Status
}
