package fakemayar

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// The keys and numbers of a Server whose Options do not say otherwise.
const (
	DefaultKey               = "sandbox-key"
	DefaultTransactions      = 278
	DefaultExpired           = 24
	DefaultRequestsPerMinute = 20
	DefaultDuplicateWindow   = time.Minute
	DefaultMerchantURL       = "https://toko-contoh.example"
)

// The paths below which the credit service can answer. Mayar's V2 manual also names /hl/v2/credit, which answered 404 on every account
// that was tried in August 2026, and so it does here.
const (
	CreditV1 = "/credit/v1"
	CreditV2 = "/credit/v2"
)

// Options say how a Server begins. The zero value is a shop with 278 unpaid transactions that speaks V1 and V2.
type Options struct {
	// time.Now when nil; it may be moved on while the server runs, and then the shop has grown older
	Now  func() time.Time
	Seed uint64 // the same seed and the same Now invent the same shop

	Transactions int  // active unpaid transactions; 0 means 278
	Expired      int  // expired ones besides them; 0 means 24, negative none
	ListExpired  bool // whether an unpaid list without ?status= has the expired ones too; Mayar does not say

	Key         string // may read and write; "sandbox-key" when empty
	ReadOnlyKey string // may only read; there is none when empty
	MerchantURL string // begins every link that is given out; https://toko-contoh.example when empty

	RequestsPerMinute int // 0 means 20, negative no limit
	// a second checkout for the same customer and amount within it is refused; 0 means a minute, negative never
	DuplicateWindow time.Duration
	HistoryDelay    time.Duration // how much later than the transaction itself the paid history knows of a payment

	V1Gone, V2Gone  bool     // a version that is gone answers 404 to everything
	CreditPaths     []string // of CreditV1 and CreditV2; nil means both
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
	journal journal
	limit   limit
	faults  faults

	opts   Options
	routes *http.ServeMux
	http   *http.Server // nil unless started
	url    string

	mu        sync.Mutex // guards what follows; every route runs under it
	switches  switches
	shop      *shop
	checkouts checkouts
}

// New returns a Server that serves nothing by itself: it is an [http.Handler].
func New(opts Options) *Server {
	opts = opts.withDefaults()
	s := &Server{
		opts:      opts,
		limit:     limit{perMinute: opts.RequestsPerMinute},
		switches:  switchesOf(opts),
		shop:      newShop(opts),
		checkouts: checkouts{window: opts.DuplicateWindow},
	}
	s.routes = s.router()
	return s
}

// Start returns a Server that listens on a free port of 127.0.0.1. It panics when there is none.
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

// URL is what MAYAR_API_URL takes: scheme and host. It is empty for a Server that was not started.
func (s *Server) URL() string { return s.url }

// Close lets hanging requests go and stops listening.
func (s *Server) Close() {
	s.ClearFaults()
	if s.http != nil {
		s.http.Close()
	}
}

// ServeHTTP answers as Mayar would: with the fault that was asked for, with 429 when the minute is used up, or from the shop.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := s.opts.Now()
	logged := s.journal.arrived(now, r)
	// The body is read first: only then does net/http notice that the caller of a hanging request has gone away.
	if err := readBody(r); err != nil {
		logged.answered(http.StatusBadRequest)
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	wait, over := s.limit.admit(now)
	delay, fault := s.faults.take(r.URL.Path)
	if !sleep(r.Context(), delay) {
		return
	}

	var d draft
	switch {
	case fault != nil:
		s.misbehave(&d, r, fault)
	case over:
		tooMany(&d, r, seconds(wait))
	default:
		s.answer(&d, r)
	}
	logged.answered(d.status())
	d.send(w)
}

// answer routes r under the lock. Nothing goes over the wire meanwhile: the draft takes it.
func (s *Server) answer(d *draft, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.lapse(s.opts.Now())
	s.routes.ServeHTTP(d, r)
}

// sleep waits for d and reports whether it did: false means that ctx ended first.
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
