package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A row is one line of the table.
type row struct {
	name       string
	of         func(sample) float64
	unit       string
	digits     int
	moreBetter bool
	notOurs    bool // it says nothing about the peer
}

var rows = []row{
	{name: "start to connected", of: func(s sample) float64 { return milliseconds(s.connected) }, unit: "ms"},
	{name: "idle memory", of: func(s sample) float64 { return float64(s.memory) / (1 << 20) }, unit: "MiB", digits: 1},
	{name: "ack p50, 1 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.alone.acks, 50) }},
	{name: "ack p99, 1 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.alone.acks, 99) }},
	{name: "ack p50, 50 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.together.acks, 50) }},
	{name: "ack p99, 50 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.together.acks, 99) }},
	{name: "reply p50, 1 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.alone.replies, 50) }},
	{name: "reply p99, 1 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.alone.replies, 99) }},
	{name: "reply p50, 50 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.together.replies, 50) }},
	{name: "reply p99, 50 in flight", unit: "ms", digits: 2,
		of: func(s sample) float64 { return percentile(s.together.replies, 99) }},
	{name: "commands a second, 50 in flight", of: func(s sample) float64 { return s.perSecond }, moreBetter: true},
	{name: "processor per command, 50 in flight", unit: "µs",
		of: func(s sample) float64 { return 1000 * milliseconds(s.processor) }},
	{name: "the same of the fake Slack", unit: "µs", notOurs: true,
		of: func(s sample) float64 { return 1000 * milliseconds(s.ownProcessor) }},
	{name: "Slack calls per command", of: func(s sample) float64 { return s.callsPerReply }, digits: 2},
}

var burstRows = []row{
	{name: "ack p50", unit: "ms", digits: 2, of: func(s sample) float64 { return percentile(s.burst, 50) }},
	{name: "ack p99", unit: "ms", digits: 2, of: func(s sample) float64 { return percentile(s.burst, 99) }},
	{name: "processor until the last ack", unit: "ms",
		of: func(s sample) float64 { return milliseconds(s.processor) }},
}

// report prints the tables, and the rows in which mayarbot is worse than each Bolt.
func report(out io.Writer, peers *peerSet, machine string, at time.Time) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s, %s. Medians of %d rounds, with the smallest and the largest.\n",
		at.Format("2 January 2006"), machine, len(peers.burst[0].samples))
	if len(peers.list) > 0 {
		table(&b, rows, peers.list)
	}
	for _, bolt := range []string{nameBolt, nameBoltPage} {
		if worse := worseThan(bolt, peers.list); len(worse) > 0 {
			fmt.Fprintf(&b, "\nmayarbot is behind “%s” in: %s.\n", bolt, strings.Join(worse, "; "))
		}
	}
	fmt.Fprintf(&b, "\n%d people at once, who have not used the bot before, while Mayar does not answer:\n", burst)
	table(&b, burstRows, peers.burst)
	_, err := io.WriteString(out, b.String())
	return err
}

func table(b *strings.Builder, rows []row, peers []*peer) {
	b.WriteString("\n| |")
	for _, p := range peers {
		b.WriteString(" " + p.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(peers)) + "\n")
	for _, r := range rows {
		b.WriteString("| " + r.name + " |")
		for _, p := range peers {
			b.WriteString(" " + r.cell(p.samples) + " |")
		}
		b.WriteByte('\n')
	}
}

// cell is "12.3 ms (11.9–14.0)".
func (r row) cell(samples []sample) string {
	values := r.values(samples)
	low, high := slices.Min(values), slices.Max(values)
	if high == 0 {
		return "–"
	}
	unit := r.unit
	if unit != "" {
		unit = " " + unit
	}
	return fmt.Sprintf("%.*f%s (%.*f–%.*f)", r.digits, median(values), unit, r.digits, low, r.digits, high)
}

func (r row) values(samples []sample) []float64 {
	var values []float64
	for _, s := range samples {
		values = append(values, r.of(s))
	}
	return values
}

// worseThan names the rows in which mayarbot's median is worse than another's.
func worseThan(other string, peers []*peer) (names []string) {
	find := func(name string) int { return slices.IndexFunc(peers, func(p *peer) bool { return p.name == name }) }
	their, ours := find(other), find(nameMayarbot)
	if their < 0 || ours < 0 {
		return nil
	}
	for _, r := range rows {
		theirs, own := median(r.values(peers[their].samples)), median(r.values(peers[ours].samples))
		if !r.notOurs && (r.moreBetter && own < theirs || !r.moreBetter && own > theirs) {
			names = append(names, r.name)
		}
	}
	return names
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// percentile returns, in milliseconds, the smallest time that percent of the times do not exceed.
func percentile(times []time.Duration, percent float64) float64 {
	if len(times) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(times))
	rank := int(math.Ceil(percent / 100 * float64(len(sorted))))
	return milliseconds(sorted[max(rank-1, 0)])
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// describeMachine describes the machine, for readers of the numbers.
func describeMachine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s/%s with %d cores (%s), %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model,
		runtime.Version())
}
