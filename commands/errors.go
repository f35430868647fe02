package commands

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// ErrorMessages turns errors into sentences that the person may see.
type ErrorMessages struct {
	Writer *message.Writer
	Admins []string            // Slack user ids whom a refusal names
	Health func() mayar.Health // since when Mayar is down
	Now    func() time.Time
}

var _ bot.Messages = (*ErrorMessages)(nil)

// Busy says that there is too much to do.
func (v *ErrorMessages) Busy(ref string) blockkit.Message { return v.Writer.Busy(ref) }

// Denied says why somebody may not use the bot and whom to ask.
func (v *ErrorMessages) Denied(why bot.DenyReason, ref string) blockkit.Message {
	return v.Writer.Refused(string(why), v.Admins, ref)
}

// Failed says what happened and what to do about it.
func (v *ErrorMessages) Failed(err error, ref string) blockkit.Message {
	if refused, ok := errors.AsType[*userError](err); ok {
		return refused.render(ref)
	}
	problem := explain(err, v.Health(), v.Now())
	problem.Ref = ref
	return v.Writer.Problem(problem)
}

// FormBusy says that a form was not looked at, and is to be sent again.
func (v *ErrorMessages) FormBusy() string { return v.Writer.FormBusy() }

// Unknown says that there is no such command, and which one was perhaps meant.
func (v *ErrorMessages) Unknown(word, nearest, ref string) blockkit.Message {
	return v.Writer.Unknown(word, nearest, ref)
}

// OpenForm says that a form opens by a button.
func (v *ErrorMessages) OpenForm(words string) blockkit.Message { return v.Writer.OpenForm(words) }

// More says how many did not fit.
func (v *ErrorMessages) More(n int) string { return v.Writer.More(n) }

// A problemError is an error of ours with the kind of sentence that it needs, or one of Mayar's
// with what was being done.
type problemError struct {
	kind message.ProblemKind // "" when err says it
	op   message.Op
	err  error
}

func (f *problemError) Error() string {
	text := string(f.op)
	if f.kind != "" {
		text += ": " + string(f.kind)
	}
	if f.err != nil {
		text += ": " + f.err.Error()
	}
	return text
}

func (f *problemError) Unwrap() error { return f.err }

// explain finds the problem that a person is told of for an error, without its reference.
func explain(err error, health mayar.Health, now time.Time) message.Problem {
	problem := message.Problem{Kind: message.ProblemInternal, Now: now}
	if f, ok := errors.AsType[*problemError](err); ok {
		problem.Op = f.op
		if f.kind != "" {
			problem.Kind = f.kind
			return problem
		}
	}
	if query, ok := errors.AsType[*receivables.QueryError](err); ok {
		return explainFilter(problem, query)
	}
	refused, isPost := errors.AsType[*bot.PostError](err)
	switch {
	case errors.Is(err, message.ErrUnpaidState), errors.Is(err, bot.ErrUnknownAction):
		problem.Kind = message.ProblemOldButton
		return problem
	case errors.Is(err, context.Canceled): // only the end of the program cuts a handler off
		problem.Kind = message.ProblemStopped
		return problem
	case errors.Is(err, bot.ErrTriggerExpired), errors.Is(err, bot.ErrSlackTimeout), isPost && !refused.Permanent():
		problem.Kind = message.ProblemSlackSlow
		return problem
	case errors.Is(err, bot.ErrNoChannel):
		problem.Kind = message.ProblemCouldNotShare
		return problem
	}
	return explainMayar(problem, err, health)
}

// explainFilter says what is wrong with a filter: where it is not the word itself, a right form of
// it would say nothing.
func explainFilter(problem message.Problem, query *receivables.QueryError) message.Problem {
	problem.Kind, problem.Word, problem.Form = message.ProblemBadFilter, query.Word, query.Example
	switch query.Reason {
	case receivables.ReasonUnknownFilter:
		problem.Kind = message.ProblemFilterUnknown
	case receivables.ReasonType:
		problem.Kind = message.ProblemFilterType
	case receivables.ReasonDuplicate:
		problem.Kind = message.ProblemFilterTwice
	case receivables.ReasonContradiction:
		problem.Kind = message.ProblemFilterNothing
	}
	return problem
}

func explainMayar(problem message.Problem, err error, health mayar.Health) message.Problem {
	fields, invalid := mayar.Invalid(err)
	limited, isLimit := errors.AsType[*mayar.RateLimitError](err)
	waiting, isWaiting := errors.AsType[*mayar.WaitingError](err)
	answer, isMayar := errors.AsType[*mayar.Error](err)
	checkout := problem.Op == message.OpCheckout // only there a product and a form are in question
	switch {
	case errors.Is(err, mayar.ErrBudgetUnavailable): // an error of the database, not of Mayar
	case errors.Is(err, mayar.ErrNoCustomer):
		problem.Kind = message.ProblemNobody
	case mayar.ReadOnlyKey(err) && checkout:
		problem.Kind = message.ProblemReadOnlyKey
	case mayar.Duplicate(err):
		problem.Kind = message.ProblemDuplicate
	case isWaiting:
		problem.Kind, problem.Count = message.ProblemWaiting, waiting.Waiting
	case isLimit:
		problem.Kind = message.ProblemBudgetSpent
		switch {
		case limited.Paused:
			problem.Kind = message.ProblemRateLimited
		case limited.Own:
			problem.Kind = message.ProblemShareSpent
		}
		problem.Retry = max(0, time.Until(limited.Until)) // by the clock of the machine, as the budget goes
	case mayar.Unauthorized(err), mayar.ReadOnlyKey(err): // one that may not even read
		problem.Kind = message.ProblemUnauthorized
	case mayar.NotFound(err) && checkout, errors.Is(err, mayar.ErrBadID):
		problem.Kind = message.ProblemNotFound
	case mayar.NotFound(err):
		problem.Kind = message.ProblemNoAddress
	case mayar.WrongProduct(err) && checkout:
		problem.Kind = message.ProblemNotCredit
	case invalid && checkout:
		problem.Kind = message.ProblemInvalid
		for _, f := range fields {
			if f.Field != "" {
				problem.Fields = append(problem.Fields, f.Field)
			}
		}
	case invalid,
		mayar.WrongProduct(err),
		isMayar && (answer.Reason == mayar.ReasonForbidden || answer.Reason == mayar.ReasonConflict):
		problem.Kind = message.ProblemRefused
	case errors.Is(err, context.DeadlineExceeded): // not Slack's, and a database says its own
		problem.Kind, problem.Since = message.ProblemTimeout, health.DownSince
	case mayar.Temporary(err):
		problem.Kind, problem.Since = message.ProblemMayarDown, health.DownSince
	case isMayar:
		problem.Kind = message.ProblemBadAnswer
	}
	return problem
}
