package main

import (
	"os/exec"
	"testing"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sys/unix"
)

// The disk is full when the program starts: a private file system in memory, too small for a
// database.
func TestDiskFullAtTheStart(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedSQLiteURL(t))
	folder := t.TempDir()
	small := []string{
		"--user",
		"--map-root-user",
		"--mount",
		"--",
		"sh",
		"-c",
		`mount -t tmpfs -o size=48k none "$0" && exec "$@"`,
		folder,
	}
	if out, err := exec.Command("unshare", append(small, "true")...).CombinedOutput(); err != nil {
		t.Skipf("A small file system cannot be made here, so a disk that is full at the start is not tested: %v %s",
			err, out)
	}
	cmd := exec.Command("unshare", append(small, program(t), "run")...)
	cmd.Env = l.environment("DATABASE_URL=sqlite:" + folder + "/mayarbot.db")
	l.expectStartFailure(launch(l, cmd), "no space left for the database")
}

// limitFiles sets the size of files to 0, or removes the limit. It stands for a full disk, which a
// test cannot make on every machine.
func (p *process) limitFiles(full bool) {
	p.Helper()
	limit := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
	if full {
		limit.Cur = 0
	}
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		p.Fatal(err)
	}
}

// Nothing is posted while a delivery cannot be recorded. It is posted once there is space again.
func TestDiskFullBeforeThePost(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedSQLiteURL(t))
	p := l.start()
	l.waitForSync()
	s := l.subscribeOne(digestAhead)
	l.poll("the slot to be planned", func() bool { return l.deliveryOf(s).status == digest.Pending })
	p.limitFiles(true)
	l.sleepUntil(s.at())
	l.expectAnswer("/unpaid", "278 unpaid")
	p.waitForLog("disk")
	if n := len(l.messagesBySlot()[s]); n != 0 {
		l.Errorf("%d messages without a recorded delivery", n)
	}
	p.limitFiles(false)
	l.postedOnce(s)
	l.checkIntegrity()
}

// The disk becomes full while Slack takes the message. The outcome cannot be recorded then, so the
// program looks for the message later.
func TestDiskFullInsideThePost(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.MigratedSQLiteURL(t))
	release := l.slack.HoldAPI(post)
	defer release()
	s := l.subscribeOne(digestAhead)
	p := l.start()
	l.waitUntil("a post", func() bool { return l.slack.Held() == 1 })
	p.limitFiles(true)
	release()
	l.waitUntil("Slack's answer", func() bool { return len(l.slack.Calls(post)) == 1 })
	p.waitForLog("disk")
	p.limitFiles(false)
	l.postedOnce(s)
	l.checkIntegrity()
}
