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

// replace kills a process and lets another one take over: on Postgres a replica that ran beside it,
// on SQLite its successor.
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
	eachLab(t, func(l *lab) {
		s := l.subscribeOne(5 * time.Second)
		p := l.start()
		l.eventually("the slot to be in the ledger", func() bool { return l.entry(s).status == digest.Pending })
		p.kill()
		l.reach(s.at())
		l.start()
		l.postedOnce(s)
		l.whole()
	})
}

// The process is killed while it waits for Mayar, so that nobody else knows how far it is.
func TestKilledInsideTheJobBeforeThePost(t *testing.T) {
	eachLab(t, func(l *lab) {
		p := l.start()
		l.synced()
		l.mayar.SetFault(fakemayar.Fault{Kind: fakemayar.FaultHang})
		l.exec(`UPDATE mirror SET as_of_ms = as_of_ms - 240000`) // so that the digest asks Mayar first
		s := l.subscribeOne(time.Second)
		l.eventually("somebody to work on the slot", func() bool { return l.entry(s).wake > s.ms+30_000 })
		next := l.replace(p)
		l.mayar.ClearFaults()
		l.postedOnce(s)
		l.whole()
		next.terminate()
		if code := next.code(); code != 0 {
			l.Errorf("exit %d after SIGTERM", code)
		}
	})
}

func TestKilledInsideThePostThatSlackDidNotGet(t *testing.T) {
	eachLab(t, func(l *lab) {
		release := l.slack.HoldAPI(post)
		defer release()
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.sees("a post", func() bool { return l.slack.Held() == 1 })
		if row := l.entry(s); row.status != digest.Sending {
			l.Fatalf("the ledger says %q while the post is under way", row.status)
		}
		l.replace(p)
		l.sees("the post to be cut", func() bool { return l.slack.Held() == 0 })
		release()
		l.postedOnce(s)
		l.whole()
	})
}

// Slack has the message, but the answer never came.
func TestKilledInsideThePostThatSlackGot(t *testing.T) {
	eachLab(t, func(l *lab) {
		l.slack.Fail(post, 1, fakeslack.Failure{Drop: true, AfterDelivery: true})
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.sees("the message", func() bool { return len(l.marked()[s]) == 1 })
		if row := l.entry(s); row.status != digest.Sending {
			l.Fatalf("the ledger says %q while nobody can know", row.status)
		}
		l.replace(p)
		l.postedOnce(s)
		l.whole()
	})
}

// Slack has answered, but the program is killed before it can write that down: somebody else keeps
// the ledger locked.
func TestKilledAfterThePostBeforeItIsRecorded(t *testing.T) {
	eachLab(t, func(l *lab) {
		release := l.slack.HoldAPI(post)
		defer release()
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.sees("a post", func() bool { return l.slack.Held() == 1 })
		unlock := l.lockLedger()
		release()
		l.sees("Slack's answer", func() bool { return len(l.slack.Calls(post)) == 1 })
		p.kill()
		unlock()
		if row := l.entry(s); row.status != digest.Sending {
			l.Fatalf("the ledger says %q, though nobody could write to it", row.status)
		}
		l.start()
		l.postedOnce(s)
		l.whole()
	})
}

// A digest that somebody made and asked for in Slack is in the ledger as well, before it is posted.
func TestKilledInsideThePostThatSomebodyAskedFor(t *testing.T) {
	eachLab(t, func(l *lab) {
		p := l.start()
		l.synced()
		made := l.answers("/digest daily "+time.Now().UTC().Add(6*time.Hour).Format("15:04"), "Digest created")
		s := slot{subscription: shownID.FindStringSubmatch(made)[1]}
		release := l.slack.HoldAPI(post)
		defer release()
		l.answers("/digest now "+s.subscription, s.subscription)
		l.sees("a post", func() bool { return l.slack.Held() == 1 })
		if !l.ask(
			`SELECT slot_ms FROM delivery WHERE subscription = $1 AND manual = 1 AND status = 'sending'`,
			[]any{s.subscription},
			&s.ms,
		) {
			l.Fatal("the ledger does not know of it")
		}
		l.replace(p)
		l.sees("the post to be cut", func() bool { return l.slack.Held() == 0 })
		release()
		l.postedOnce(s)
	})
}

func TestTerminatedInsideThePost(t *testing.T) {
	eachLab(t, func(l *lab) {
		release := l.slack.HoldAPI(post)
		defer release()
		s := l.subscribeOne(2 * time.Second)
		p := l.start()
		l.sees("a post", func() bool { return l.slack.Held() == 1 })
		p.terminate()
		l.sees("the connection to Slack to end", func() bool { return len(l.slack.Sockets()) == 0 })
		release()
		if code := p.code(); code != 0 {
			l.Errorf("exit %d after SIGTERM", code)
		}
		// Nobody runs any more, so it was the one that was asked to stop that has written it down.
		if row, n := l.entry(s), len(l.marked()[s]); row.status != digest.Posted || n != 1 {
			l.Errorf("the ledger says %q, the channel has %d messages", row.status, n)
		}
		l.whole()
	})
}

// lockLedger lets nobody write to the ledger until unlock is called.
func (l *lab) lockLedger() (unlock func()) {
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
