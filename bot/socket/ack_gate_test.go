package socket

import (
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The gate is closed from a read until the next one, of any connection, and no longer than a waiter
// says.
func TestAckGate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var gate ackGate
		waited := func() time.Duration {
			began := time.Now()
			gate.wait(100 * time.Millisecond)
			return time.Since(began)
		}
		here, there := net.Pipe()
		conn := &watchedConn{Conn: here, seen: func() {}, gate: &gate}
		if d := waited(); d != 0 {
			t.Errorf("before anything is read it is closed for %v", d)
		}
		read := func() { _, _ = conn.Read(make([]byte, 1)) }
		go func() { _, _ = there.Write([]byte("ab")) }()
		read()
		if d := waited(); d != 100*time.Millisecond {
			t.Errorf("after a read it is closed for %v", d)
		}
		read()
		time.AfterFunc(10*time.Millisecond, read)
		if d := waited(); d != 10*time.Millisecond {
			t.Errorf("when all is acknowledged after 10 ms it is closed for %v", d)
		}
		go func() { _, _ = there.Write([]byte("c")) }()
		synctest.Wait()
		if d := waited(); d != 100*time.Millisecond {
			t.Errorf("after another read it is closed for %v", d)
		}
		_ = conn.Close()
		_ = there.Close()
		read()
		if d := waited(); d != 0 {
			t.Errorf("for the sake of a connection that is over it is closed for %v", d)
		}
	})
}

// After a burst the gate is shut until nothing has come for a moment, but no longer than a waiter
// says. Fewer frames do not shut it.
func TestAckGateInABurst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var gate ackGate
		waited := func(most time.Duration) time.Duration {
			began := time.Now()
			gate.wait(most)
			return time.Since(began)
		}
		for range burstFrames - 1 {
			gate.count(time.Now())
		}
		if d := waited(time.Second); d != 0 {
			t.Errorf("one frame before a burst it is shut for %v", d)
		}
		gate.count(time.Now())
		if d := waited(time.Millisecond); d != time.Millisecond {
			t.Errorf("who waits a millisecond waits for %v", d)
		}
		if d := waited(time.Second); d != burstTime-time.Millisecond {
			t.Errorf("in a burst it is shut for %v more", d)
		}
		for range 2 * burstFrames {
			time.Sleep(time.Millisecond)
			gate.count(time.Now())
		}
		if d := waited(time.Second); d != 0 {
			t.Errorf("after one frame a millisecond it is shut for %v", d)
		}
	})
}

// A connection that is closed while it reads does not keep the gate closed.
func TestAckGateOfAConnectionClosedWhileItReads(t *testing.T) {
	t.Parallel()
	for range 1000 {
		var gate ackGate
		var closed atomic.Bool
		conn := &watchedConn{gate: &gate}
		reads, done := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			close(reads)
			for !closed.Load() {
				gate.setBusy(conn, true)
			}
		}()
		<-reads
		gate.close(conn)
		closed.Store(true)
		<-done
		if gate.busy != 0 {
			t.Fatal("the gate is closed for good")
		}
	}
}
