package main

import (
	"os/exec"
	"testing"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store/storetest"
	"golang.org/x/sys/unix"
)

// The disk is full when the program starts: a file system in memory that only this process sees,
// too small for a database.
func TestDiskFullAtTheStart(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.SQLiteURL(t))
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
	l.refuses(launch(l, cmd), "no space left for the database")
}

// room says whether the program can write to files any more. A limit to their size stands for a
// full disk, which not every machine lets a test make.
func (p *process) room(some bool) {
	p.Helper()
	limit := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
	if !some {
		limit.Cur = 0
	}
	if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		p.Fatal(err)
	}
}

// Without room for the ledger nothing is posted. With room again everything comes.
func TestDiskFullBeforeThePost(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.SQLiteURL(t))
	p := l.start()
	l.synced()
	s := l.subscribeOne(digestAhead)
	l.eventually("the slot to be in the ledger", func() bool { return l.entry(s).status == digest.Pending })
	p.room(false)
	l.reach(s.at())
	l.answers("/unpaid", "278 unpaid")
	p.says("disk")
	if n := len(l.marked()[s]); n != 0 {
		l.Errorf("%d messages that are in no ledger", n)
	}
	p.room(true)
	l.postedOnce(s)
	l.whole()
}

// The disk becomes full while Slack takes the message: what became of it cannot be written down,
// and is found out later.
func TestDiskFullInsideThePost(t *testing.T) {
	t.Parallel()
	l := newLab(t, storetest.SQLiteURL(t))
	release := l.slack.HoldAPI(post)
	defer release()
	s := l.subscribeOne(digestAhead)
	p := l.start()
	l.sees("a post", func() bool { return l.slack.Held() == 1 })
	p.room(false)
	release()
	l.sees("Slack's answer", func() bool { return len(l.slack.Calls(post)) == 1 })
	p.says("disk")
	p.room(true)
	l.postedOnce(s)
	l.whole()
}
