package main

import (
	"net"
	"slices"
	"sync"
)

// A newestListener bounds the open connections. A new one is accepted and the oldest is closed for
// it: idle connections are older than those with a request.
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
		_ = oldest.Close()

	}
	return bound, nil
}

// add returns the connection to close, if there are too many.
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
