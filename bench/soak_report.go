package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// report prints the table of docs/performance.md.
func (s soak) report(out io.Writer, r soakResult, at time.Time) error {
	var b strings.Builder
	fmt.Fprintf(&b,
		"Measured on %s, %s. In %v %d people sent %d commands in %d channels; %d rows; all sockets were cut "+
			"%d times, and %d commands came while none was open.\n\n", at.Format("2 January 2006"), describeMachine(),
		s.length, soakPeople, r.asked, soakChannels, s.rows, r.cuts, r.lost)
	b.WriteString("| | first fifth | last fifth |\n|---|---:|---:|\n")
	line := func(name, unit string, of func(soakState) float64) {
		fmt.Fprintf(&b, "| %s | %.1f%s | %.1f%s |\n", name, of(r.first), unit, of(r.last), unit)
	}
	line("memory at its end", " MiB", func(s soakState) float64 { return float64(s.memory) / (1 << 20) })
	line("goroutines at its end", "", func(s soakState) float64 { return s.goroutines })
	line("database file at its end", " MiB", func(s soakState) float64 { return float64(s.file) / (1 << 20) })
	line("processor time, a command", " ms", func(s soakState) float64 {
		return milliseconds(s.processor-s.usedBefore) / float64(len(s.times.acks))
	})
	for _, percent := range []float64{50, 99} {
		line(fmt.Sprintf("ack p%.0f", percent), " ms", func(s soakState) float64 {
			return percentile(s.times.acks, percent)
		})
		line(fmt.Sprintf("reply p%.0f", percent), " ms",
			func(s soakState) float64 { return percentile(s.times.replies, percent) })
	}
	_, err := io.WriteString(out, b.String())
	return err
}
