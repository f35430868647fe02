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

// IsTemporary reports whether a call to Slack failed and may succeed soon.
func IsTemporary(err error) bool {
	postErr, ok := errors.AsType[*slackapi.PostError](err)
	return ok && !postErr.Permanent() || errors.Is(err, bot.ErrSlackTimeout) || errors.Is(err, context.DeadlineExceeded)
}

// SlackProblem returns what an error of Slack's means to a person.
func SlackProblem(err error) message.DigestProblem {
	postErr, ok := errors.AsType[*slackapi.PostError](err)
	switch {
	case !ok:
		return message.DigestProblem{Kind: digest.ProblemInternal}
	case !postErr.Permanent():
		return message.DigestProblem{Kind: digest.ProblemSlackDown}
	}
	problem := message.DigestProblem{Kind: ProblemOf(postErr)}
	if problem.Kind == digest.ProblemMissingScope {
		problem.Scope = postErr.Needed
	}
	return problem
}

// ProblemOf returns what somebody has to fix before Slack accepts a post, "" if trying again may
// help.
func ProblemOf(post *slackapi.PostError) digest.Problem {
	switch {
	case !post.Permanent():
		return ""
	case strings.HasPrefix(post.Code, "restricted_action"):
		return digest.ProblemRestricted
	}
	switch post.Code {
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
	return digest.Problem(post.Code)
}
