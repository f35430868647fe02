package fakemayar

import (
	"net/http"
	"slices"
	"strings"
)

// newRouter has all paths. Any other path or method gets Mayar's 404.
func (s *Server) newRouter() *http.ServeMux {
	mux := http.NewServeMux()
	v1, v2 := func() bool { return s.overrides.v1 }, func() bool { return s.overrides.v2 }
	get := func(available func() bool, path string, h http.HandlerFunc) {
		mux.HandleFunc("GET "+path, s.authorized(available, s.mayRead, h))
	}

	get(v1, "/hl/v1/transactions/unpaid", s.unpaidV1)
	get(v1, "/hl/v1/transactions", s.paidV1)
	get(v1, "/hl/v1/transactions/daily", s.daily)
	get(v1, "/hl/v1/balance", s.balance)
	get(v1, "/hl/v1/product", s.productsV1)
	get(v1, "/hl/v1/product/type/{type}", s.productsV1)
	get(v1, "/hl/v1/product/{id}", s.product)
	get(v1, "/hl/v1/membership/{productId}", s.tiersAndPrices)

	get(v2, "/hl/v2/transactions/unpaid", s.unpaidV2)
	get(v2, "/hl/v2/transactions", s.paidV2)
	get(v2, "/hl/v2/transactions/daily", s.daily)
	get(v2, "/hl/v2/transactions/{id}", s.transaction)
	get(v2, "/hl/v2/balances", s.balance)
	get(v2, "/hl/v2/products", s.productsV2)
	get(v2, "/hl/v2/products/types/{type}", s.productsV2)
	get(v2, "/hl/v2/products/{id}", s.product)
	get(v2, "/hl/v2/memberships/tiers", s.tiers)
	get(v2, "/hl/v2/memberships/{first}/{second}", s.memberships)

	for _, base := range []string{CreditV1, CreditV2} {
		available := func() bool { return slices.Contains(s.overrides.creditPaths, base) }
		mux.HandleFunc(
			"POST "+base+"/credit/generate/immutable/checkout", s.authorized(available, s.mayWrite, s.checkout),
		)
	}
	mux.HandleFunc("/", notFound)
	return mux
}

func notFound(w http.ResponseWriter, r *http.Request) {
	fail(w, r, http.StatusNotFound, "Not Found")
}

// authorized answers 404 if the version is not available, then checks the key.
func (s *Server) authorized(
	available func() bool, may func(http.ResponseWriter, *http.Request) bool, h http.HandlerFunc,
) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !available() {
			notFound(w, r)
			return
		}
		if may(w, r) {
			h(w, r)
		}
	}
}

func (s *Server) mayRead(w http.ResponseWriter, r *http.Request) bool {
	switch key(r) {
	case "":
		unauthorized(w, r)
		return false
	case s.opts.Key, s.opts.ReadOnlyKey:
		return true
	}
	unauthorized(w, r)
	return false
}

func (s *Server) mayWrite(w http.ResponseWriter, r *http.Request) bool {
	if !s.mayRead(w, r) {
		return false
	}
	if key(r) != s.opts.Key {
		readOnlyKey(w)
		return false
	}
	return true
}

// key returns the bearer token, or "".
func key(r *http.Request) string {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return ""
	}
	return token
}

// unauthorized rejects the key. For V2, the docs of the immutable checkout show status 400 here.
func unauthorized(w http.ResponseWriter, r *http.Request) {
	code := http.StatusUnauthorized
	if strings.HasPrefix(r.URL.Path, CreditV2) {
		code = http.StatusBadRequest
	}
	fail(w, r, code, "Unauthorized")
}

// readOnlyKey rejects a write with a read-only key. The body has no statusCode.
func readOnlyKey(w http.ResponseWriter) {
	reply(w, http.StatusForbidden, failure{Messages: "API KEY Scope not allowed to write"})
}
