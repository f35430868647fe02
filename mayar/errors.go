package mayar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrNoCustomer is returned, without a request, for a checkout that names no e-mail, no mobile, no
// customer and no member.
var ErrNoCustomer = errors.New(
	"mayar: the checkout identifies nobody: give an e-mail, a mobile, a customer id or a member id")

// ErrBadID is returned, without a request, for an id that cannot be one of Mayar's: empty, too
// long, or with other characters than letters, digits, "-" and "_".
var ErrBadID = errors.New("mayar: this is not an id of Mayar's")

// ErrUnsupported is returned, without a request, for what the version of the API in use does not
// have.
var ErrUnsupported = errors.New("mayar: this version of the API has no such call")

// A Reason says in one word why a call failed. New ones may be added.
type Reason string

// Why a call failed.
const (
	ReasonUnauthorized Reason = "unauthorized"   // wrong key, or the object is another account's
	ReasonReadOnlyKey  Reason = "read_only_key"  // the key may read but not write
	ReasonForbidden    Reason = "forbidden"      // 403 for another reason
	ReasonNotFound     Reason = "not_found"      // no such object, or no such route
	ReasonConflict     Reason = "conflict"       // 409
	ReasonDuplicate    Reason = "duplicate"      // the same was created within the last minute
	ReasonInvalid      Reason = "invalid"        // Mayar's validator refused it
	ReasonWrongProduct Reason = "wrong_product"  // another merchant's product, or of a wrong kind
	ReasonUpstream     Reason = "upstream_error" // 5xx and 408
	ReasonUnexpected   Reason = "unexpected"     // any other answer
	ReasonNotJSON      Reason = "not_json"
	ReasonEmpty        Reason = "empty_body"
	ReasonTruncated    Reason = "truncated_body"
	ReasonTooLarge     Reason = "body_too_large"
	ReasonNetwork      Reason = "network"  // refused, reset, no such host, bad certificate
	ReasonTimeout      Reason = "timeout"  // no answer in time
	ReasonCanceled     Reason = "canceled" // the caller gave up, or had no time left to begin with
)

// An Error is a call that failed. It holds nothing of what Mayar wrote but known names of fields
// and rules, and neither the key nor customers' data, so that it can be logged as it is.
type Error struct {
	Op     string       // what was attempted: "list unpaid transactions"
	Status int          // the body's failing statusCode, else the HTTP status; 0: no answer
	Reason Reason       // why
	Fields []FieldError // the fields that the validator named
	Paths  []string     // the paths that were tried, when there was more than one

	cause error // quotes nothing of the answer; may be nil
}

// Error returns what failed and why, in words of our own.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "mayar: %s: ", e.Op)
	if e.Status != 0 {
		b.WriteString(strconv.Itoa(e.Status) + " ")
	}
	b.WriteString(strings.ReplaceAll(string(e.Reason), "_", " "))
	for i, f := range e.Fields {
		b.WriteString([]string{": ", ", "}[min(i, 1)] + strings.TrimSpace(f.Field+" "+f.Rule))
	}
	if len(e.Paths) > 0 {
		b.WriteString(" (tried " + strings.Join(e.Paths, " and ") + ")")
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause of a failed connection, for example context.DeadlineExceeded or a
// *net.OpError, or nil.
func (e *Error) Unwrap() error { return e.cause }

// A RateLimitError says that no request may be made before Until: Mayar answered 429, or the budget
// is spent until after the context ends.
type RateLimitError struct {
	Op         string
	RetryAfter time.Duration // from now, as of the error's making
	Until      time.Time
	Local      bool // the request was not made
	Paused     bool // Mayar asked for it, with this answer or an earlier one
	Own        bool // only the share of the person who asks is spent, see ForPerson
}

// Error returns what failed and for how long to wait.
func (e *RateLimitError) Error() string {
	who := "Mayar's rate limit is reached"
	switch {
	case e.Own:
		who = "the person's share of the budget is spent"
	case !e.Paused:
		who = "the budget of requests is spent"
	}
	return fmt.Sprintf("mayar: %s: %s, try again in %s", e.Op, who, e.RetryAfter.Round(time.Second))
}

// RateLimited reports whether err says to wait for the rate limit. It is not true for a refused
// duplicate.
func RateLimited(err error) bool {
	_, ok := errors.AsType[*RateLimitError](err)
	return ok
}

// Unauthorized reports whether Mayar did not accept the key. Mayar answers the same for the id of
// another account's transaction.
func Unauthorized(err error) bool { return hasReason(err, ReasonUnauthorized) }

// ReadOnlyKey reports whether the key may read but not write. A checkout link needs a "Read &
// Write" key.
func ReadOnlyKey(err error) bool { return hasReason(err, ReasonReadOnlyKey) }

// NotFound reports whether there is no such object or route.
func NotFound(err error) bool { return hasReason(err, ReasonNotFound) }

// Duplicate reports whether Mayar refused to create the same thing twice within a minute.
func Duplicate(err error) bool { return hasReason(err, ReasonDuplicate) }

// WrongProduct reports whether Mayar refused the product: it is another merchant's, or no
// credit-based one. The key itself is fine.
func WrongProduct(err error) bool { return hasReason(err, ReasonWrongProduct) }

// Invalid reports whether Mayar's validator refused the request, and which fields it named, which
// may be none.
func Invalid(err error) ([]FieldError, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Reason != ReasonInvalid {
		return nil, false
	}
	return e.Fields, true
}

// Temporary reports whether Mayar is in trouble of its own and the same call may work later: no
// connection, no answer in time, 5xx, or an answer that is no JSON. A rate limit is not trouble:
// see RateLimited.
func Temporary(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch e.Reason {
	case ReasonUpstream, ReasonNotJSON, ReasonEmpty, ReasonTruncated, ReasonNetwork, ReasonTimeout:
		return true
	}
	return false
}

func hasReason(err error, r Reason) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Reason == r
}
