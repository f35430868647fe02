package receivables

import "time"

// agingDays are the whole days at which the second, third and fourth bucket begin.
var agingDays = [3]int{2, 8, 31}

// agingBounds returns the bounds between the buckets in unix milliseconds: the first bucket is
// after the first bound, and so on.
func agingBounds(now time.Time) (bounds [3]int64) {
	for i, days := range agingDays {
		bounds[i] = now.Add(-time.Duration(days) * day).UnixMilli()
	}
	return bounds
}

// setAging makes the buckets from the sums of what was created after each bound, and from the
// totals.
func (p *Page) setAging(after [3]Delta) {
	total := Delta{p.Totals.Count, p.Totals.Amount, p.Totals.NoAmount}
	below := Delta{}
	for i, sum := range [4]Delta{after[0], after[1], after[2], total} {
		p.Aging[i] = Bucket(sum.minus(below))
		below = sum
	}
}
