package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A growthSize is how much data there is.
type growthSize struct{ transactions, digests int }

// A growthRow is one line of a table.
type growthRow struct {
	name      string
	found     int // transactions
	wall, cpu time.Duration
	memory    int64 // bytes; 0: not measured
	written   int64 // bytes; 0: not measured
}

// reportGrowth prints a table for each engine.
func reportGrowth(ctx context.Context, size growthSize, postgres string, out, progress io.Writer) error {
	fmt.Fprintf(out, "Measured on %s, %s. %d transactions, %d digests.\n",
		time.Now().Format("2 January 2006"), describeMachine(), size.transactions, size.digests)
	for _, open := range []func(context.Context) (*growthDB, error){
		openGrowthSQLite, func(ctx context.Context) (*growthDB, error) { return openGrowthPostgres(ctx, postgres) },
	} {
		db, err := open(ctx)
		if err != nil {
			return err
		}
		if db == nil {
			fmt.Fprintln(progress, "no -postgres URL: Postgres is not measured")
			continue
		}
		rows, err := measureGrowth(ctx, db, size, progress)
		if closing := db.close(); err == nil {
			err = closing
		}
		if err != nil {
			return fmt.Errorf("%s: %w", db.Engine(), err)
		}
		writeGrowth(out, string(db.Engine()), rows)
	}
	return nil
}

func measureGrowth(ctx context.Context, db *growthDB, size growthSize, progress io.Writer) ([]growthRow, error) {
	var all []growthRow
	for _, part := range []func(context.Context, *growthDB, growthSize) ([]growthRow, error){
		measureSweeps, measureLists, measureTick,
	} {
		rows, err := part(ctx, db, size)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			fmt.Fprintf(progress, "%s: %s: %s\n", db.Engine(), r.name, r.wall)
		}
		all = append(all, rows...)
	}
	return all, nil
}

// measureOnce measures one run of f with all that is measured.
func measureOnce(db *growthDB, name string, f func() error) (growthRow, error) {
	runtime.GC()
	heap := watchHeap()
	writtenBefore, err := db.written()
	if err != nil {
		return growthRow{}, err
	}
	row, err := timed(name, f)
	row.memory = heap()
	if err != nil {
		return row, err
	}
	written, err := db.written()
	row.written = written - writtenBefore
	return row, err
}

func timed(name string, f func() error) (growthRow, error) {
	start, cpu := time.Now(), processorTime()
	err := f()
	return growthRow{name: name, wall: time.Since(start), cpu: processorTime() - cpu}, err
}

// processorTime is what this process has used.
func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// watchHeap watches the heap until the returned function is called, which tells by how much it has
// grown at most.
func watchHeap() (grown func() int64) {
	read := func() int64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return int64(sample[0].Value.Uint64())
	}
	before, done, most := read(), make(chan struct{}), make(chan int64)
	go func() {
		peak := before
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				most <- max(peak, read()) - before
				return
			case <-ticker.C:
				peak = max(peak, read())
			}
		}
	}()
	return func() int64 {
		close(done)
		return <-most
	}
}

// writeGrowth prints the table of an engine.
func writeGrowth(out io.Writer, engine string, rows []growthRow) {
	var b strings.Builder
	fmt.Fprintf(&b, "\n| %s | transactions | time | processor | memory | written |\n", engine)
	b.WriteString("|---|---:|---:|---:|---:|---:|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %s |\n",
			r.name, r.found, inMillis(r.wall), inMillis(r.cpu), inMiB(r.memory), inMiB(r.written))
	}
	_, _ = io.WriteString(out, b.String())
}

func inMillis(d time.Duration) string {
	if d >= time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", milliseconds(d))
}

func inMiB(bytes int64) string {
	if bytes <= 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}

// middle returns the row in the middle of those of one name.
func middle(rows []growthRow) growthRow {
	slices.SortFunc(rows, func(a, b growthRow) int { return int(a.wall - b.wall) })
	row := rows[len(rows)/2]
	slices.SortFunc(rows, func(a, b growthRow) int { return int(a.cpu - b.cpu) })
	row.cpu = rows[len(rows)/2].cpu
	return row
}

// writtenByProcess is what this process has written, on Linux.
func writtenByProcess() (bytes int64, err error) {
	io, err := os.ReadFile("/proc/self/io")
	if err != nil {
		return 0, nil // not measured
	}
	for line := range strings.Lines(string(io)) {
		if _, err := fmt.Sscanf(line, "wchar: %d", &bytes); err == nil {
			return bytes, nil
		}
	}
	return 0, nil
}
