package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/store/storetest"
)

// BenchmarkIdle measures the memory and the processor time of a bot that is idle for a minute.
func BenchmarkIdle(b *testing.B) {
	for name, url := range map[string]func(testing.TB) string{
		"SQLite": storetest.MigratedSQLiteURL, "Postgres": storetest.MigratedPostgresURL,
	} {
		b.Run(name, func(b *testing.B) {
			l := newLab(b, url(b))
			l.subscribeOne(time.Hour)
			p := l.start("MAYARBOT_SOCKETS=2")
			l.sleepUntil(time.Now().Add(20 * time.Second)) // after the start, when its memory is given back
			for b.Loop() {
				before, begun := p.cpu(), time.Now()
				l.sleepUntil(begun.Add(time.Minute))
				used := p.cpu() - before
				b.ReportMetric(100*used.Seconds()/time.Since(begun).Seconds(), "%-of-a-core")
				b.ReportMetric(p.resident(), "MB-RSS")
			}
		})
	}
}

// clockTicks is USER_HZ, which is 100 on every Linux that Go runs on.
const clockTicks = 100

// cpu returns the processor time that the process has used.
func (p *process) cpu() time.Duration {
	p.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		p.Fatal(err)
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name of the program may hold spaces
	fields := strings.Fields(after)
	var ticks int
	for _, field := range fields[11:13] { // utime, stime
		n, err := strconv.Atoi(field)
		if err != nil {
			p.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / clockTicks
}

// resident returns the memory of the process, in MB.
func (p *process) resident() float64 {
	p.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		p.Fatal(err)
	}
	return float64(kb) / 1000
}
