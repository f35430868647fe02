package mayar_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

func TestProbe(t *testing.T) {
	t.Parallel()
	good := reply(200, v2Page(false, "null", "a"))
	denied := reply(401, `{"statusCode":401,"messages":"Unauthorized"}`)
	missing := reply(404, `{"statusCode":404,"messages":"Not Found"}`)
	tests := []struct {
		name               string
		v2, v1             http.HandlerFunc
		wantV2, wantV1     [2]bool // answers, key accepted
		version            mayar.Version
		wantNotFoundReason bool
	}{
		{"both", good, good, [2]bool{true, true}, [2]bool{true, true}, mayar.V2, false},
		{"V1 is gone", good, missing, [2]bool{true, true}, [2]bool{}, mayar.V2, true},
		{"V2 is not there", missing, good, [2]bool{}, [2]bool{true, true}, mayar.V1, false},
		{"wrong key", denied, denied, [2]bool{true, false}, [2]bool{true, false}, mayar.Auto, false},
		{"down", hangUp, hangUp, [2]bool{}, [2]bool{}, mayar.Auto, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			p.handle(v2Unpaid, tt.v2)
			p.handle(v1Unpaid, tt.v1)
			c := p.client()
			got, err := c.Probe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if g := [2]bool{got.V2.Answers, got.V2.KeyAccepted}; g != tt.wantV2 {
				t.Errorf("V2 %v, want %v", got.V2, tt.wantV2)
			}
			if g := [2]bool{got.V1.Answers, got.V1.KeyAccepted}; g != tt.wantV1 {
				t.Errorf("V1 %v, want %v", got.V1, tt.wantV1)
			}
			if got.Version() != tt.version || c.Version() != tt.version ||
				got.KeyAccepted() != (tt.version != mayar.Auto) {
				t.Errorf("version %s, client %s, want %s", got.Version(), c.Version(), tt.version)
			}
			if tt.wantNotFoundReason != mayar.NotFound(got.V1.Err) {
				t.Errorf("V1 failed with %v", got.V1.Err)
			}
			want := []string{v2Unpaid + "?limit=1", v1Unpaid + "?page=1&pageSize=1"}
			if got := p.requests(); !slices.Equal(got, want) {
				t.Errorf("requests %v, want %v", got, want)
			}
		})
	}
}

func TestProbeWithoutBudget(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := p.client(mayar.WithBudget(mayar.NewBudget(1))).Probe(ctx); !mayar.RateLimited(err) {
		t.Errorf("got %v, want a RateLimitError", err)
	}
}

func TestProbeCheckout(t *testing.T) {
	t.Parallel()
	invalid := reply(
		400,
		`{"statusCode":400,"messages":"Validation Error","data":[{"field":"productId",`+
			`"message":"productId is required"}]}`,
	)
	readOnly := reply(403, `{"messages":"API KEY Scope not allowed to write"}`)
	tests := []struct {
		name   string
		routes map[string]http.HandlerFunc
		path   string
		write  bool
		err    func(error) bool
	}{
		{"V2", map[string]http.HandlerFunc{v2Checkout: invalid, v1Checkout: invalid}, v2Checkout, true, nil},
		{"V1", map[string]http.HandlerFunc{v1Checkout: invalid}, v1Checkout, true, nil},
		{"read only", map[string]http.HandlerFunc{v2Checkout: readOnly}, v2Checkout, false, mayar.ReadOnlyKey},
		{"down", map[string]http.HandlerFunc{v2Checkout: reply(502, "Bad Gateway")}, "", false, mayar.Temporary},
		{"nowhere", nil, "", false, mayar.NotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			for route, h := range tt.routes {
				p.handle(route, h)
			}
			got := p.client().ProbeCheckout(t.Context())
			if got.Path != strings.TrimPrefix(tt.path, "POST ") || got.Write != tt.write {
				t.Errorf("got %+v, want %s, %t", got, tt.path, tt.write)
			}
			if (tt.err == nil) != (got.Err == nil) || tt.err != nil && !tt.err(got.Err) {
				t.Errorf("failed with %v", got.Err)
			}
		})
	}
}
