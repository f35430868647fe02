package mayar

import (
	"context"
	"errors"
	"net/http"
)

// A Probe holds the answers of both API versions. It costs two requests.
type Probe struct {
	V2, V1 VersionProbe
}

// A VersionProbe is the answer of one version.
type VersionProbe struct {
	Answers     bool  // the route is there: the version lives
	KeyAccepted bool  // the list was given
	Err         error // why not
}

// KeyAccepted reports whether any version accepted the key.
func (p Probe) KeyAccepted() bool { return p.V2.KeyAccepted || p.V1.KeyAccepted }

// Version returns the newest version that accepted the key, or Auto when none did.
func (p Probe) Version() Version {
	switch {
	case p.V2.KeyAccepted:
		return V2
	case p.V1.KeyAccepted:
		return V1
	}
	return Auto
}

// Probe asks each version once for one unpaid transaction, whatever version is configured, and
// remembers the newest that answers. It fails only when the budget or ctx prevents a request.
func (c *Client) Probe(ctx context.Context) (Probe, error) {
	var p Probe
	for _, v := range []Version{V2, V1} {
		err := c.probeVersion(ctx, v)
		if limited, ok := errors.AsType[*RateLimitError](err); ok && limited.Local || ctx.Err() != nil {
			return p, err
		}
		result := VersionProbe{Answers: err == nil || routeExists(err), KeyAccepted: err == nil, Err: err}
		if v == V2 {
			p.V2 = result
		} else {
			p.V1 = result
		}
	}
	if v := p.Version(); v != Auto {
		c.remember(ctx, v)
	}
	return p, nil
}

func (c *Client) probeVersion(ctx context.Context, v Version) error {
	const op = "probe the API"
	q := listQuery{limit: 1}
	env, err := c.do(ctx, call{
		op: op, method: http.MethodGet, url: c.baseURL + unpaidRoute.path(v),
		query: q.values(v, q.place(v)), single: true,
	})
	if err != nil {
		return err
	}
	_, _, err = decodeRows[wireTransaction](ctx, op, env, false, 1)
	return err
}

// routeExists reports whether err is the answer of an existing route.
func routeExists(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return RateLimited(err) || ok && !NotFound(err) && !Temporary(err) && e.Reason != ReasonCanceled
}

// A CheckoutProbe is the answer of the checkout paths to an empty request.
type CheckoutProbe struct {
	Path  string // the first path that is there; "" when none is
	Write bool   // the key may write
	Err   error  // why not; nil when all is well
}

// ProbeCheckout finds out, with one or two requests, which path creates checkout links and whether
// the key may write. It sends a request without a product, which Mayar documents to reject as
// invalid, so nothing is created.
func (c *Client) ProbeCheckout(ctx context.Context) CheckoutProbe {
	var last error
	for _, path := range c.checkoutPathOrder() {
		_, err := c.do(ctx, call{
			op: "probe the checkout", method: http.MethodPost, url: c.creditURL + path,
			body: []byte("{}"), single: true,
		})
		if NotFound(err) {
			last = err
			continue
		}
		_, invalid := Invalid(err)
		switch {
		case err == nil, invalid, WrongProduct(err):
			return CheckoutProbe{Path: path, Write: true}
		case routeExists(err):
			return CheckoutProbe{Path: path, Err: err}
		}
		return CheckoutProbe{Err: err}
	}
	return CheckoutProbe{Err: last}
}
