//go:build unix

package main

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

var chaosFor = flag.Duration("chaos", 15*time.Second, "for how long the program is killed at random")

// chaosChannels is how many channels have a digest in the chaos, each of which is due every few seconds.
const chaosChannels = 24

// However often and whenever the program is killed, and whatever Slack answers meanwhile: every slot that was due is in its channel exactly once, or
// the ledger says why not.
func TestKilledAtRandom(t *testing.T) {
	eachLab(t, func(l *lab) {
		seed := time.Now().UnixNano()
		l.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(uint64(seed), 0)) // not reproducible to the moment, but as to what is done
		over := time.Now().Add(*chaosFor)
		var due []slot
		var others sync.WaitGroup
		others.Go(func() { due = l.keepDue(over) })
		others.Go(func() { l.misbehave(rand.New(rand.NewPCG(uint64(seed), 1)), over) })
		processes, kills := []*process{l.launch()}, 0
		if !l.onSQLite() {
			processes = append(processes, l.launch())
		}
		for ; time.Now().Before(over); kills++ {
			l.reach(time.Now().Add(200*time.Millisecond + time.Duration(random.Int64N(int64(1800*time.Millisecond)))))
			victim := random.IntN(len(processes))
			processes[victim].kill()
			processes[victim] = l.launch()
		}
		others.Wait()
		l.slack.Heal(post)
		outcome := l.settled(due)
		l.whole()
		l.Logf("%d kills, %d slots: %v", kills, len(due), outcome)
		if outcome[digest.Posted] < chaosChannels {
			l.Errorf("only %d of %d slots were posted", outcome[digest.Posted], len(due))
		}
		for _, p := range processes {
			p.terminate()
		}
		for _, p := range processes {
			if code := p.code(); code != 0 {
				l.Errorf("exit %d after SIGTERM", code)
			}
		}
	})
}

// keepDue makes digests, and each of them due again and again, until the chaos is over. It returns all slots that were due.
func (l *lab) keepDue(over time.Time) (due []slot) {
	for range chaosChannels {
		due = append(due, l.subscribeOne(time.Second))
	}
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for n := 0; time.Now().Before(over); n++ {
		<-ticker.C
		again := slot{due[n%chaosChannels].subscription, time.Now().Add(2 * time.Second).UnixMilli()}
		// Only when the one before has been taken, as it is when people change the schedule.
		taken, err := l.db.ExecContext(l.Context(), `UPDATE subscription SET next_ms = $1 WHERE id = $2 AND next_ms > $3`,
			again.ms, again.subscription, time.Now().Add(time.Hour).UnixMilli())
		if err != nil {
			l.Error(err)
			return due
		}
		if changed, err := taken.RowsAffected(); err == nil && changed == 1 {
			due = append(due, again)
		}
	}
	return due
}

// misbehave lets posts fail in every way that leaves open, or does not, whether Slack has them.
func (l *lab) misbehave(random *rand.Rand, over time.Time) {
	failures := []fakeslack.Failure{
		{AfterDelivery: true},
		{AfterDelivery: true, Drop: true},
		{Drop: true},
		{Status: http.StatusBadGateway, Body: "bad gateway"},
		{Status: http.StatusTooManyRequests, RetryAfter: time.Second},
	}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for time.Now().Before(over) {
		<-ticker.C
		l.slack.Fail(post, 1, failures[random.IntN(len(failures))])
	}
}
