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

// every makes digests that are due one after the other from a moment on, each in a channel of its
// own.
func (l *lab) every(pause time.Duration, from time.Time, n int) (due []slot) {
	l.Helper()
	for i := range n {
		due = append(due, l.subscribe(from.Add(time.Duration(i)*pause), l.channel())...)
	}
	return due
}

// delays are how long after they were due the digests came, the shortest first.
func (l *lab) delays(due []slot) []time.Duration {
	l.Helper()
	if outcome := l.settled(due); outcome[digest.Posted] != len(due) {
		l.Fatalf("of %d digests: %v", len(due), outcome)
	}
	messages := l.marked()
	var delays []time.Duration
	for _, s := range due {
		delays = append(delays, messages[s][0].At.Sub(s.at()))
	}
	slices.Sort(delays)
	return delays
}

// leads tells whether a process is the replica that River has elected.
func (l *lab) leads(p *process) bool {
	l.Helper()
	var leader string
	return l.ask(`SELECT leader_id FROM river_leader`, nil, &leader) &&
		strings.Contains(leader, fmt.Sprintf("-%d-", p.cmd.Process.Pid))
}

// Digests are due while the replica that leads is killed, some of them entered by it ahead, and go
// on coming from the other one.
func TestLeadingReplicaKilled(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.PostgresURL(t))
	due := l.every(time.Second, time.Now().Add(5*time.Second), 15)
	leader := l.start()
	l.eventually("it to lead", func() bool { return l.leads(leader) })
	other := l.start()
	l.reach(due[1].at().Add(-100 * time.Millisecond))
	leader.kill()
	due = append(
		due,
		l.every(time.Second, time.Now().Add(500*time.Millisecond), 15)...) // what nobody has entered ahead
	delays := l.delays(due)
	t.Logf("due to posted while the leader is killed: median %s, worst %s", delays[len(delays)/2],
		delays[len(delays)-1])
	l.eventually("the other one to lead", func() bool { return l.leads(other) })
}
