package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A process is a running peer.
type process struct {
	cmd     *exec.Cmd
	started time.Time
	output  outputTail
	ended   chan struct{} // closed when it has
	err     error         // how it ended
}

// stopTimeout is how long a peer may take to stop before it is killed.
const stopTimeout = 10 * time.Second

func start(p *peer, env []string) (*process, error) {
	proc := &process{cmd: exec.Command(p.program[0], p.program[1:]...), ended: make(chan struct{})}
	proc.cmd.Env, proc.cmd.Dir = env, p.dir
	proc.cmd.Stdout, proc.cmd.Stderr = &proc.output, &proc.output
	proc.started = time.Now()
	if err := proc.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		proc.err = proc.cmd.Wait()
		close(proc.ended)
	}()
	return proc, nil
}

// whileRunning returns a context that ends with the process, so that nobody waits for a dead one.
func (p *process) whileRunning(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-p.ended:
			cancel(fmt.Errorf("it ended (%v) and said:\n%s", p.err, p.output.String()))
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// stop ends the process and waits for its end.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(stopTimeout):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// memory returns the resident memory in bytes; 0 where there is no /proc.
func (p *process) memory() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return parseRSS(string(status))
}

func parseRSS(status string) (int64, error) {
	for line := range strings.Lines(status) {
		if value, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kilobytes * 1024, err
		}
	}
	return 0, errors.New("no VmRSS in the status of the process")
}

// processor returns the processor time that the process has used; 0 where there is no /proc.
func (p *process) processor() time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	return parseProcessor(string(stat))
}

// parseProcessor reads the times in user mode and in the kernel, which are the 14th and the 15th
// field. Linux gives them in hundredths of a second.
func parseProcessor(stat string) time.Duration {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:]) // after the name
	if len(fields) < 13 {
		return 0
	}
	user, errUser := strconv.ParseInt(fields[11], 10, 64)
	system, errSystem := strconv.ParseInt(fields[12], 10, 64)
	if errUser != nil || errSystem != nil {
		return 0
	}
	return time.Duration(user+system) * 10 * time.Millisecond
}

// ownProcessor returns the processor time that this program has used.
func ownProcessor() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// An outputTail keeps the end of a process's output.
type outputTail struct {
	mu   sync.Mutex
	kept []byte
}

const tailBytes = 4096

func (t *outputTail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if extra := len(t.kept) - tailBytes; extra > 0 {
		t.kept = bytes.Clone(t.kept[extra:])
	}
	return len(b), nil
}

func (t *outputTail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept)
}
