package socket

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// pingingSlack is a Slack over TLS that sends a ping every few milliseconds and nothing else.
func pingingSlack(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for range time.Tick(5 * time.Millisecond) {
			if conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second)) != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// tunnel is an HTTP proxy that supports CONNECT only, and only with credentials.
func tunnel(t *testing.T) *url.URL {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Header.Get("Proxy-Authorization") != "Basic dXNlcjpzZWNyZXQ=" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		there, err := net.Dial("tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		here, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		go pipe(there, buffered.Reader, here)
		go pipe(here, bufio.NewReader(there), there)
	}))
	t.Cleanup(proxy.Close)
	u, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("user", "secret")
	return u
}

func pipe(to net.Conn, from *bufio.Reader, source io.Closer) {
	_, _ = io.Copy(to, from)
	_ = errors.Join(to.Close(), source.Close())
}

// Pings are noticed on an encrypted connection too, whether or not a proxy is on the way.
func TestPingsAreSeen(t *testing.T) {
	t.Parallel()
	for name, proxy := range map[string]*url.URL{"directly": nil, "through a proxy": tunnel(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slack := pingingSlack(t)
			roots := x509.NewCertPool()
			roots.AddCert(slack.Certificate())
			var seen atomic.Int64
			dialer := newDialer(func() { seen.Add(1) }, &ackGate{})
			dialer.Proxy = http.ProxyURL(proxy)
			dialer.TLSClientConfig = &tls.Config{RootCAs: roots}
			conn, resp, err := dialer.DialContext(t.Context(), "wss"+strings.TrimPrefix(slack.URL, "https"), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			defer conn.Close()
			pings := make(chan int64)
			conn.SetPingHandler(func(string) error {
				select {
				case pings <- seen.Load():
				case <-t.Context().Done():
				}
				return nil
			})
			go func() { _, _, _ = conn.ReadMessage() }()
			first := <-pings
			for later := first; later == first; later = <-pings {
			}
		})
	}
}

func TestProxyPasswordIsNotInErrors(t *testing.T) {
	t.Parallel()
	proxy := tunnel(t)
	proxy.User = url.UserPassword("user", "wrong")
	dialer := newDialer(func() {}, &ackGate{})
	dialer.Proxy = http.ProxyURL(proxy)
	conn, _, err := dialer.DialContext(t.Context(), "wss://wss.example.com:443", nil)
	if err == nil {
		t.Fatalf("connected to %v", conn.RemoteAddr())
	}
	if strings.Contains(err.Error(), "wrong") {
		t.Errorf("the error holds the password: %v", err)
	}
}

// Some proxies take a token for the user, without a password. The Web API's client sends it too.
func TestProxyUserWithoutPassword(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("Proxy-Authorization")
		w.WriteHeader(http.StatusForbidden)
	}))
	defer proxy.Close()
	u, err := url.Parse(strings.Replace(proxy.URL, "http://", "http://token@", 1))
	if err != nil {
		t.Fatal(err)
	}
	dialer := newDialer(func() {}, &ackGate{})
	dialer.Proxy = withPassword(http.ProxyURL(u))
	if conn, _, err := dialer.DialContext(t.Context(), "wss://wss.example.com:443", nil); err == nil {
		t.Fatalf("connected to %v", conn.RemoteAddr())
	}
	if sent, want := <-got, "Basic dG9rZW46"; sent != want {
		t.Errorf("the proxy got %q, want %q", sent, want)
	}
}
