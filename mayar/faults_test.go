package mayar_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mayarbot/mayarbot/mayar"
)

// operations are all calls of the client, each with its routes in V2.
var operations = []struct {
	name   string
	route  string
	method func(context.Context, *mayar.Client) error
}{
	{"ListUnpaid", v2Unpaid, func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Transactions.ListUnpaid(ctx, nil)
		return err
	}},
	{"UnpaidPages", v2Unpaid, func(ctx context.Context, c *mayar.Client) error {
		for _, err := range c.Transactions.UnpaidPages(ctx, nil) {
			return err
		}
		return nil
	}},
	{"AllUnpaid", v2Unpaid, func(ctx context.Context, c *mayar.Client) error {
		for _, err := range c.Transactions.AllUnpaid(ctx, nil) {
			return err
		}
		return nil
	}},
	{"ListPaid", v2Paid, func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Transactions.ListPaid(ctx, nil)
		return err
	}},
	{"PaidPages", v2Paid, func(ctx context.Context, c *mayar.Client) error {
		for _, err := range c.Transactions.PaidPages(ctx, nil) {
			return err
		}
		return nil
	}},
	{"GetTransaction", "GET /hl/v2/transactions/tx-1", func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Transactions.GetTransaction(ctx, "tx-1")
		return err
	}},
	{"CreateImmutable", v2Checkout, func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Checkout.CreateImmutable(ctx, &mayar.CheckoutRequest{
			ProductID: "product-1",
			Customer:  mayar.CheckoutCustomer{Name: "Ani Wijaya", Email: "ani@example.com", Mobile: "0812-0000-0001"},
		})
		return err
	}},
	{"Tiers", "GET /hl/v2/memberships/tiers", func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Memberships.Tiers(ctx, "product-1")
		return err
	}},
	{"TierPrices", "GET /hl/v2/memberships/product-1/tiers", func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Memberships.TierPrices(ctx, "product-1")
		return err
	}},
	{"Products.List", "GET /hl/v2/products", func(ctx context.Context, c *mayar.Client) error {
		_, _, err := c.Products.List(ctx, nil)
		return err
	}},
}

func reasonIs(want mayar.Reason) func(error) bool {
	return func(err error) bool {
		e, ok := errors.AsType[*mayar.Error](err)
		return ok && e.Reason == want
	}
}

func invalidBecauseOf(want ...mayar.FieldError) func(error) bool {
	return func(err error) bool {
		got, ok := mayar.Invalid(err)
		return ok && cmp.Equal(got, want)
	}
}

func both(checks ...func(error) bool) func(error) bool {
	return func(err error) bool {
		return !slices.ContainsFunc(checks, func(check func(error) bool) bool { return !check(err) })
	}
}

