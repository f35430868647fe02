package mayar

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// A call is one request and everything needed to repeat it.
type call struct {
	op     string
	method string
	url    string
	query  url.Values
	body   []byte // JSON

	// single prevents repetition.
	single bool
}

// slowAfter is how long a request must have taken for its cancellation to count in Health.
const slowAfter = 5 * time.Second

// do makes a call within the budget and returns Mayar's answer if it is a success. A GET that fails
// for a temporary reason is repeated and waits out a rate limit. A POST is repeated only when
// nothing of it was sent.
func (c *Client) do(ctx context.Context, call call) (*envelope, error) {
	var failingSince time.Time
	var last error
	for attempt := 1; ; attempt++ {
		slot, err := c.budget.acquire(ctx)
		if err != nil && last == nil {
			return nil, withOp(call.op, err)
		}
		if err != nil {
			c.noteHealth(last, failingSince)
			return nil, last
		}
		started := time.Now()
		env, sent, err := c.attempt(ctx, call, slot)
		if !sent && Temporary(err) {
			c.budget.cancel(ctx, slot) // Mayar cannot have counted it
		}
		c.logAttempt(ctx, call.op, time.Since(started), err)
		c.observe(call.op, err)
		if Temporary(err) && failingSince.IsZero() {
			failingSince = c.now()
		}
		if err != nil && attempt < c.attempts && repeatable(ctx, call, sent, err) && c.backOff(ctx, attempt, err) {
			last = err
			continue
		}
		if ctx.Err() == nil || time.Since(started) >= slowAfter {
			c.noteHealth(err, failingSince)
		}
		return env, err
	}
}

// attempt makes one request. Sent reports whether part of it may have reached Mayar.
func (c *Client) attempt(ctx context.Context, call call, slot *reservation) (env *envelope, sent bool, err error) {
	attemptCtx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var started atomic.Bool
	req := c.resty.R().
		SetContext(traceSent(attemptCtx, func() {
			c.budget.markStarted(attemptCtx, slot)
			started.Store(true)
		})).
		SetHeader("Authorization", "Bearer "+c.key).
		SetHeader("Accept", "application/json").
		SetHeader("User-Agent", userAgent)
	if call.query != nil {
		req.SetQueryParamsFromValues(call.query)
	}
	if call.body != nil {
		// Resty reuses its own buffers while a timed-out connection may still read from them, so
		// the body gets a separate reader.
		req.SetHeader("Content-Type", "application/json").SetBody(bytes.NewReader(call.body))
	}
	res, err := req.Execute(call.method, call.url)
	if err != nil {
		return nil, started.Load(), transportError(ctx, call.op, res, err)
	}
	env, err = readEnvelope(attemptCtx, call.op, res.StatusCode(), res.Body())
	if limited, ok := errors.AsType[*RateLimitError](err); ok {
		limited.RetryAfter = retryAfter(res.Header(), c.now())
		limited.Until = c.budget.pause(ctx, limited.RetryAfter)
	}
	if wait, ok := readRetryAfter(res.Header(), c.now()); ok && res.StatusCode() == http.StatusServiceUnavailable {
		c.budget.pause(ctx, wait) // down, and it says for how long
	}
	return env, true, err
}

// withOp adds the name of the call to an error of the budget.
func withOp(op string, err error) error {
	if limited, ok := errors.AsType[*RateLimitError](err); ok {
		limited.Op = op
		return limited
	}
	if waiting, ok := errors.AsType[*WaitingError](err); ok {
		waiting.Op = op
		return waiting
	}
	if errors.Is(err, ErrBudgetUnavailable) {
		return err
	}
	return &Error{Op: op, Reason: ReasonCanceled, cause: err}
}

// repeatable reports whether a call may be made again after err.
func repeatable(ctx context.Context, call call, sent bool, err error) bool {
	switch {
	case ctx.Err() != nil, call.single:
		return false
	case call.method == http.MethodGet:
		return RateLimited(err) || Temporary(err)
	}
	return !sent && hasReason(err, ReasonNetwork)
}

// backOff waits before the next attempt, for 0.5 to 1.5 times a duration that doubles each time. It
// returns false when ctx ends first. After a 429 the budget waits instead.
func (c *Client) backOff(ctx context.Context, attempt int, err error) bool {
	if RateLimited(err) {
		return true
	}
	wait := c.backoff << min(attempt-1, 10)
	wait = wait/2 + rand.N(wait+1)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return false
	}
	return sleep(ctx, wait, nil)
}

func (c *Client) logAttempt(ctx context.Context, op string, took time.Duration, err error) {
	attrs := []slog.Attr{
		slog.String("op", op),
		slog.Duration("took", took),
		slog.Int("budget_left", c.budget.Remaining()),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "mayar: request", attrs...)
}
