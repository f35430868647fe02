package main

import (
	"net"
	"slices"
	"sync"
)

// A newestListener bounds how many connections are open at once. Who comes last is served: the
// oldest connection is closed for it, because one that only waits is older than any that is about
// to be answered.
type newestListener struct {
	net.Listener
	most int

	mu   sync.Mutex
	open []*boundConn // the oldest first
}

type boundConn struct {
	net.Conn
	listener *newestListener
}

func (l *newestListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	bound := &boundConn{conn, l}
	if oldest := l.add(bound); oldest != nil {
		_ = oldest.Close() // The other end is not waited for: there is nothing to tell it.
	}
	return bound, nil
}

// add returns the connection that must go, so that there is a place for the next one.
func (l *newestListener) add(conn *boundConn) (oldest *boundConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open = append(l.open, conn); len(l.open) < l.most {
		return nil
	}
	return l.open[0]
}

func (c *boundConn) Close() error {
	c.listener.remove(c)
	return c.Conn.Close()
}

func (l *newestListener) remove(conn *boundConn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = slices.DeleteFunc(l.open, func(other *boundConn) bool { return other == conn })
}
