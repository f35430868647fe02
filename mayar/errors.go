package mayar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrNoCustomer is returned, without a request, for a checkout without e-mail, mobile, customer id
// and member id.
var ErrNoCustomer = errors.New(
	"mayar: the checkout identifies nobody: give an e-mail, a mobile, a customer id or a member id")

// ErrBadID is returned, without a request, for an id that Mayar cannot have given: empty, too long,
// or with characters other than letters, digits, "-" and "_".
var ErrBadID = errors.New("mayar: this is not an id of Mayar's")

// ErrUnsupported is returned, without a request, for a call that the API version in use does not
// have.
var ErrUnsupported = errors.New("mayar: this version of the API has no such call")

// A Reason names why a call failed. New ones may be added.
type Reason string

// The reasons.
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

// An Error is a failed call. Of Mayar's answer it holds only known names of fields and rules. It
// holds neither the key nor customers' data, so it can be logged.
type Error struct {
	Op     string       // what was attempted: "list unpaid transactions"
	Status int          // the body's failing statusCode, else the HTTP status; 0: no answer
	Reason Reason       // why
	Fields []FieldError // the fields that the validator named
	Paths  []string     // the paths that were tried, when there was more than one

	cause error // quotes nothing of the answer; may be nil
}

// Error returns what failed and why, without Mayar's words.
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
// has no slot before the context ends.
type RateLimitError struct {
	Op         string
	RetryAfter time.Duration // from now, as of the error's making
	Until      time.Time
	Local      bool // the request was not made
	Paused     bool // Mayar asked for it, with this answer or an earlier one
	Own        bool // only the share of the person who asks is spent, see ForPerson
}

// Error returns what failed and how long to wait.
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

// RateLimited reports whether err is a rate limit. A refused duplicate is none.
func RateLimited(err error) bool {
	_, ok := errors.AsType[*RateLimitError](err)
	return ok
}

// Unauthorized reports whether Mayar rejected the key. Mayar answers the same for the id of another
// account's transaction.
func Unauthorized(err error) bool { return hasReason(err, ReasonUnauthorized) }

// ReadOnlyKey reports whether the key may read but not write. A checkout link needs a "Read &
// Write" key.
func ReadOnlyKey(err error) bool { return hasReason(err, ReasonReadOnlyKey) }

// NotFound reports whether the object or the route does not exist.
func NotFound(err error) bool { return hasReason(err, ReasonNotFound) }

// Duplicate reports whether Mayar refused to create the same thing twice within a minute.
func Duplicate(err error) bool { return hasReason(err, ReasonDuplicate) }

// WrongProduct reports whether Mayar rejected the product: it belongs to another merchant, or it is
// not credit-based. The key itself is fine.
func WrongProduct(err error) bool { return hasReason(err, ReasonWrongProduct) }

// Invalid reports whether Mayar's validator rejected the request, and the fields that it named, if
// any.
func Invalid(err error) ([]FieldError, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Reason != ReasonInvalid {
		return nil, false
	}
	return e.Fields, true
}

// Temporary reports whether the same call may work later because Mayar failed: no connection, no
// answer in time, 5xx, or an answer that is not JSON. For a rate limit, see RateLimited.
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
