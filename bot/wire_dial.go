package bot

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
)

const (
	handshakeTimeout = 10 * time.Second

	// keepAlive makes the kernel notice a dead peer, and keeps middleboxes from dropping a quiet
	// connection: slack-go never sends pings.
	keepAlive = 15 * time.Second

	// writeBuffer holds Slack's largest ack in one frame; Slack does not join fragments.
	writeBuffer = 32 << 10
)

// A tapDialer opens the network connection of a WebSocket and listens to what Slack sends, because
// slack-go does not report pings or Slack's reason to disconnect. It does TLS and the proxy itself,
// since the listener must sit above both.
type tapDialer struct {
	tls         *tls.Config // nil for the system's roots
	proxy       func(*http.Request) (*url.URL, error)
	newListener func() frameListener
}

// websocket returns the dialer in slack-go's type.
func (d *tapDialer) websocket() *websocket.Dialer {
	return &websocket.Dialer{
		NetDialContext:    d.dial,
		NetDialTLSContext: d.dialTLS,
		HandshakeTimeout:  handshakeTimeout,
		WriteBufferSize:   writeBuffer,
	}
}

func (d *tapDialer) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := dialTCP(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &tap{Conn: conn, frames: frames{listener: d.newListener()}}, nil
}

func (d *tapDialer) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := d.dialThroughProxy(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	config := &tls.Config{}
	if d.tls != nil {
		config = d.tls.Clone()
	}
	config.ServerName = host
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &tap{Conn: secure, frames: frames{listener: d.newListener()}}, nil
}

func dialTCP(ctx context.Context, network, addr string) (net.Conn, error) {
	return (&net.Dialer{KeepAlive: keepAlive}).DialContext(ctx, network, addr)
}

// dialThroughProxy dials addr, through its proxy if there is one.
func (d *tapDialer) dialThroughProxy(ctx context.Context, network, addr string) (net.Conn, error) {
	proxy, err := d.proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: addr}})
	if err != nil {
		return nil, err
	}
	if proxy == nil {
		return dialTCP(ctx, network, addr)
	}
	if proxy.Scheme != "http" {
		return nil, fmt.Errorf("HTTPS_PROXY: only http:// proxies can carry the connection to Slack, not %s://",
			proxy.Scheme)
	}
	conn, err := dialTCP(ctx, network, hostPort(proxy))
	if err != nil {
		return nil, err
	}
	if err := connectProxy(ctx, conn, proxy, addr); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// connectProxy asks the proxy for a tunnel to addr.
func connectProxy(ctx context.Context, conn net.Conn, proxy *url.URL, addr string) error {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(handshakeTimeout)
	}
	if err := conn.SetDeadline(deadline); err != nil {
		return err
	}
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if user := proxy.User; user != nil {
		password, _ := user.Password()
		req.Header.Set("Proxy-Authorization",
			"Basic "+base64.StdEncoding.EncodeToString([]byte(user.Username()+":"+password)))
	}
	if err := req.Write(conn); err != nil {
		return err
	}
	// The buffered reader may be dropped: behind the tunnel nothing is sent before the TLS
	// handshake.
	resp, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTPS_PROXY: the proxy refused the connection to Slack with status %d", resp.StatusCode)
	}
	return conn.SetDeadline(time.Time{})
}
