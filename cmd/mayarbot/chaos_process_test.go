//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// programDir is the folder of the built program; empty while there is none to remove.
var programDir string

// buildProgram builds the program once for all tests, as README says and without the race detector.
var buildProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "mayarbot-program")
	if err != nil {
		return "", err
	}
	programDir = dir
	// Another user must be able to run it, see asOtherUser.
	if err := os.Chmod(dir, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "mayarbot")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-buildvcs=false", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, nil
})

// atOnce is how many tests run in parallel. Go's default is the number of cores, but most of these
// wait until the program notices that another one has died.
const atOnce = 8

func TestMain(m *testing.M) {
	flag.Parse()
	if given := flag.Lookup("test.parallel"); given.Value.String() == strconv.Itoa(runtime.GOMAXPROCS(0)) {
		_ = given.Value.Set(strconv.Itoa(max(atOnce, runtime.GOMAXPROCS(0))))
	}
	code := m.Run()
	if programDir != "" {
		os.RemoveAll(programDir)
	}
	os.Exit(code)
}

func program(t testing.TB) string {
	t.Helper()
	path, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A process is a child that runs the program.
type process struct {
	testing.TB
	cmd    *exec.Cmd
	log    *logBuffer
	exited chan struct{}
}

// launch starts a command. It is killed at the end of the test at the latest.
func launch(t testing.TB, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{TB: t, cmd: cmd, log: newLogBuffer(t.Output()), exited: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.log, p.log
	cmd.WaitDelay = time.Second // of what inherits the pipes
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.exited)
		_ = cmd.Wait() // the state says it all
	}()
	t.Cleanup(p.kill)
	return p
}

// kill is kill -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// terminate is SIGTERM, what every supervisor sends first.
func (p *process) terminate() {
	p.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
}

// code waits until the process ends and returns its exit code, -1 for a signal.
func (p *process) code() int {
	p.Helper()
	select {
	case <-p.exited:
	case <-time.After(chaosPatience):
		p.Fatal("the program does not end")
	}
	return p.cmd.ProcessState.ExitCode()
}

func (p *process) alive() bool {
	select {
	case <-p.exited:
		return false
	default:
		return true
	}
}

// waitForLog waits until the process has logged text.
func (p *process) waitForLog(text string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.Context(), chaosPatience)
	defer cancel()
	if err := p.log.wait(ctx, text); err != nil {
		p.Fatalf("waiting for the log to say %q: %v", text, err)
	}
}

// asOtherUser runs a command as a user without privileges if the tests run as root, who may read
// and write every file.
func asOtherUser(t testing.TB, cmd *exec.Cmd, name string) {
	t.Helper()
	if syscall.Getuid() != 0 {
		return
	}
	who, err := user.Lookup(name)
	if err != nil {
		t.Skipf("The tests are run by root, and there is no user to be instead: %v", err)
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	for i, pair := range cmd.Env {
		if strings.HasPrefix(pair, "HOME=") {
			cmd.Env[i] = "HOME=/nonexistent"
		}
	}
}

// A logBuffer keeps what a process writes, and passes it on.
type logBuffer struct {
	mu    sync.Mutex
	all   bytes.Buffer
	to    io.Writer
	wrote chan struct{} // closed and replaced at each write
}

func newLogBuffer(to io.Writer) *logBuffer { return &logBuffer{to: to, wrote: make(chan struct{})} }

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all.Write(p)
	close(l.wrote)
	l.wrote = make(chan struct{})
	return l.to.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

func (l *logBuffer) wait(ctx context.Context, text string) error {
	for {
		l.mu.Lock()
		found, wrote := strings.Contains(l.all.String(), text), l.wrote
		l.mu.Unlock()
		if found {
			return nil
		}
		select {
		case <-wrote:
		case <-ctx.Done():
			return errors.New("it does not")
		}
	}
}

// mostBytes is a tenth more than the program has. Above it, it probably executes a template: then
// the linker keeps every exported method, which are 4 MB.
const mostBytes = 31_000_000

func TestProgramIsSmall(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	t.Parallel()
	path, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > mostBytes {
		t.Errorf("the program has %d bytes, want at most %d; docs/performance.md says what they are", info.Size(),
			mostBytes)
	}
}
