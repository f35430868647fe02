package mayar_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mayarbot/mayarbot/mayar"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]mayar.Version{"": mayar.Auto, "auto": mayar.Auto, " V1 ": mayar.V1,
		"v2": mayar.V2} {
		if got, err := mayar.ParseVersion(in); got != want || err != nil {
			t.Errorf("%q: got %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"v3", "2", "latest"} {
		if _, err := mayar.ParseVersion(in); err == nil || !strings.Contains(err.Error(), in) {
			t.Errorf("%q: got %v, want an error that quotes it", in, err)
		}
	}
}

// versions is a peer whose API versions can be switched off.
func versions(t *testing.T) (p *peer, v1, v2 *atomic.Bool) {
	p, v1, v2 = newPeer(t), new(atomic.Bool), new(atomic.Bool)
	gate := func(on *atomic.Bool, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if on.Load() {
				reply(200, body)(w, r)
			} else {
				reply(404, `{"statusCode":404,"messages":"Not Found"}`)(w, r)
			}
		}
	}
	p.handle(v2Unpaid, gate(v2, v2Page(true, `"1755627439078"`, "a")))
	p.handle(v1Unpaid, gate(v1, `{"data":[{"id":"a"}],"hasMore":true,"page":1,"pageCount":9}`))
	return p, v1, v2
}

func TestAutoFindsTheVersion(t *testing.T) {
	t.Parallel()
	p, v1, v2 := versions(t)
	c := p.client()
	steps := []struct {
		name   string
		v1, v2 bool
		want   mayar.Version
		asked  []string
	}{
		{"neither", false, false, mayar.Auto, []string{"v2", "v1"}},
		{"both", true, true, mayar.V2, []string{"v2"}},
		{"V2 goes", true, false, mayar.V1, []string{"v2", "v1"}},
		{"V2 comes back, V1 is remembered", true, true, mayar.V1, []string{"v1"}},
		{"V1 goes", false, true, mayar.V2, []string{"v1", "v2"}},
		{"both go, V2 stays remembered", false, false, mayar.V2, []string{"v2", "v1"}},
	}
	for _, step := range steps {
		v1.Store(step.v1)
		v2.Store(step.v2)
		before := len(p.requests())
		_, _, err := c.Transactions.ListUnpaid(t.Context(), nil)
		if reachable := step.v1 || step.v2; reachable != (err == nil) {
			t.Errorf("%s: %v", step.name, err)
		}
		var asked []string
		for _, line := range p.requests()[before:] {
			asked = append(asked, line[len("GET /hl/"):][:2])
		}
		if got := c.Version(); got != step.want || !slices.Equal(asked, step.asked) {
			t.Errorf("%s: version %s after asking %v, want %s after %v", step.name, got, asked, step.want, step.asked)
		}
	}
}

func TestBothVersionsMissingNamesBoth(t *testing.T) {
	t.Parallel()
	_, _, err := newPeer(t).client().Transactions.ListUnpaid(t.Context(), nil)
	e, ok := errors.AsType[*mayar.Error](err)
	if want := []string{"/hl/v2/transactions/unpaid", "/hl/v1/transactions/unpaid"}; !ok ||
		!slices.Equal(e.Paths, want) {
		t.Errorf("got %v, want not found on %v", err, want)
	}
}

func TestForcedVersionStays(t *testing.T) {
	t.Parallel()
	for _, version := range []mayar.Version{mayar.V1, mayar.V2} {
		p, _, _ := versions(t)
		c := p.client(mayar.WithVersion(version))
		if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); !mayar.NotFound(err) {
			t.Errorf("%s: got %v, want not found", version, err)
		}
		if got := len(p.requests()); got != 1 || c.Version() != version {
			t.Errorf("%s: %d requests, version %s", version, got, c.Version())
		}
	}
}

func TestOnlyANotFoundMovesToTheOtherVersion(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403, 500} {
		p := newPeer(t)
		p.handle(v2Unpaid, reply(status, `{}`))
		c := p.client(mayar.WithRetry(1, 0))
		if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); err == nil || mayar.NotFound(err) {
			t.Errorf("%d: got %v", status, err)
		}
		if got := len(p.requests()); got != 1 || c.Version() != mayar.Auto {
			t.Errorf("%d: %d requests, version %s, want 1, auto", status, got, c.Version())
		}
	}
}

func TestAMissingObjectDoesNotMoveTheVersion(t *testing.T) {
	t.Parallel()
	p, v1, v2 := versions(t)
	v1.Store(true)
	v2.Store(true)
	p.handle("GET /hl/v1/membership/p-1", reply(200, `{"data":[]}`))
	c := p.client()

	// While the version is unknown, both are tried and none is remembered.
	if _, _, err := c.Memberships.Tiers(t.Context(), "p-1"); err != nil {
		t.Error(err)
	}
	if got := c.Version(); got != mayar.Auto {
		t.Errorf("version %s after an object, want auto", got)
	}

	if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); err != nil {
		t.Error(err)
	}
	before := len(p.requests())
	if _, _, err := c.Transactions.GetTransaction(t.Context(), "tx-9"); !mayar.NotFound(err) {
		t.Errorf("got %v, want not found", err)
	}
	if _, _, err := c.Memberships.Tiers(t.Context(), "p-1"); !mayar.NotFound(err) {
		t.Errorf("got %v, want not found: V2 is in use", err)
	}
	if got := len(p.requests()) - before; got != 2 || c.Version() != mayar.V2 {
		t.Errorf("%d requests, version %s, want 2, v2", got, c.Version())
	}
}

// A cursor means something else in the other version: V2's is a date, V1's a page.
func TestACursorStaysWithItsVersion(t *testing.T) {
	t.Parallel()
	p, v1, v2 := versions(t)
	v1.Store(true)
	v2.Store(true)
	c := p.client()
	_, resp, err := c.Transactions.ListUnpaid(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	v2.Store(false)
	before := len(p.requests())
	next := &mayar.UnpaidOptions{Cursor: resp.NextCursor}
	if _, _, err := c.Transactions.ListUnpaid(t.Context(), next); !mayar.NotFound(err) {
		t.Errorf("got %v, want not found", err)
	}
	if got := p.requests()[before:]; len(got) != 1 || !strings.HasPrefix(got[0], v2Unpaid) {
		t.Errorf("requests %v, want V2's alone", got)
	}
	if _, _, err := c.Transactions.ListUnpaid(t.Context(), nil); err != nil || c.Version() != mayar.V1 {
		t.Errorf("a fresh list: %v, version %s, want v1", err, c.Version())
	}
	v2.Store(true)
	if _, got, err := c.Transactions.ListUnpaid(t.Context(), next); err != nil || got.Version != mayar.V2 {
		t.Errorf("the old cursor: %+v, %v, want an answer of V2", got, err)
	}
	if c.Version() != mayar.V1 {
		t.Errorf("a cursor moved the version to %s", c.Version())
	}
}
