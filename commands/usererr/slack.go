package usererr

import (
	"context"
	"errors"
	"strings"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
)

// IsTemporary reports whether Slack could not say now, and may be able to soon.
func IsTemporary(err error) bool {
	refused, ok := errors.AsType[*slackapi.PostError](err)
	return ok && !refused.Permanent() || errors.Is(err, bot.ErrSlackTimeout) || errors.Is(err, context.DeadlineExceeded)
}

// OfSlack returns what a refusal of Slack's means to a person.
func OfSlack(err error) message.DigestProblem {
	refused, ok := errors.AsType[*slackapi.PostError](err)
	switch {
	case !ok:
		return message.DigestProblem{Kind: digest.ProblemInternal}
	case !refused.Permanent():
		return message.DigestProblem{Kind: digest.ProblemSlackDown}
	}
	problem := message.DigestProblem{Kind: ProblemOf(refused)}
	if problem.Kind == digest.ProblemMissingScope {
		problem.Scope = refused.Needed
	}
	return problem
}

// ProblemOf names what somebody has to mend before Slack does what it has refused, as package
// digest names it; empty when trying again may help.
func ProblemOf(refused *slackapi.PostError) digest.Problem {
	switch {
	case !refused.Permanent():
		return ""
	case strings.HasPrefix(refused.Code, "restricted_action"):
		return digest.ProblemRestricted
	}
	switch refused.Code {
	case "not_in_channel":
		return digest.ProblemNotInChannel
	case "channel_not_found":
		return digest.ProblemChannelNotFound
	case "is_archived":
		return digest.ProblemArchived
	case "missing_scope", "no_permission":
		return digest.ProblemMissingScope
	case "token_revoked", "token_expired", "invalid_auth", "not_authed", "account_inactive", "not_allowed_token_type":
		return digest.ProblemTokenRevoked
	}
	return digest.Problem(refused.Code)
}
