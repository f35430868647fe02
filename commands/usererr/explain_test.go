package usererr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestErrorsAreExplained(t *testing.T) {
	t.Parallel()
	down := mayar.Health{DownSince: noon.Add(-time.Hour)}
	began := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // what synctest says that the machine's clock shows
	because := func(r mayar.Reason) error { return &mayar.Error{Op: "make a checkout link", Status: 400, Reason: r} }
	for name, tt := range map[string]struct {
		err  error
		want message.Problem
	}{
		"key": {
			because(mayar.ReasonUnauthorized), message.Problem{Kind: message.ProblemUnauthorized},
		},
		"not an id": {mayar.ErrBadID, message.Problem{Kind: message.ProblemNotFound}},
		"duplicate": {
			because(mayar.ReasonDuplicate), message.Problem{Kind: message.ProblemDuplicate},
		},
		"nobody": {mayar.ErrNoCustomer, message.Problem{Kind: message.ProblemNoCustomer}},
		"403": {
			because(mayar.ReasonForbidden), message.Problem{Kind: message.ProblemMayarRejected},
		},
		"409": {
			because(mayar.ReasonConflict), message.Problem{Kind: message.ProblemMayarRejected},
		},
		"trigger": {bot.ErrTriggerExpired, message.Problem{Kind: message.ProblemSlackTimeout}},
		"Slack's deadline": {
			fmt.Errorf("%w: %w", bot.ErrSlackTimeout, context.DeadlineExceeded),
			message.Problem{Kind: message.ProblemSlackTimeout},
		},
		"a message's deadline": {
			&slackapi.PostError{Code: slackapi.CodeNoAnswer, Err: context.DeadlineExceeded},
			message.Problem{Kind: message.ProblemSlackTimeout},
		},
		"a message that Slack refuses": {
			&slackapi.PostError{Code: "cannot_dm_bot"}, message.Problem{Kind: message.ProblemInternal},
		},
		"limit": {
			&mayar.RateLimitError{Until: began.Add(40 * time.Second), Paused: true},
			message.Problem{Kind: message.ProblemRateLimited, RetryAfter: 40 * time.Second},
		},
		"down": {
			because(mayar.ReasonNetwork), message.Problem{Kind: message.ProblemMayarDown, Since: down.DownSince},
		},
		"500": {
			because(mayar.ReasonUpstream), message.Problem{Kind: message.ProblemMayarDown, Since: down.DownSince},
		},
		"html": {
			because(mayar.ReasonNotJSON), message.Problem{Kind: message.ProblemMayarDown, Since: down.DownSince},
		},
		"deadline": {
			context.DeadlineExceeded, message.Problem{Kind: message.ProblemTimeout, Since: down.DownSince},
		},
		"too large": {
			because(mayar.ReasonTooLarge), message.Problem{Kind: message.ProblemBadAnswer},
		},
		"filter": {
			&receivables.QueryError{Word: "older:x", Example: "older:7d"},
			message.Problem{Kind: message.ProblemBadFilter, Word: "older:x", Example: "older:7d"},
		},
		"no such filter": {&receivables.QueryError{
			Word: "foo:bar", Reason: receivables.ReasonUnknownFilter, Example: "older:7d · newer:2d",
		},
			message.Problem{Kind: message.ProblemFilterUnknown, Word: "foo:bar", Example: "older:7d · newer:2d"}},
		"filter twice": {&receivables.QueryError{
			Word: "older:7d", Reason: receivables.ReasonDuplicate, Example: "older:7d",
		},
			message.Problem{Kind: message.ProblemFilterDuplicate, Word: "older:7d", Example: "older:7d"}},
		"contradiction": {&receivables.QueryError{
			Word: "max:1", Reason: receivables.ReasonContradiction, Example: "max:500000",
		},
			message.Problem{Kind: message.ProblemFilterContradiction, Word: "max:1", Example: "max:500000"}},
		"budget": {
			&mayar.RateLimitError{Until: began.Add(9 * time.Second), Local: true},
			message.Problem{Kind: message.ProblemBudgetSpent, RetryAfter: 9 * time.Second},
		},
		"stopped":     {context.Canceled, message.Problem{Kind: message.ProblemShutdown}},
		"old button":  {message.ErrUnpaidState, message.Problem{Kind: message.ProblemOldButton}},
		"old control": {bot.ErrUnknownAction, message.Problem{Kind: message.ProblemOldButton}},
		"no channel":  {bot.ErrNoChannel, message.Problem{Kind: message.ProblemCouldNotShare}},
		"our own":     {&Error{Kind: message.ProblemWithheld}, message.Problem{Kind: message.ProblemWithheld}},
		"a bug":       {errors.New("nil map"), message.Problem{Kind: message.ProblemInternal}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				wrapped := &Error{Op: message.OpCheckout, Err: fmt.Errorf("answering: %w", tt.err)}
				for op, err := range map[message.Operation]error{"": tt.err, message.OpCheckout: wrapped} {
					got := Explain(err, down, noon)
					tt.want.Now, tt.want.Operation = noon, op
					if _, own := tt.err.(*Error); own && op != "" {
						continue // its own operation counts
					}
					if fmt.Sprint(got) != fmt.Sprint(tt.want) {
						t.Errorf("got %+v, want %+v", got, tt.want)
					}
				}
			})
		})
	}
}

