package mirror

import (
	"time"

	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store"
)

// agingDays are the whole days at which the second, third and fourth bucket begin.
var agingDays = [3]int{2, 8, 31}

// agingBounds returns the bounds between the buckets in unix milliseconds: the first bucket is
// after the first bound, and so on.
func agingBounds(now time.Time) (bounds [3]int64) {
	for i, days := range agingDays {
		bounds[i] = now.Add(-time.Duration(days) * 24 * time.Hour).UnixMilli()
	}
	return bounds
}

// setAging makes the buckets from the sums of what was created after each bound, and from the
// totals.
func setAging(p *receivables.Page, after [3]receivables.Delta) {
	total := deltaOf(p.Totals)
	below := receivables.Delta{}
	for i, sum := range [4]receivables.Delta{after[0], after[1], after[2], total} {
		p.Aging[i] = receivables.Bucket(sum.Minus(below))
		below = sum
	}
}

// nextAged is when the first transaction gets older than one of the bounds, in unix milliseconds;
// 0: none does.
type nextAged int64

// add takes the creation of the oldest transaction that is younger than a bound; 0: there is none.
func (n *nextAged) add(bound int, created int64) {
	at := nextAged(created + int64(agingDays[bound])*24*hourMillis)
	if created != 0 && (*n == 0 || at < *n) {
		*n = at
	}
}

func (n nextAged) at() time.Time { return store.FromMillis(int64(n)) }

func deltaOf(t receivables.Totals) receivables.Delta {
	return receivables.Delta{Count: t.Count, Amount: t.Amount, NoAmount: t.NoAmount}
}
