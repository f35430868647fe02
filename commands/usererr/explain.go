package usererr

import (
	"context"
	"errors"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// Message returns what a person reads of an error.
func Message(w *message.Renderer, err error, health mayar.Health, now time.Time, ref string) blockkit.Message {
	if e, ok := errors.AsType[*Error](err); ok && e.Render != nil {
		return e.Render(ref)
	}
	problem := Explain(err, health, now)
	problem.Ref = ref
	return w.Problem(problem)
}

// Explain returns the problem that a person reads about for an error, without its reference.
func Explain(err error, health mayar.Health, now time.Time) message.Problem {
	problem := message.Problem{Kind: message.ProblemInternal, Now: now}
	if e, ok := errors.AsType[*Error](err); ok {
		problem.Operation = e.Op
		if e.Kind != "" {
			problem.Kind, problem.Word, problem.Example, problem.RetryAfter = e.Kind, e.Word, e.Example, e.RetryAfter
			return problem
		}
	}
	if query, ok := errors.AsType[*receivables.QueryError](err); ok {
		return explainFilter(problem, query)
	}
	postErr, isPost := errors.AsType[*slackapi.PostError](err)
	switch {
	case errors.Is(err, message.ErrUnpaidState), errors.Is(err, message.ErrCardState),
		errors.Is(err, bot.ErrUnknownAction):
		problem.Kind = message.ProblemOldButton
		return problem
	case errors.Is(err, context.Canceled): // only a shutdown cancels a handler
		problem.Kind = message.ProblemShutdown
		return problem
	case errors.Is(err, bot.ErrTriggerExpired), errors.Is(err, bot.ErrSlackTimeout), isPost && !postErr.Permanent():
		problem.Kind = message.ProblemSlackTimeout
		return problem
	case errors.Is(err, bot.ErrNoChannel):
		problem.Kind = message.ProblemCouldNotShare
		return problem
	}
	return explainMayar(problem, err, health)
}

// explainFilter says what is wrong with a filter.
func explainFilter(problem message.Problem, query *receivables.QueryError) message.Problem {
	problem.Kind, problem.Word, problem.Example = message.ProblemBadFilter, query.Word, query.Example
	switch query.Reason {
	case receivables.ReasonUnknownFilter:
		problem.Kind = message.ProblemFilterUnknown
	case receivables.ReasonType:
		problem.Kind = message.ProblemFilterType
	case receivables.ReasonDuplicate:
		problem.Kind = message.ProblemFilterDuplicate
	case receivables.ReasonContradiction:
		problem.Kind = message.ProblemFilterContradiction
	}
	return problem
}

func explainMayar(problem message.Problem, err error, health mayar.Health) message.Problem {
	fields, invalid := mayar.Invalid(err)
	limited, isLimit := errors.AsType[*mayar.RateLimitError](err)
	waiting, isWaiting := errors.AsType[*mayar.WaitingError](err)
	answer, isMayar := errors.AsType[*mayar.Error](err)
	checkout := problem.Operation == message.OpCheckout // only there a product or a field can be wrong
	switch {
	case errors.Is(err, mayar.ErrBudgetUnavailable): // a fault of the database
	case errors.Is(err, mayar.ErrNoCustomer):
		problem.Kind = message.ProblemNoCustomer
	case mayar.ReadOnlyKey(err) && checkout:
		problem.Kind = message.ProblemReadOnlyKey
	case mayar.Duplicate(err):
		problem.Kind = message.ProblemDuplicate
	case isWaiting:
		problem.Kind, problem.Count = message.ProblemQueueFull, waiting.Waiting
	case isLimit:
		problem.Kind = message.ProblemBudgetSpent
		switch {
		case limited.Paused:
			problem.Kind = message.ProblemRateLimited
		case limited.Own:
			problem.Kind = message.ProblemUserBudgetSpent
		}
		problem.RetryAfter = max(0, time.Until(limited.Until)) // by the machine's clock, as in the budget
	case mayar.Unauthorized(err), mayar.ReadOnlyKey(err): // the key may not even read
		problem.Kind = message.ProblemUnauthorized
	case mayar.NotFound(err) && checkout, errors.Is(err, mayar.ErrBadID):
		problem.Kind = message.ProblemNotFound
	case mayar.NotFound(err):
		problem.Kind = message.ProblemNoRoute
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
		problem.Kind = message.ProblemMayarRejected
	case errors.Is(err, context.DeadlineExceeded): // of Mayar: Slack and the database have their own
		problem.Kind, problem.Since = message.ProblemTimeout, health.DownSince
	case mayar.Temporary(err):
		problem.Kind, problem.Since = message.ProblemMayarDown, health.DownSince
	case isMayar:
		problem.Kind = message.ProblemBadAnswer
	}
	return problem
}
