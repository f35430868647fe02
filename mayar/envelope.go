package mayar

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// userAgent names the program to Mayar.
const userAgent = "mayarbot (+https://github.com/mayarbot/mayarbot)"

// An envelope is the common part of Mayar's JSON answers. The HL API writes messages, the credit
// service message, and both also put data beside the envelope.
type envelope struct {
	StatusCode integer         `json:"statusCode"`
	Messages   text            `json:"messages"`
	Message    text            `json:"message"`
	Data       json.RawMessage `json:"data"`

	HasMore           flag       `json:"hasMore"`
	NextStartingAfter identifier `json:"nextStartingAfter"` // V2
	Page              integer    `json:"page"`              // V1
	PageCount         integer    `json:"pageCount"`         // V1
	Total             integer    `json:"total"`             // V1

	raw []byte
}

// readEnvelope decodes an answer and returns the failure that it reports. The body's statusCode
// overrides the HTTP status, because several calls answer HTTP 200 with a failing body.
func readEnvelope(ctx context.Context, op string, status int, body []byte) (*envelope, error) {
	env := envelope{raw: body}
	reason := env.decode(ctx, body)
	if err := ctx.Err(); err != nil {
		return nil, contextError(op, err)
	}
	if reason != "" {
		if status >= 200 && status < 300 {
			return nil, &Error{Op: op, Status: status, Reason: reason}
		}
		return nil, statusError(op, status, &envelope{})
	}
	if env.StatusCode.n >= 400 && env.StatusCode.n < 600 {
		status = int(env.StatusCode.n)
	}
	switch {
	case status < 200 || status >= 300:
		return nil, statusError(op, status, &env)
	case env.Messages.lower() == "failed", env.Message.lower() == "failed":
		return nil, &Error{Op: op, Status: status, Reason: ReasonInvalid, Fields: env.fields()}
	}
	return &env, nil
}

// decode returns why body is not an envelope, or "".
func (env *envelope) decode(ctx context.Context, body []byte) Reason {
	trimmed := bytes.TrimSpace(body)
	if len(trimmed) == 0 {
		return ReasonEmpty
	}
	if trimmed[0] != '{' {
		return ReasonNotJSON
	}
	// Unlike Unmarshal, a Decoder tells a truncated body from a malformed one.
	dec := json.NewDecoder(contextReader{ctx, bytes.NewReader(trimmed)})
	switch err := dec.Decode(env); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return ReasonTruncated
	case err != nil, dec.InputOffset() != int64(len(trimmed)):
		return ReasonNotJSON
	}
	return ""
}

// contextError is the error of a call whose context ended during decoding.
func contextError(op string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{Op: op, Reason: ReasonTimeout, cause: err}
	}
	return &Error{Op: op, Reason: ReasonCanceled, cause: err}
}

// statusError finds the reason of a failure from the status and, where a status has several
// meanings, from Mayar's message. It keeps nothing of the message.
func statusError(op string, status int, env *envelope) error {
	message := env.Messages.lower() + env.Message.lower()
	e := &Error{Op: op, Status: status, Reason: ReasonUnexpected, Fields: env.fields()}
	switch {
	case status == http.StatusTooManyRequests && strings.Contains(message, "duplicate"):
		e.Reason = ReasonDuplicate
	case status == http.StatusTooManyRequests:
		return &RateLimitError{Op: op, Paused: true}
	case status == http.StatusUnauthorized, status == http.StatusBadRequest && message == "unauthorized":
		e.Reason = ReasonUnauthorized
	case status == http.StatusNotFound && strings.Contains(message, "user in jwt"):
		e.Reason = ReasonUnauthorized // documented: the key is nobody's
	case status == http.StatusForbidden && strings.Contains(message, "scope"):
		e.Reason = ReasonReadOnlyKey
	case status == http.StatusForbidden:
		e.Reason = ReasonForbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		e.Reason = ReasonNotFound
	case status == http.StatusConflict:
		e.Reason = ReasonConflict
	case status == http.StatusBadRequest && strings.Contains(message, "not authorized to edit this product"):
		e.Reason = ReasonWrongProduct
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		e.Reason = ReasonInvalid
	case status == http.StatusRequestTimeout, status >= 500:
		e.Reason = ReasonUpstream
	}
	return e
}
