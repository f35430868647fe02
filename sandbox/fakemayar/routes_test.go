package fakemayar_test

import (
	"net/http"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{Key: "full", ReadOnlyKey: "reader", DuplicateWindow: -1})
	const hl, credit = `{"statusCode":401,"messages":"Unauthorized"}`, `{"statusCode":401,"message":"Unauthorized"}`
	body := checkoutBody(membership(t, s, "Klub Kopi Bulanan").ID, 0)
	for _, tc := range []struct {
		name, authorization, method, path string
		status                            int
		want                              string // empty: anything
	}{
		{"reading", "Bearer full", "GET", "/hl/v2/transactions/unpaid", 200, ""},
		{"reading with the other key", "Bearer reader", "GET", "/hl/v1/transactions/unpaid", 200, ""},
		{"writing", "Bearer full", "POST", checkoutV1, 200, ""},
		{
			"writing with a key that may only read", "Bearer reader", "POST", checkoutV1, 403,
			`{"messages":"API KEY Scope not allowed to write"}`,
		},
		{"no key", "", "GET", "/hl/v2/transactions/unpaid", 401, hl},
		{"an empty key", "Bearer ", "GET", "/hl/v2/transactions/unpaid", 401, hl},
		{"a wrong key", "Bearer other", "GET", "/hl/v1/balance", 401, hl},
		{"a key without its word", "full", "GET", "/hl/v1/balance", 401, hl},
		{"a wrong key at the credit service", "Bearer other", "POST", checkoutV1, 401, credit},
		{
			"and at its V2, which says 400", "Bearer other", "POST", checkoutV2, 400,
			`{"statusCode":400,"message":"Unauthorized"}`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			req := newRequest(t, tc.method, s.URL()+tc.path, body)
			req.Header.Set("Authorization", tc.authorization)
			a := do(t, req)
			if tc.want == "" && a.Status == tc.status {
				return
			}
			wantJSON(t, a, tc.status, tc.want)
		})
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{V1Gone: true})
	check := func(v1, v2 int) {
		t.Helper()
		if got := get(t, s, "/hl/v1/transactions/unpaid").Status; got != v1 {
			t.Errorf("V1: HTTP %d, want %d", got, v1)
		}
		if got := get(t, s, "/hl/v2/transactions/unpaid").Status; got != v2 {
			t.Errorf("V2: HTTP %d, want %d", got, v2)
		}
		if got := post(t, s, checkoutV1, "{").Status; got != 400 {
			t.Errorf("the credit service: HTTP %d; it does not belong to the versions", got)
		}
	}
	check(404, 200)
	s.SetVersions(true, false)
	check(200, 404)
	s.SetVersions(true, true)
	check(200, 200)
}

func TestUnknownPaths(t *testing.T) {
	t.Parallel()
	s, _ := start(t, fakemayar.Options{})
	for _, req := range []*http.Request{
		newRequest(t, "GET", s.URL()+"/", ""),
		newRequest(t, "GET", s.URL()+"/hl/v2/payments", ""),
		newRequest(t, "GET", s.URL()+"/hl/v2/memberships/a/b", ""),
		newRequest(t, "POST", s.URL()+"/hl/v2/transactions/unpaid", ""),
		newRequest(t, "POST", s.URL()+"/hl/v2/credit/generate/immutable/checkout", "{}"),
	} {
		wantJSON(t, do(t, req), http.StatusNotFound, `{"statusCode":404,"messages":"Not Found"}`)
	}
}