// faults are the ways in which Mayar fails, as documented or observed. "server's own words" stands
// for text that must not be passed on.
var faults = []struct {
	name   string
	answer http.HandlerFunc
	is     func(error) bool
	tries  int // of a GET
}{
	{"401", reply(401, `{"statusCode":401,"messages":"Unauthorized"}`), mayar.Unauthorized, 1},
	{
		"401 inside 200",
		reply(200, `{"statusCode":401,"messages":"Failed authentication! server's own words"}`),
		mayar.Unauthorized,
		1,
	},
	{"401 without JSON", reply(401, `server's own words`), mayar.Unauthorized, 1},
	{"400 Unauthorized", reply(400, `{"statusCode":400,"message":"Unauthorized"}`), mayar.Unauthorized, 1},
	{"403 read only", reply(403, `{"messages":"API KEY Scope not allowed to write"}`), mayar.ReadOnlyKey, 1},
	{"403 else", reply(403, `{"statusCode":403,"messages":"server's own words"}`), reasonIs(mayar.ReasonForbidden), 1},
	{"404", reply(404, `{"statusCode":404,"messages":"Transaction not found"}`), mayar.NotFound, 1},
	{"404 for the key", reply(404, `{"statusCode":404,"messages":"User in JWT not found"}`), mayar.Unauthorized, 1},
	{"404 inside 200", reply(200, `{"statusCode":404,"messages":"Not Found"}`), mayar.NotFound, 1},
	{"410", reply(410, `gone`), mayar.NotFound, 1},
	{"409", reply(409, `{"statusCode":409,"messages":"already exist"}`), reasonIs(mayar.ReasonConflict), 1},
	{
		"429 duplicate",
		reply(429,
			`{"statusCode":429,"messages":"Duplicate request detected. Please wait 1 minute before trying again."}`),
		mayar.Duplicate,
		1,
	},
	{
		"400 validator",
		reply(
			400,
			`{"statusCode":400,"messages":"Validation Error","data":[{"type":"email","message":"server's own words",`+
				`"field":"customerInfo.email","actual":"ani@example.com"},{"field":"ani@example.com"}]}`,
		),
		invalidBecauseOf(mayar.FieldError{Field: "customerInfo.email", Rule: "email"}),
		1,
	},
	{
		"400 that quotes",
		reply(
			400,
			`{"statusCode":400,"messages":"Validation Error","data":[{"type":"Ani","field":"`+testKey+`"},`+
				`{"type":"081200000001","field":"081200000001"},{"type":"Ani","field":"mobile"},{"type":"required",`+
				`"field":"Ani"}]}`,
		),
		invalidBecauseOf(mayar.FieldError{Field: "mobile"}, mayar.FieldError{Rule: "required"}),
		1,
	},
	{
		"400 without fields",
		reply(400, `{"statusCode":400,"messages":"Invalid query parameters","data":null}`),
		invalidBecauseOf(),
		1,
	},
	{
		"400 other product",
		reply(400, `{"statusCode":400,"message":"You are not authorized to edit this product!"}`),
		mayar.WrongProduct,
		1,
	},
	{
		"200 but failed",
		reply(
			200,
			`{"statusCode":200,"messages":"failed","data":[{"type":"required",`+
				`"message":"The 'name' field is required.","field":"name"}]}`,
		),
		invalidBecauseOf(mayar.FieldError{Field: "name", Rule: "required"}),
		1,
	},
	{"200 but failed, credit service", reply(200, `{"statusCode":200,"message":"FAILED"}`), invalidBecauseOf(), 1},
	{"400 inside 200", reply(200, `{"statusCode":"400","messages":"server's own words"}`), invalidBecauseOf(), 1},
	{
		"500",
		reply(500, `{"statusCode":500,"messages":"TypeError: server's own words"}`),
		both(mayar.Temporary, reasonIs(mayar.ReasonUpstream)),
		3,
	},
	{"500 inside 200", reply(200, `{"statusCode":500,"message":"server's own words"}`), mayar.Temporary, 3},
	{"502 text", reply(502, `Bad Gateway`), mayar.Temporary, 3},
	{"503 empty", reply(503, ``), mayar.Temporary, 3},
	{"504 HTML", reply(504, `<html>server's own words</html>`), mayar.Temporary, 3},
	{
		"HTML",
		reply(200, `<!doctype html><p>server's own words</p>`),
		both(mayar.Temporary, reasonIs(mayar.ReasonNotJSON)),
		3,
	},
	{"JSON and more", reply(200, `{"statusCode":200,"data":[]}{"a":1}`), reasonIs(mayar.ReasonNotJSON), 3},
	{"JSON that is no object", reply(200, `["server's own words"]`), reasonIs(mayar.ReasonNotJSON), 3},
	{"null", reply(200, `null`), reasonIs(mayar.ReasonNotJSON), 3},
	{"empty", reply(200, " \n"), both(mayar.Temporary, reasonIs(mayar.ReasonEmpty)), 3},
	{
		"truncated JSON",
		reply(200, `{"statusCode":200,"messages":"success","data":[{"id":"a","customer":{"name":"Ani Wij`),
		both(mayar.Temporary, reasonIs(mayar.ReasonTruncated)),
		3,
	},
	{"truncated body", cutShort, both(mayar.Temporary, reasonIs(mayar.ReasonTruncated)), 3},
	{"no data", reply(200, `{"statusCode":200,"messages":"success"}`), reasonIs(mayar.ReasonUnexpected), 1},
	{
		"data null",
		reply(200, `{"statusCode":200,"messages":"success","data":null}`),
		reasonIs(mayar.ReasonUnexpected),
		1,
	},
	{
		"data of another type",
		reply(200, `{"statusCode":200,"messages":"success","data":7}`),
		reasonIs(mayar.ReasonUnexpected),
		1,
	},
	{"302", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://elsewhere.example.com/", http.StatusFound)
	}, reasonIs(mayar.ReasonUnexpected), 1},
	{"connection closed", hangUp, both(mayar.Temporary, reasonIs(mayar.ReasonNetwork)), 3},
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			for _, op := range operations {
				p := newPeer(t)
				p.handle(op.route, fault.answer)
				err := op.method(t.Context(), p.client())
				if err == nil {
					t.Errorf("%s succeeded", op.name)
					continue
				}
				if !fault.is(err) {
					t.Errorf("%s: not the expected error: %v", op.name, err)
				}
				checkNoSecrets(t, op.name+"'s error", err.Error())
				checkTries(t, op.name, op.route, p, fault.tries)
			}
		})
	}
}

