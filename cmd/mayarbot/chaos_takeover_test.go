//go:build unix

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// subscribeEvery inserts digests that are due one after the other, each in its own channel.
func (l *lab) subscribeEvery(pause time.Duration, from time.Time, n int) (due []slot) {
	l.Helper()
	for i := range n {
		due = append(due, l.subscribe(from.Add(time.Duration(i)*pause), l.channel())...)
	}
	return due
}

// delays returns how late the digests were posted, the shortest delay first.
func (l *lab) delays(due []slot) []time.Duration {
	l.Helper()
	if outcome := l.waitForOutcomes(due); outcome[digest.Posted] != len(due) {
		l.Fatalf("of %d digests: %v", len(due), outcome)
	}
	messages := l.messagesBySlot()
	var delays []time.Duration
	for _, s := range due {
		delays = append(delays, messages[s][0].At.Sub(s.at()))
	}
	slices.Sort(delays)
	return delays
}

// isLeader reports whether a process is River's leader.
func (l *lab) isLeader(p *process) bool {
	l.Helper()
	var leader string
	return l.queryRow(`SELECT leader_id FROM river_leader`, nil, &leader) &&
		strings.Contains(leader, fmt.Sprintf("-%d-", p.cmd.Process.Pid))
}

// River's leader is killed while digests are due, some of them planned ahead by it. The other
// replica posts them.
func TestLeadingReplicaKilled(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedPostgresURL(t))
	due := l.subscribeEvery(time.Second, time.Now().Add(5*time.Second), 15)
	leader := l.start()
	l.poll("it to lead", func() bool { return l.isLeader(leader) })
	other := l.start()
	l.sleepUntil(due[1].at().Add(-100 * time.Millisecond))
	leader.kill()
	due = append(
		due,
		l.subscribeEvery(time.Second, time.Now().Add(500*time.Millisecond), 15)...) // not planned ahead
	delays := l.delays(due)
	t.Logf("due to posted while the leader is killed: median %s, worst %s", delays[len(delays)/2],
		delays[len(delays)-1])
	l.poll("the other one to lead", func() bool { return l.isLeader(other) })
}
