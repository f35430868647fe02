package mayar_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/mayarbot/mayarbot/mayar"
)

const (
	testKey = "eyJhbGciOiJIUzI1NiJ9.secret-key.0123456789"

	// basePath is in front of all paths of the server, to catch a client that forgets what it was
	// configured with.
	basePath = "/behind/a/proxy"

	v2Unpaid   = "GET /hl/v2/transactions/unpaid"
	v1Unpaid   = "GET /hl/v1/transactions/unpaid"
	v2Paid     = "GET /hl/v2/transactions"
	v2Checkout = "POST /credit/v2/credit/generate/immutable/checkout"
	v1Checkout = "POST /credit/v1/credit/generate/immutable/checkout"
)

// A peer is a fake Mayar with handlers by "METHOD /path". It answers 404 for everything else, as
// Mayar does.
type peer struct {
	t   *testing.T
	url string
	mux *http.ServeMux

	mu  sync.Mutex
	got []*http.Request
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	p := &peer{t: t, mux: http.NewServeMux()}
	p.mux.HandleFunc("/", reply(404, `{"statusCode":404,"messages":"Not Found"}`))
	server := httptest.NewServer(http.StripPrefix(basePath, http.HandlerFunc(p.serve)))
	t.Cleanup(server.Close)
	p.url = server.URL + basePath
	return p
}

func (p *peer) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.got = append(p.got, r)
	p.mu.Unlock()
	if got, want := r.Header.Get("Authorization"), "Bearer "+testKey; got != want {
		p.t.Errorf("%s %s: Authorization is %q, want %q", r.Method, r.URL.Path, got, want)
	}
	p.mux.ServeHTTP(w, r)
}

func (p *peer) handle(pattern string, h http.HandlerFunc) { p.mux.HandleFunc(pattern, h) }

// requests returns the requests so far: "GET /hl/v2/products?limit=50".
func (p *peer) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var lines []string
	for _, r := range p.got {
		lines = append(lines, r.Method+" "+r.URL.RequestURI())
	}
	return lines
}

// client returns a client of the peer that repeats failed calls without waiting.
func (p *peer) client(opts ...mayar.Option) *mayar.Client {
	p.t.Helper()
	opts = append(
		[]mayar.Option{mayar.WithBaseURL(p.url), mayar.WithRetry(3, 0), mayar.WithBudget(mayar.NewBudget(1000))},
		opts...)
	c, err := mayar.New(testKey, opts...)
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func reply(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// inTurn answers with each handler once, then always with the last.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	next := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(next, len(handlers)-1)]
		next++
		mu.Unlock()
		h(w, r)
	}
}

// hangUp closes the connection without an answer.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// cutShort announces a longer body than it sends.
func cutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"statusCode":200,"messages":"succ`))
}

// v2Page is a V2 page of unpaid transactions with the given ids.
func v2Page(hasMore bool, cursor string, ids ...string) string {
	return fmt.Sprintf(`{"statusCode":200,"messages":"success","data":[%s],"hasMore":%t,"nextStartingAfter":%s}`,
		rows(ids), hasMore, cursor)
}

func rows(ids []string) string {
	var all []string
	for _, id := range ids {
		all = append(all,
			fmt.Sprintf(`{"id":%q,"createdAt":1755627439078,"type":"invoice","amount":100000,"status":"active"}`, id))
	}
	return strings.Join(all, ",")
}

// secrets must never be in an error or a log: the key, and text of a customer or of Mayar.
var secrets = []string{
	testKey,
	"secret-key",
	"Bearer",
	"ani@example.com",
	"0812-0000-0001",
	"Ani Wijaya",
	"server's own words",
}

func checkNoSecrets(t *testing.T, what, s string) {
	t.Helper()
	for _, secret := range secrets {
		if strings.Contains(s, secret) {
			t.Errorf("%s contains %q: %s", what, secret, s)
		}
	}
}