// A list that is too large is requested in smaller pages; other requests are not repeated.
func TestBodyOverTheCap(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		p := newPeer(t)
		p.handle(op.route, reply(200, `{"data":"`+strings.Repeat("x", 1<<20)+`"}`))
		err := op.method(t.Context(), p.client())
		if !reasonIs(mayar.ReasonTooLarge)(err) {
			t.Errorf("%s: not the expected error: %v", op.name, err)
		}
		want := 1
		if slices.ContainsFunc(p.requests(), func(line string) bool { return strings.Contains(line, "limit=") }) {
			want = 3
		}
		checkTries(t, op.name, op.route, p, want)
	}
}

// checkTries counts the requests for a route. A POST that Mayar received must not be repeated.
func checkTries(t *testing.T, op, route string, p *peer, want int) {
	t.Helper()
	if strings.HasPrefix(route, "POST") {
		want = 1
	}
	got := 0
	for _, line := range p.requests() {
		if path, _, _ := strings.Cut(line, "?"); path == route {
			got++
		}
	}
	if got != want {
		t.Errorf("%s: %d requests, want %d", op, got, want)
	}
}

func TestHangEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t)
			arrived := make(chan struct{})
			released := make(chan struct{})
			t.Cleanup(func() { close(released) })
			p.handle(op.route, func(http.ResponseWriter, *http.Request) {
				close(arrived)
				<-released
			})
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				<-arrived
				cancel()
			}()
			err := op.method(ctx, p.client())
			if !errors.Is(err, context.Canceled) || mayar.Temporary(err) {
				t.Errorf("got %v, want context.Canceled", err)
			}
		})
	}
}

func TestHangEndsWithTheTimeout(t *testing.T) {
	t.Parallel()
	p := newPeer(t)
	released := make(chan struct{})
	t.Cleanup(func() { close(released) })
	p.handle(v2Unpaid, func(http.ResponseWriter, *http.Request) { <-released })
	c := p.client(mayar.WithTimeout(500*time.Millisecond), mayar.WithRetry(2, 0))
	_, _, err := c.Transactions.ListUnpaid(t.Context(), nil)
	if !both(mayar.Temporary, reasonIs(mayar.ReasonTimeout))(err) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want a timeout", err)
	}
	if got := len(p.requests()); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
	if c.Health().DownSince.IsZero() {
		t.Error("Health does not say that Mayar is down")
	}
}

func TestContextThatHasEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, op := range operations {
		p := newPeer(t)
		c := p.client()
		if err := op.method(ctx, c); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", op.name, err)
		}
		if got := p.requests(); len(got) > 0 {
			t.Errorf("%s made requests: %v", op.name, got)
		}
		if got := c.Health(); got != (mayar.Health{}) {
			t.Errorf("%s: Health is %+v, want nothing", op.name, got)
		}
	}
}

func TestBadIDsFailWithoutARequest(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "..", "a/b", "a b", "a?b=c", "%2e", "a\nb", strings.Repeat("a", 101)} {
		p := newPeer(t)
		c := p.client()
		_, _, txErr := c.Transactions.GetTransaction(t.Context(), id)
		_, _, tiersErr := c.Memberships.Tiers(t.Context(), id)
		_, _, pricesErr := c.Memberships.TierPrices(t.Context(), id)
		for _, err := range []error{txErr, tiersErr, pricesErr} {
			if !errors.Is(err, mayar.ErrBadID) {
				t.Errorf("%q: got %v, want ErrBadID", id, err)
			}
		}
		if got := p.requests(); len(got) > 0 {
			t.Errorf("%q: requests %v", id, got)
		}
	}
}
