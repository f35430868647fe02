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

// problemDirectMessage means that the channel is a direct message, which nobody can add the bot to.
const problemDirectMessage digest.Problem = "direct_message"

// digestProblemIDs are the texts for a problem and its fix. A test holds the keys equal to
// [digest.Problems].
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
	digest.ReasonHoliday:            {what: "ReasonHoliday"},
}

// A remedy is a problem as part of a sentence, and the fix as a sentence of its own. Either may be
// empty.
type remedy struct{ what, fix markup }

// defaultBot is the bot's name in Slack unless somebody changed it.
const defaultBot = "mayarbot"

func (w *Renderer) remedy(problem DigestProblem, bot string) remedy {
	if problem.Kind == "" {
		return remedy{}
	}
	ids, ok := digestProblemIDs[problem.Kind]
	if !ok {
		ids = digestProblemIDs[digest.ProblemInternal]
	}
	r := remedy{what: w.mrkdwn(ids.what, nil)}
	switch {
	case ids.fix == "":
	case problem.Kind == digest.ProblemMissingScope && problem.Scope != "":
		r.fix = w.mrkdwn("FixScopeNamed", args{"Scope": code(problem.Scope, 40)})
	default:
		r.fix = w.mrkdwn(ids.fix, args{"Invite": invite(bot), "Link": markup("<" + apiKeys + ">")})
	}
	return r
}

// remedyIn is remedy for a conversation. Its id shows whether it is a direct message, which nobody
// can add the bot to.
func (w *Renderer) remedyIn(channel string, problem DigestProblem, bot string) remedy {
	notThere := problem.Kind == digest.ProblemNotInChannel || problem.Kind == digest.ProblemChannelNotFound
	if strings.HasPrefix(channel, "D") && notThere {
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

// problemNote says what is wrong with a digest, with the fix below.
func (w *Renderer) problemNote(channel string, problem digest.Problem, bot string) markup {
	r := w.remedyIn(channel, DigestProblem{Kind: problem}, bot)
	if r.what == "" {
		return ""
	}
	return joinLines("⚠️ "+w.mrkdwn("DigestProblem", args{"Problem": r.what}), r.fix)
}
