//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// expectStartFailure checks that the program does not start and prints one line that names the
// variable to change.
func (l *lab) expectStartFailure(p *process, want ...string) {
	l.Helper()
	before := l.slack.Connections()
	if code := p.code(); code != 1 {
		l.Errorf("exit %d, want 1", code)
	}
	if said := strings.TrimSpace(p.log.String()); !containsAll(said, append(want, "DATABASE_URL")...) ||
		strings.Contains(said, "\n") {
		l.Errorf("it says %q, want one line with DATABASE_URL and %q", said, want)
	}
	if n := l.slack.Connections() - before; n != 0 {
		l.Errorf("%d connections to Slack without a database", n)
	}
}

func TestDatabaseLockedAtTheStart(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedSQLiteURL(t))
	defer l.lockDeliveries()()
	l.expectStartFailure(l.launch(), "another program keeps the database", "locked")
}

// Another program locks the file for longer than ours waits. People get their answers, and the
// digest is posted when the lock is gone.
func TestDatabaseLockedWhileItRuns(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedSQLiteURL(t))
	p := l.start()
	l.waitForSync()
	s := l.subscribeOne(digestAhead)
	l.poll("the slot to be planned", func() bool { return l.deliveryOf(s).status == digest.Pending })
	unlock := l.lockDeliveries()
	l.sleepUntil(s.at())
	l.expectAnswer("/unpaid", "278 unpaid")
	p.waitForLog("database is locked")
	if n := len(l.messagesBySlot()[s]); n != 0 {
		l.Errorf("%d messages without a recorded delivery", n)
	}
	unlock()
	l.postedOnce(s)
	l.checkIntegrity()
}

func TestDatabaseFileIsReadOnly(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedSQLiteURL(t))
	path := strings.TrimPrefix(l.url, "sqlite:")
	folder := filepath.Dir(path)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{path: 0o444, folder: 0o555, filepath.Dir(folder): 0o755} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(folder, 0o755) }) // else it could not be removed
	reach := exec.Command(program(t), "help")
	asOtherUser(t, reach, "nobody")
	if err := reach.Run(); err != nil {
		t.Skipf("Another user cannot run what is in the folder for temporary files, so a read-only file is not "+
			"tested: %v", err)
	}
	cmd := exec.Command(program(t), "run")
	cmd.Env = l.environment()
	asOtherUser(t, cmd, "nobody")
	l.expectStartFailure(launch(l, cmd), "cannot be written by this user")
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file has changed (%v)", err)
	}
}
