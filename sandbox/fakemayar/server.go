package fakemayar

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// Defaults of Options.
const (
	DefaultKey               = "sandbox-key"
	DefaultTransactions      = 278
	DefaultExpired           = 24
	DefaultRequestsPerMinute = 20
	DefaultDuplicateWindow   = time.Minute
	DefaultMerchantURL       = "https://toko-contoh.example"
)

// Base paths of the credit service. Mayar's V2 manual also names /hl/v2/credit. That path answered
// 404 for every account in August 2026, and so it does here.
const (
	CreditV1 = "/credit/v1"
	CreditV2 = "/credit/v2"
)

// Options configure a Server. The zero value is a shop with 278 unpaid transactions that supports
// V1 and V2.
type Options struct {
	// time.Now by default. When it moves ahead while the server runs, the rows age with it.
	Now  func() time.Time
	Seed uint64 // the same Seed and Now generate the same shop

	Transactions int  // number of active unpaid transactions; 0 means 278
	Expired      int  // number of expired ones; 0 means 24, negative means none
	ListExpired  bool // an unpaid list without ?status= includes expired ones; Mayar's docs do not say

	Key         string // may read and write; "sandbox-key" by default
	ReadOnlyKey string // may only read; empty means that there is none
	MerchantURL string // prefix of every link; https://toko-contoh.example by default

	RequestsPerMinute int // 0 means 20, negative means no limit
	// how long a second checkout for the same customer and amount is rejected; 0 means a minute,
	// negative means never
	DuplicateWindow time.Duration
	HistoryDelay    time.Duration // time until the paid history lists a payment

	V1Gone, V2Gone  bool     // that version answers 404 to everything
	CreditPaths     []string // CreditV1 and CreditV2; nil means both
	CheckoutVariant Variant
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Transactions = orDefault(o.Transactions, DefaultTransactions)
	o.Expired = orDefault(o.Expired, DefaultExpired)
	o.Key = orDefault(o.Key, DefaultKey)
	o.MerchantURL = orDefault(o.MerchantURL, DefaultMerchantURL)
	o.RequestsPerMinute = orDefault(o.RequestsPerMinute, DefaultRequestsPerMinute)
	o.DuplicateWindow = orDefault(o.DuplicateWindow, DefaultDuplicateWindow)
	if o.CreditPaths == nil {
		o.CreditPaths = []string{CreditV2, CreditV1}
	}
	return o
}

func orDefault[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// A Server is a pretend Mayar. It is safe for use by several goroutines.
type Server struct {
	requests requestLog
	limit    rateLimit
	faults   faults

	opts   Options
	routes *http.ServeMux
	http   *http.Server // nil if not started
	url    string

	mu        sync.Mutex // guards the fields below; every route handler holds it
	overrides overrides
	shop      *shop
	checkouts checkouts
}

// New returns a Server that does not listen; it is an [http.Handler].
func New(opts Options) *Server {
	opts = opts.withDefaults()
	s := &Server{
		opts:      opts,
		limit:     rateLimit{perMinute: opts.RequestsPerMinute},
		overrides: newOverrides(opts),
		shop:      newShop(opts),
		checkouts: checkouts{window: opts.DuplicateWindow},
	}
	s.routes = s.newRouter()
	return s
}

// Start returns a Server that listens on a free port of 127.0.0.1. It panics if it cannot listen.
func Start(opts Options) *Server {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("fakemayar: cannot listen on loopback: " + err.Error())
	}
	s := New(opts)
	s.url = "http://" + listener.Addr().String()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go s.http.Serve(listener) // returns when Close closes the listener
	return s
}

// URL is the value for MAYAR_API_URL: scheme and host. It is empty if the Server was not started.
func (s *Server) URL() string { return s.url }

// Close releases hanging requests and stops listening.
func (s *Server) Close() {
	s.ClearFaults()
	if s.http != nil {
		s.http.Close()
	}
}

// ServeHTTP answers like Mayar: with the active fault, with 429 if the limit is reached, or from
// the shop.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := s.opts.Now()
	logged := s.requests.add(now, r)
	// Read the body first: only then does net/http notice that the client of a hanging request
	// left.
	if err := readBody(r); err != nil {
		logged.setStatus(http.StatusBadRequest)
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	wait, over := s.limit.admit(now)
	delay, fault := s.faults.next(r.URL.Path)
	if !sleep(r.Context(), delay) {
		return
	}

	var b responseBuffer
	switch {
	case fault != nil:
		s.writeFault(&b, r, fault)
	case over:
		writeRateLimited(&b, r, wholeSeconds(wait))
	default:
		s.handle(&b, r)
	}
	logged.setStatus(b.status())
	b.send(w)
}

// handle routes r under the lock. b buffers the response, so nothing is sent while the lock is
// held.
func (s *Server) handle(b *responseBuffer, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.expireOld(s.opts.Now())
	s.routes.ServeHTTP(b, r)
}

// sleep waits for d. It returns false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
