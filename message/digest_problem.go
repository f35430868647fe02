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
	digest.ProblemNotInChannel:      {"TroubleNotMember", "FixInvite"},
	digest.ProblemArchived:          {"TroubleArchived", "FixArchived"},
	digest.ProblemChannelNotFound:   {"TroubleNoChannel", "FixNoChannel"},
	digest.ProblemRestricted:        {"TroubleRestricted", "FixRestricted"},
	digest.ProblemMissingScope:      {"TroubleScope", "FixScope"},
	digest.ProblemTokenRevoked:      {"TroubleToken", "FixToken"},
	digest.ProblemSlackDown:         {"TroubleSlack", "FixWait"},
	digest.ProblemMayarDown:         {"TroubleMayar", "FixWait"},
	digest.ProblemMayarKey:          {"TroubleMayarKey", "FixMayarKey"},
	digest.ProblemBrokenFilter:      {"TroubleFilter", "FixFilter"},
	digest.ProblemUnknownPost:       {"TroubleUnsure", "FixUnsure"},
	digest.ProblemSlackBusy:         {"TroubleSlackBusy", "FixWait"},
	digest.ProblemChannelNotAllowed: {"TroubleNotAllowed", "FixNotAllowed"},
	digest.ProblemChannelShared:     {"TroubleStrangers", "FixStrangers"},
	digest.ProblemOwnerNotAllowed:   {"TroubleOwner", "FixOwner"},
	digest.ProblemOwnerGone:         {"TroubleOwnerGone", "FixOwnerGone"},
	problemDirectMessage:            {"TroubleDirect", "FixDirect"},
	digest.ProblemInternal:          {"TroubleOther", "FixOther"},
	digest.ReasonPaused:             {what: "TroublePaused"},
	digest.ReasonMissed:             {what: "TroubleMissed"},
	digest.ReasonSuperseded:         {what: "TroubleSuperseded"},
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
	return nonEmpty([]markup{"⚠️ " + w.mrkdwn("DigestTrouble", args{"Trouble": said.what}), said.fix})
}
