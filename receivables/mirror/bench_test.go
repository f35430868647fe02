package mirror_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/store/storetest"
)

const benchRows = 100_000

// many is a list of transactions over half a year, where a third are repeats.
func manyTransactions(n int) []mayar.Transaction {
	txs := make([]mayar.Transaction, n)
	for i := range txs {
		txs[i] = transaction(i)
		txs[i].CreatedAt = noon.Add(-time.Duration(i) * (180 * day / time.Duration(n)))
		if i%3 == 0 {
			txs[i].Customer, txs[i].PaymentLink = customer(i%997), mayar.PaymentLink{ID: "kopi", Name: "Kelas Kopi"}
		}
	}
	return txs
}

func benchWorld(b *testing.B, rows int) *world {
	b.Helper()
	w := newWorld(b, storetest.SQLite(b))
	w.mayar.listed = manyTransactions(rows)
	w.sweep()
	return w
}

func BenchmarkList(b *testing.B) {
	few, many := benchWorld(b, 278), benchWorld(b, benchRows)
	for _, bench := range []struct {
		w     *world
		words string
		page  int
	}{
		{few, "", 1}, {few, "older:7d", 1},
		{many, "", 1}, {many, "", 3000}, {many, "sort:largest", 1}, {many, "older:7d", 1}, {many, "min:90jt", 1},
		{many, "pelanggan 41", 1},
		{many, "kopi", 1}, {many, "081200000041", 1},
	} {
		w := bench.w
		b.Run(fmt.Sprintf("%q page %d of %d rows", bench.words, bench.page, len(w.mayar.listed)), func(b *testing.B) {
			b.ReportAllocs()
			q := w.query(bench.words)
			for b.Loop() {
				if _, err := w.mirror.List(b.Context(), q, bench.page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSweep sweeps a list that is known already. MB-held is the most memory that a sweep holds
// beside the list of the fake Mayar.
func BenchmarkSweep(b *testing.B) {
	w := benchWorld(b, benchRows)
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak uint64
	w.mayar.onPage = func(number int) error {
		if number%500 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
		}
		return nil
	}
	for b.Loop() {
		w.sweep()
	}
	b.ReportMetric(float64(peak)/1e6, "MB-held")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*benchRows/50), "ms/page")
}

func BenchmarkFirstSweep(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		w := newWorld(b, storetest.SQLite(b))
		w.mayar.listed = manyTransactions(benchRows / 10)
		b.StartTimer()
		w.sweep()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*benchRows/10/50), "ms/page")
}

func BenchmarkChanges(b *testing.B) {
	w := benchWorld(b, benchRows)
	from := w.clock()
	w.mayar.pay(from, transaction(3).ID)
	if err := w.mirror.Refresh(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := w.mirror.Changes(b.Context(), from, w.clock(), receivables.Query{}); err != nil {
			b.Fatal(err)
		}
	}
}
