package message

import (
	"strings"

	"github.com/mayarbot/mayarbot/digest"
)

// A DigestProblem is why a digest cannot be posted, and what is missing.
type DigestProblem struct {
	Kind  digest.Problem
	Scope string // of [digest.ProblemMissingScope], if Slack names it
}

// problemDirectMessage is that the bot is in no direct messages: nobody can invite it there.
const problemDirectMessage digest.Problem = "direct_message"

// digestProblemIDs are what is wrong, and what to do about it. A test holds them equal to [digest.Problems].
var digestProblemIDs = map[digest.Problem]struct{ what, fix string }{
	digest.ProblemNotInChannel:      {"ProblemNotInChannel", "FixInvite"},
	digest.ProblemArchived:          {"ProblemArchived", "FixArchived"},
	digest.ProblemChannelNotFound:   {"ProblemChannelNotFound", "FixNoChannel"},
	digest.ProblemRestricted:        {"ProblemRestricted", "FixRestricted"},
	digest.ProblemMissingScope:      {"ProblemMissingScope", "FixScope"},
	digest.ProblemTokenRevoked:      {"ProblemTokenRevoked", "FixToken"},
	digest.ProblemSlackDown:         {"ProblemSlackDown", "FixWait"},
	digest.ProblemMayarDown:         {"ProblemMayarDown", "FixWait"},
	digest.ProblemMayarKey:          {"ProblemMayarKey", "FixMayarKey"},
	digest.ProblemBrokenFilter:      {"ProblemBrokenFilter", "FixFilter"},
	digest.ProblemUnknownPost:       {"ProblemUnknownPost", "FixUnknownPost"},
	digest.ProblemSlackBusy:         {"ProblemSlackBusy", "FixWait"},
	digest.ProblemChannelNotAllowed: {"ProblemChannelNotAllowed", "FixNotAllowed"},
	digest.ProblemChannelShared:     {"ProblemChannelShared", "FixChannelShared"},
	digest.ProblemOwnerNotAllowed:   {"ProblemOwnerNotAllowed", "FixOwner"},
	digest.ProblemOwnerGone:         {"ProblemOwnerGone", "FixOwnerGone"},
	problemDirectMessage:            {"ProblemDirectMessage", "FixDirect"},
	digest.ProblemInternal:          {"ProblemInternal", "FixOther"},
	digest.ReasonPaused:             {what: "ReasonPaused"},
	digest.ReasonMissed:             {what: "ReasonMissed"},
	digest.ReasonSuperseded:         {what: "ReasonSuperseded"},
}

// A remedy is what is wrong, as part of a sentence, and what to do about it, as a sentence of its own; both may be empty.
type remedy struct{ what, fix markup }

// defaultBot is the name that the bot has in Slack unless somebody changed it.
const defaultBot = "mayarbot"

func (w *Renderer) remedy(problem DigestProblem, bot string) remedy {
	if problem.Kind == "" {
		return remedy{}
	}
	ids, ok := digestProblemIDs[problem.Kind]
	if !ok {
		ids = digestProblemIDs[digest.ProblemInternal]
	}
	said := remedy{what: w.mrkdwn(ids.what, nil)}
	switch {
	case ids.fix == "":
	case problem.Kind == digest.ProblemMissingScope && problem.Scope != "":
		said.fix = w.mrkdwn("FixScopeNamed", args{"Scope": code(problem.Scope, 40)})
	default:
		said.fix = w.mrkdwn(ids.fix, args{"Invite": invite(bot), "Link": markup("<" + apiKeys + ">")})
	}
	return said
}

// remedyIn is the same of a conversation whose kind its id may tell: into direct messages nobody can invite the bot.
func (w *Renderer) remedyIn(channel string, problem DigestProblem, bot string) remedy {
	if strings.HasPrefix(channel, "D") && (problem.Kind == digest.ProblemNotInChannel || problem.Kind == digest.ProblemChannelNotFound) {
		problem.Kind = problemDirectMessage
	}
	return w.remedy(problem, bot)
}

func invite(bot string) markup {
	if strings.TrimSpace(bot) == "" {
		bot = defaultBot
	}
	return code("/invite @"+strings.TrimPrefix(bot, "@"), 60)
}

// problemLines say what is wrong with a digest, and the fix below it.
func (w *Renderer) problemLines(channel string, problem digest.Problem, bot string) []markup {
	said := w.remedyIn(channel, DigestProblem{Kind: problem}, bot)
	if said.what == "" {
		return nil
	}
	return nonEmpty([]markup{"⚠️ " + w.mrkdwn("DigestProblem", args{"Problem": said.what}), said.fix})
}
