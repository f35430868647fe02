package bot

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// applink is a Slack over TLS that sends a ping and a disconnect, and then nothing until the client
// goes.
func applink(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		_ = conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Second))
		_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"disconnect","reason":"warning"}`))
		_, _, _ = conn.ReadMessage()
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

func TestListeningAboveTLS(t *testing.T) {
	t.Parallel()
	for name, through := range map[string]func(*testing.T) *url.URL{
		"directly":        func(*testing.T) *url.URL { return nil },
		"through a proxy": tunnel,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			slack := applink(t)
			proxy := through(t)
			roots := x509.NewCertPool()
			roots.AddCert(slack.Certificate())
			pings, reasons := 0, ""
			d := &tapDialer{
				tls:   &tls.Config{RootCAs: roots},
				proxy: func(*http.Request) (*url.URL, error) { return proxy, nil },
				newListener: func() frameListener {
					return frameListener{ping: func() { pings++ },
						disconnect: func(reason string) { reasons += reason }}
				},
			}
			conn, resp, err := d.websocket().DialContext(t.Context(), "wss"+strings.TrimPrefix(slack.URL, "https"), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			defer conn.Close()
			if _, _, err := conn.ReadMessage(); err != nil {
				t.Fatal(err)
			}
			if pings != 1 || reasons != "warning" {
				t.Errorf("heard %d pings and the reason %q", pings, reasons)
			}
		})
	}
}

func TestProxiesThatDoNotDo(t *testing.T) {
	t.Parallel()
	refusing := tunnel(t)
	refusing.User = url.UserPassword("user", "wrong")
	for name, proxy := range map[string]*url.URL{
		"refuses":       refusing,
		"other kind":    {Scheme: "socks5", Host: "127.0.0.1:1"},
		"nobody's home": {Scheme: "http", Host: "127.0.0.1:1"},
	} {
		d := &tapDialer{proxy: func(*http.Request) (*url.URL, error) { return proxy, nil }}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if conn, err := d.dialTLS(ctx, "tcp", "wss.example.com:443"); err == nil {
			t.Errorf("%s: connected to %v", name, conn.RemoteAddr())
		} else if strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: the error holds the password: %v", name, err)
		}
	}
}
