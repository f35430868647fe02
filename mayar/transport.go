package mayar

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"

	"github.com/go-resty/resty/v2"
)

// defaultTransport speaks only HTTP/1.1. At twenty requests a minute HTTP/2 gains nothing, and it
// repeats requests without the budget knowing.
func defaultTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.MaxIdleConnsPerHost = 4
	t.MaxResponseHeaderBytes = 64 << 10
	return t
}

// newResty returns a client without cookies and without resty's retries, which would repeat a POST
// and ignore Retry-After. Redirects are not followed: they would bypass the budget, and could send
// the key and a customer's data to another host.
func newResty(rt http.RoundTripper) *resty.Client {
	return resty.NewWithClient(&http.Client{
		Transport:     noReplay{rt},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}).SetResponseBodyLimit(maxBody).SetLogger(discardLog{})
}

// noReplay keeps net/http from sending a GET twice. It repeats a GET without a body when a
// kept-alive connection breaks, unseen by the budget. With an empty body of unknown length it
// cannot, and the bytes on the wire are the same.
type noReplay struct{ next http.RoundTripper }

func (o noReplay) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil {
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(nil))
	}
	return o.next.RoundTrip(req)
}

// discardLog drops resty's own log, which prints URLs and server errors.
type discardLog struct{}

func (discardLog) Errorf(string, ...any) {}
func (discardLog) Warnf(string, ...any)  {}
func (discardLog) Debugf(string, ...any) {}

// traceSent calls sent when the request has a connection. Before that, nothing of it was sent.
func traceSent(ctx context.Context, sent func()) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { sent() },
	})
}

// transportError classifies the failure of a request without a readable answer.
func transportError(ctx context.Context, op string, res *resty.Response, err error) *Error {
	e := &Error{Op: op, Reason: ReasonNetwork, cause: safeCause(err)}
	timeout, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason, e.cause = ReasonCanceled, context.Canceled
	case errors.Is(err, context.DeadlineExceeded), isNet && timeout.Timeout():
		e.Reason = ReasonTimeout
	case res == nil || res.RawResponse == nil:
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		e.Reason, e.Status = ReasonTooLarge, res.StatusCode()
	default:
		e.Reason, e.Status = ReasonTruncated, res.StatusCode()
	}
	return e
}

// safeCause returns the error in err's chain that can be shown, because it quotes neither the URL
// nor the answer; nil if there is none.
func safeCause(err error) error {
	if urlErr, ok := errors.AsType[*url.Error](err); ok {
		err = urlErr.Err
	}
	for _, known := range []error{context.Canceled, context.DeadlineExceeded, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, known) {
			return known
		}
	}
	if opErr, ok := errors.AsType[*net.OpError](err); ok {
		return opErr
	}
	if certErr, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certErr
	}
	return nil
}