// Only for a checkout can a product or a field be wrong. For a list, the same answer is about the
// key or the address.
func TestErrorsOfListsAndCheckouts(t *testing.T) {
	t.Parallel()
	fields := []mayar.FieldError{{Field: "customerInfo.email"}, {Rule: "required"}} // of a field that is not known
	for _, tt := range []struct {
		fault          mayar.Error
		checkout, list message.ProblemKind
	}{
		{mayar.Error{Reason: mayar.ReasonNotFound}, message.ProblemNotFound, message.ProblemNoRoute},
		{mayar.Error{Reason: mayar.ReasonReadOnlyKey}, message.ProblemReadOnlyKey, message.ProblemUnauthorized},
		{mayar.Error{Reason: mayar.ReasonUnauthorized}, message.ProblemUnauthorized, message.ProblemUnauthorized},
		{mayar.Error{Reason: mayar.ReasonWrongProduct}, message.ProblemNotCredit, message.ProblemMayarRejected},
		{mayar.Error{Reason: mayar.ReasonInvalid}, message.ProblemInvalid, message.ProblemMayarRejected},
		{
			mayar.Error{Reason: mayar.ReasonInvalid, Fields: fields}, message.ProblemInvalid,
			message.ProblemMayarRejected,
		},
		{mayar.Error{Reason: mayar.ReasonForbidden}, message.ProblemMayarRejected, message.ProblemMayarRejected},
		{mayar.Error{Reason: mayar.ReasonUpstream}, message.ProblemMayarDown, message.ProblemMayarDown},
		{mayar.Error{Reason: mayar.ReasonEmpty}, message.ProblemMayarDown, message.ProblemMayarDown},
		{mayar.Error{Reason: mayar.ReasonUnexpected}, message.ProblemBadAnswer, message.ProblemBadAnswer},
	} {
		for op, want := range map[message.Operation]message.ProblemKind{
			message.OpCheckout: tt.checkout, message.OpProducts: tt.list, message.OpUnpaid: tt.list, "": tt.list,
		} {
			got := Explain(&Error{Op: op, Err: fmt.Errorf("answering: %w", &tt.fault)}, mayar.Health{}, noon)
			if got.Kind != want ||
				slices.Equal(
					got.Fields,
					[]string{"customerInfo.email"},
				) != (want == message.ProblemInvalid && tt.fault.Fields != nil) {
				t.Errorf("%s of %q: %s with fields %v, want %s", tt.fault.Reason, op, got.Kind, got.Fields, want)
			}
		}
	}
}
