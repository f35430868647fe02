//go:build unix

package main

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

var chaosFor = flag.Duration("chaos", 15*time.Second, "for how long the program is killed at random")

// How often each event of the chaos happens.
const (
	newEvery     = 200 * time.Millisecond // a digest that is due once
	againEvery   = time.Second            // one of a few, each of which is due again before it is posted
	failureEvery = time.Second            // a post that fails
	killEvery    = 1100 * time.Millisecond
)

// slackFailures are failures with and without a delivered message.
var slackFailures = []fakeslack.Failure{
	{AfterDelivery: true},
	{AfterDelivery: true, Drop: true},
	{Drop: true},
	{Status: http.StatusBadGateway, Body: "bad gateway"},
	{Status: http.StatusTooManyRequests, RetryAfter: time.Second},
}

// However often the program is killed and Slack fails, every digest that was due is in its channel
// exactly once. Of digests that are due more often than they can be posted, the deliveries tell
// which slots were skipped.
func TestKilledAtRandom(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		c := &chaos{lab: l, processes: []*process{l.launch()}}
		if !l.onSQLite() {
			c.processes = append(c.processes, l.launch())
		}
		for range 4 {
			c.again = append(c.again, l.subscribeOne(time.Second))
		}
		c.run(*chaosFor)
		l.slack.Heal(post)
		outcome := l.waitForOutcomes(slices.Concat(c.once, c.again))
		l.checkIntegrity()
		l.Logf("%d kills, %d digests due once, %d slots of others: %v", c.kills, len(c.once), len(c.again), outcome)
		for _, s := range c.once {
			if row := l.deliveryOf(s); row.status != digest.Posted {
				l.Errorf("digest %s was %s (%s), though nothing came after it", s.subscription, row.status, row.reason)
			}
		}
		for _, p := range c.processes {
			p.terminate()
		}
		for _, p := range c.processes {
			if code := p.code(); code != 0 {
				l.Errorf("exit %d after SIGTERM", code)
			}
		}
	})
}

// A chaos kills the processes of a lab and remembers which slots were due.
type chaos struct {
	*lab
	processes   []*process
	kills       int
	once, again []slot
}

func (c *chaos) run(d time.Duration) {
	c.Helper()
	over := time.After(d)
	fresh, again := time.NewTicker(newEvery), time.NewTicker(againEvery)
	failure, kill := time.NewTicker(failureEvery), time.NewTicker(killEvery)
	for _, ticker := range []*time.Ticker{fresh, again, failure, kill} {
		defer ticker.Stop()
	}
	for {
		select {
		case <-fresh.C:
			c.once = append(c.once, c.subscribeOne(time.Second))
		case <-again.C:
			c.dueAgain(rand.IntN(4))
		case <-failure.C:
			c.slack.Fail(post, 1, slackFailures[rand.IntN(len(slackFailures))])
		case <-kill.C:
			victim := rand.IntN(len(c.processes))
			c.processes[victim].kill()
			c.processes[victim] = c.launch()
			c.kills++
			kill.Reset(killEvery/4 + rand.N(killEvery*3/2))
		case <-over:
			return
		}
	}
}

// dueAgain makes one of the digests due again, as a change of its schedule does, if its last slot
// was planned.
func (c *chaos) dueAgain(n int) {
	c.Helper()
	next := slot{c.again[n].subscription, time.Now().Add(2 * time.Second).UnixMilli()}
	if c.exec(
		`UPDATE subscription SET next_ms = $1 WHERE id = $2 AND next_ms > $3`,
		next.ms,
		next.subscription,
		time.Now().Add(time.Hour).UnixMilli(),
	) == 1 {
		c.again = append(c.again, next)
	}
}
