//go:build unix

package main

import (
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

const post = "chat.postMessage"

// replace kills a process and returns the one that takes over: on Postgres a replica that is
// running, on SQLite a new process.
func (l *lab) replace(p *process) *process {
	l.Helper()
	if l.onSQLite() {
		p.kill()
		return l.start()
	}
	other := l.start()
	p.kill()
	return other
}

func TestKilledBeforeTheSlot(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		s := l.subscribeOne(5 * time.Second)
		p := l.start()
		l.poll("the slot to be planned", func() bool { return l.deliveryOf(s).status == digest.Pending })
		p.kill()
		l.sleepUntil(s.at())
		l.start()
		l.postedOnce(s)
		l.checkIntegrity()
	})
}

// The process is killed while it waits for Mayar.
func TestKilledInsideTheJobBeforeThePost(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		p := l.start()
		l.waitForSync()
		l.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHang})
		l.exec(`UPDATE mirror SET as_of_ms = as_of_ms - 240000`) // so that the digest asks Mayar first
		s := l.subscribeOne(time.Second)
		l.poll("somebody to work on the slot", func() bool { return l.deliveryOf(s).wake > s.ms+30_000 })
		next := l.replace(p)
		l.mayar.ClearFaults()
		l.postedOnce(s)
		l.checkIntegrity()
		next.terminate()
		if code := next.code(); code != 0 {
			l.Errorf("exit %d after SIGTERM", code)
		}
	})
}

func TestKilledInsideThePostThatSlackDidNotGet(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		release := l.slack.HoldAPI(post)
		defer release()
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.waitUntil("a post", func() bool { return l.slack.Held() == 1 })
		if row := l.deliveryOf(s); row.status != digest.Sending {
			l.Fatalf("the delivery is %q while the post is under way", row.status)
		}
		l.replace(p)
		l.waitUntil("the post to be cut", func() bool { return l.slack.Held() == 0 })
		release()
		l.postedOnce(s)
		l.checkIntegrity()
	})
}

// Slack has the message, but its answer was lost.
func TestKilledInsideThePostThatSlackGot(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		l.slack.Fail(post, 1, fakeslack.Failure{Drop: true, AfterDelivery: true})
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.waitUntil("the message", func() bool { return len(l.messagesBySlot()[s]) == 1 })
		if row := l.deliveryOf(s); row.status != digest.Sending {
			l.Fatalf("the delivery is %q while its outcome is unknown", row.status)
		}
		l.replace(p)
		l.postedOnce(s)
		l.checkIntegrity()
	})
}

// Slack has answered, but the program is killed before it can record that, because the table of
// deliveries is locked.
func TestKilledAfterThePostBeforeItIsRecorded(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		release := l.slack.HoldAPI(post)
		defer release()
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.waitUntil("a post", func() bool { return l.slack.Held() == 1 })
		unlock := l.lockDeliveries()
		release()
		l.waitUntil("Slack's answer", func() bool { return len(l.slack.Calls(post)) == 1 })
		p.kill()
		unlock()
		if row := l.deliveryOf(s); row.status != digest.Sending {
			l.Fatalf("the delivery is %q, though nobody could record it", row.status)
		}
		l.start()
		l.postedOnce(s)
		l.checkIntegrity()
	})
}

// A digest on demand is recorded as a delivery too, before it is posted.
func TestKilledInsideThePostThatSomebodyAskedFor(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		p := l.start()
		l.waitForSync()
		made := l.expectAnswer("/digest daily "+time.Now().UTC().Add(6*time.Hour).Format("15:04"), "Digest created")
		s := slot{subscription: shownID.FindStringSubmatch(made)[1]}
		release := l.slack.HoldAPI(post)
		defer release()
		l.expectAnswer("/digest now "+s.subscription, s.subscription)
		l.waitUntil("a post", func() bool { return l.slack.Held() == 1 })
		if !l.queryRow(
			`SELECT slot_ms FROM delivery WHERE subscription = $1 AND manual = 1 AND status = 'sending'`,
			[]any{s.subscription},
			&s.ms,
		) {
			l.Fatal("it is not recorded")
		}
		l.replace(p)
		l.waitUntil("the post to be cut", func() bool { return l.slack.Held() == 0 })
		release()
		l.postedOnce(s)
	})
}

func TestTerminatedInsideThePost(t *testing.T) {
	eachDatabase(t, func(l *lab) {
		release := l.slack.HoldAPI(post)
		defer release()
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.waitUntil("a post", func() bool { return l.slack.Held() == 1 })
		p.terminate()
		l.waitUntil("the connection to Slack to end", func() bool { return len(l.slack.Sockets()) == 0 })
		release()
		if code := p.code(); code != 0 {
			l.Errorf("exit %d after SIGTERM", code)
		}
		// No process runs any more, so the terminated one has recorded it.
		if row, n := l.deliveryOf(s), len(l.messagesBySlot()[s]); row.status != digest.Posted || n != 1 {
			l.Errorf("the delivery is %q, the channel has %d messages", row.status, n)
		}
		l.checkIntegrity()
	})
}

// lockDeliveries keeps everybody from writing to the deliveries until unlock is called.
func (l *lab) lockDeliveries() (unlock func()) {
	l.Helper()
	tx, err := l.db.BeginTx(l.Context(), nil) // On SQLite this alone locks everything.
	if err == nil && !l.onSQLite() {
		_, err = tx.ExecContext(l.Context(), `LOCK TABLE delivery IN EXCLUSIVE MODE`)
	}
	if err != nil {
		l.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			l.Error(err)
		}
	}
}
