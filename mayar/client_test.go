package mayar_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mayarbot/mayarbot/mayar"
)

func TestNewRejectsMalformedKeys(t *testing.T) {
	t.Parallel()
	for key, say := range map[string]string{
		"":                        "empty",
		" \n":                     "empty",
		"abc def":                 "space",
		"abcdef\n":                "line break",
		"abc\u200bdef":            "foreign letter",
		"Bearer abcdef":           "alone",
		`"abcdef"`:                "quotes",
		"Paste-Your-API-Key-Here": "placeholder",
	} {
		_, err := mayar.New(key)
		if err == nil || !strings.Contains(err.Error(), say) {
			t.Errorf("%q: got %v, want an error about %q", key, err, say)
		}
		if err != nil && strings.Contains(err.Error(), "abc") {
			t.Errorf("%q: the error quotes the key: %v", key, err)
		}
	}
}

func TestNewRejectsBadURLs(t *testing.T) {
	t.Parallel()
	for _, u := range []string{"", "api.mayar.id", "ftp://api.mayar.id", "https://",
		"https://user:pass@api.mayar.id", "https://api.mayar.id?x=1", "https://api.mayar.id/#x", "http://a b/", ":"} {
		if _, err := mayar.New(testKey, mayar.WithBaseURL(u)); err == nil ||
			!strings.Contains(err.Error(), "base URL") ||
			strings.Contains(err.Error(), "pass") {
			t.Errorf("base URL %q: got %v", u, err)
		}
		if _, err := mayar.New(testKey, mayar.WithCreditURL(u)); err == nil ||
			!strings.Contains(err.Error(), "credit URL") {
			t.Errorf("credit URL %q: got %v", u, err)
		}
	}
	if _, err := mayar.New(testKey, mayar.WithVersion("v3")); err == nil {
		t.Error("version v3 was accepted")
	}
	if _, err := mayar.New(testKey, mayar.WithTimeout(0)); err == nil {
		t.Error("no timeout was accepted")
	}
}

func TestClientPrintsWithoutTheKey(t *testing.T) {
	t.Parallel()
	c, err := mayar.New(testKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		checkNoSecrets(t, format, fmt.Sprintf(format, c))
	}
}

// Neither the debug log nor an error printed with all its details contains the key, customers' data
// or Mayar's words.
func TestLogsAndErrorsKeepSecrets(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	for _, fault := range faults {
		for _, op := range operations {
			p := newPeer(t)
			p.handle(op.route, fault.answer)
			err := op.method(t.Context(), p.client(mayar.WithLogger(log), mayar.WithRetry(1, 0)))
			for ; err != nil; err = errors.Unwrap(err) {
				log.Error("failed", "error", err, "deep", fmt.Sprintf("%+v %#v", err, err))
			}
		}
	}
	checkNoSecrets(t, "the log", out.String())
	if !strings.Contains(out.String(), `op="list unpaid transactions"`) {
		t.Error("the log does not name the calls")
	}
}

func TestMalformedHTTPIsNotQuoted(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			_, _ = conn.Write([]byte("HTTP/1.1 ani@example.com server's own words\r\n\r\n"))
			_ = conn.Close()
		}
	}()
	c, err := mayar.New(testKey, mayar.WithBaseURL("http://"+listener.Addr().String()), mayar.WithRetry(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = c.Transactions.ListUnpaid(t.Context(), nil)
	if !mayar.Temporary(err) {
		t.Errorf("got %v, want a temporary error", err)
	}
	checkNoSecrets(t, "the error", fmt.Sprint(err))
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	var strangers atomic.Int32
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { strangers.Add(1) }))
	t.Cleanup(stranger.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, op := range operations {
			p := newPeer(t)
			p.handle(op.route,
				func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, stranger.URL, status) })
			if err := op.method(t.Context(), p.client()); err == nil {
				t.Errorf("%s followed a %d", op.name, status)
			}
		}
	}
	if got := strangers.Load(); got > 0 {
		t.Errorf("another host was asked %d times", got)
	}
}

func TestRefusedConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	server.Close()
	c, err := mayar.New(testKey, mayar.WithBaseURL(server.URL), mayar.WithRetry(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = c.Transactions.ListUnpaid(t.Context(), nil)
	if _, ok := errors.AsType[*net.OpError](err); !ok || !mayar.Temporary(err) {
		t.Errorf("got %v, want a temporary error around a *net.OpError", err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(nil)
	t.Cleanup(server.Close)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	c, err := mayar.New(testKey, mayar.WithBaseURL(server.URL), mayar.WithRetry(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = c.Transactions.ListUnpaid(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("got %v, want an error about the certificate", err)
	}
}

// Plain http:// is allowed only to this machine, because requests carry the key and customers'
// data.
func TestPlainHTTPOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	for u, ok := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://127.9.9.9": true, "http://[::1]:8080": true,
		"http://localhost": true, "HTTP://LOCALHOST:1": true,
		"http://[::ffff:127.0.0.1]": true, "https://api.mayar.id": true,
		"http://api.mayar.id": false, "HTTP://api.mayar.id": false, "http://10.0.0.1": false,
		"http://0.0.0.0": false, "http://[::]": false,
		"http://localhost.evil.example": false, "http://127.0.0.1.evil.example": false, "http://mayar": false,
		"http://2130706433": false,
	} {
		for what, option := range map[string]mayar.Option{"base URL": mayar.WithBaseURL(u),
			"credit URL": mayar.WithCreditURL(u)} {
			_, err := mayar.New(testKey, option)
			if (err == nil) != ok || !ok && !strings.Contains(err.Error(), what) {
				t.Errorf("%s %s: got %v", what, u, err)
			}
		}
	}
}
