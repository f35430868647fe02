package mirror

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestSortPart(t *testing.T) {
	t.Parallel()
	compare := func(a, b *foundRow) int { return int(a.oldest - b.oldest) }
	for size := range 60 {
		var rows []*foundRow
		for _, i := range rand.Perm(size) {
			rows = append(rows, &foundRow{oldest: int64(i)})
		}
		for from := range size {
			to := min(from+1+rand.IntN(12), size)
			part := slices.Clone(rows)
			sortPart(part, from, to, compare)
			for i := from; i < to; i++ {
				if part[i].oldest != int64(i) {
					t.Fatalf("%d to %d of %d: %d at %d", from, to, size, part[i].oldest, i)
				}
			}
		}
	}
}

// An index that is too old to be used again keeps no names in memory.
func TestOldIndexIsForgotten(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	ix := &index{loaded: start, rows: make([]indexRow, 3)}
	ix.groups.number("email ani@example.com")
	ix.forgetOld(start.Add(indexAge - 1))
	if len(ix.rows) != 3 {
		t.Error("forgotten too early")
	}
	ix.forgetOld(start.Add(indexAge))
	if len(ix.rows)+len(ix.groups.texts)+len(ix.groups.numbers) != 0 {
		t.Errorf("%+v is still there", ix.groups)
	}
}
