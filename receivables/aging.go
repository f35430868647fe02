package receivables

import "time"

// agingDays are the whole days at which the second, third and fourth bucket begin.
var agingDays = [3]int{2, 8, 31}

// agingBounds are the moments that part the buckets, in unix milliseconds: what was made after the first is in the first bucket, and so on.
func agingBounds(now time.Time) (bounds [3]int64) {
	for i, days := range agingDays {
		bounds[i] = now.Add(-time.Duration(days) * day).UnixMilli()
	}
	return bounds
}

// setAging makes the buckets of what was created after each bound, and of the total.
func (v *Page) setAging(after [3]Delta) {
	total := Delta{v.Totals.Count, v.Totals.Amount, v.Totals.NoAmount}
	below := Delta{}
	for i, sum := range [4]Delta{after[0], after[1], after[2], total} {
		v.Aging[i] = Bucket(sum.minus(below))
		below = sum
	}
}
