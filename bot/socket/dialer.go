package socket

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
)

const (
	handshakeTimeout = 10 * time.Second

	// writeBuffer holds Slack's largest ack in one frame; Slack does not join fragments.
	writeBuffer = 32 << 10
)

// newDialer returns a dialer of WebSockets. It calls seen whenever something came from Slack, pings
// included.
func newDialer(seen func(), gate *ackGate) *websocket.Dialer {
	return &websocket.Dialer{
		Proxy:            withPassword(http.ProxyFromEnvironment),
		HandshakeTimeout: handshakeTimeout,
		WriteBufferSize:  writeBuffer,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &watchedConn{Conn: conn, seen: seen, gate: gate}, nil
		},
	}
}

// withPassword gives a proxy's user an empty password if there is none: the dialer would leave out
// the user too.
func withPassword(proxyFor func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(req *http.Request) (*url.URL, error) {
		proxy, err := proxyFor(req)
		if proxy == nil || proxy.User == nil {
			return proxy, err
		}
		whole := *proxy
		password, _ := proxy.User.Password()
		whole.User = url.UserPassword(proxy.User.Username(), password)
		return &whole, err
	}
}

// A watchedConn calls seen whenever it has read something. It is busy from then until it is read
// again.
type watchedConn struct {
	net.Conn
	seen func()
	gate *ackGate

	busy, closed bool // guarded by gate.mu
}

func (c *watchedConn) Close() error {
	c.gate.close(c)
	return c.Conn.Close()
}

func (c *watchedConn) Read(p []byte) (int, error) {
	c.gate.setBusy(c, false)
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.gate.setBusy(c, true)
		c.seen()
	}
	return n, err
}
