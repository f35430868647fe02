//go:build unix

package main

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store/storetest"
)

// BenchmarkDigests measures the time from due to posted, of a hundred digests in 25 seconds.
func BenchmarkDigests(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{
		"SQLite": storetest.MigratedSQLiteURL, "Postgres": storetest.MigratedPostgresURL,
	} {
		b.Run(name, func(b *testing.B) {
			l := newLab(b, url(b))
			l.start()
			l.waitForSync()
			var delays []time.Duration
			for b.Loop() {
				due := l.subscribeEvery(250*time.Millisecond, time.Now().Add(45*time.Second), 100) // a look ahead later
				delays = l.delays(due)
			}
			report(b, "due-to-posted", delays)
		})
	}
}
