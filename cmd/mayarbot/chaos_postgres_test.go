//go:build unix

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/digest"
)

// A cluster is a Postgres server that one test can stop and start.
type cluster struct {
	testing.TB
	bin, data string
	port      int
}

// newCluster creates and starts one. It skips the test where Postgres is not installed.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Skip("There is no initdb in /usr/lib/postgresql, so a Postgres that stops and starts again is not tested.")
	}
	// Not TempDir, which only its owner may enter: Postgres does not run as root.
	data, err := os.MkdirTemp("", "mayarbot-postgres")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(data) })
	c := &cluster{TB: t, bin: filepath.Dir(found[len(found)-1]), data: data, port: freePort(t)}
	init := c.command("initdb", "--pgdata", c.data, "--username=postgres", "--auth=trust", "--no-sync",
		"--no-instructions", "--encoding=UTF8", "--locale=C")
	if owner := init.SysProcAttr; owner != nil {
		if err := os.Chown(data, int(owner.Credential.Uid), int(owner.Credential.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v: %s", err, out)
	}
	c.start()
	t.Cleanup(func() { c.control("stop", "--mode=immediate").Run() }) // it may be stopped
	return c
}

func freePort(t testing.TB) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	c.Helper()
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.data
	asOtherUser(c, cmd, "postgres")
	return cmd
}

func (c *cluster) control(what string, args ...string) *exec.Cmd {
	c.Helper()
	return c.command("pg_ctl", append([]string{what, "--pgdata", c.data, "--wait", "--silent"}, args...)...)
}

func (c *cluster) start() {
	c.Helper()
	options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories= -c fsync=off", c.port)
	// The server keeps the pipes of whoever starts it, so it is given none.
	if err := c.control("start", "--log", filepath.Join(c.data, "log"), "--options", options).Run(); err != nil {
		log, _ := os.ReadFile(filepath.Join(c.data, "log"))
		c.Fatalf("starting Postgres: %v: %s", err, log)
	}
}

// stop stops it as a crash does, without waiting for clients.
func (c *cluster) stop() {
	c.Helper()
	if err := c.control("stop", "--mode=immediate").Run(); err != nil {
		c.Fatalf("stopping Postgres: %v", err)
	}
}

func (c *cluster) url() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres", c.port)
}

// Postgres stops and starts under a running program: between two digests, while one is due, and
// while one is being posted.
func TestPostgresStopsAndStarts(t *testing.T) {
	t.Parallel()
	server := newCluster(t)
	l := newLab(t, server.url())
	p := l.start()
	l.waitForSync()

	missed := l.subscribeOne(digestAhead)
	l.poll("the slot to be planned", func() bool { return l.deliveryOf(missed).status == digest.Pending })
	server.stop()
	l.sleepUntil(missed.at().Add(time.Second))
	l.expectStartFailure(l.launch(), fmt.Sprintf("127.0.0.1:%d", server.port), "cannot be reached")
	server.start()
	l.postedOnce(missed)
	back := time.Since(missed.at())

	release := l.slack.HoldAPI(post)
	defer release()
	inside := l.subscribeOne(digestAhead)
	l.waitUntil("a post", func() bool { return l.slack.Held() == 1 })
	server.stop()
	release()
	l.waitUntil("Slack's answer", func() bool { return len(l.slack.Calls(post)) == 2 })
	server.start()
	l.postedOnce(inside)
	l.Logf("posted %s after a slot in an outage, recorded %s after one whose post was in an outage", back,
		time.Since(inside.at()))

	if !p.alive() {
		t.Error("the program did not outlive its database")
	}
	p.terminate()
	if code := p.code(); code != 0 {
		t.Errorf("exit %d after SIGTERM", code)
	}
}
