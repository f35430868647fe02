package message

import "strings"

var troubleIDs = map[DigestProblemKind]struct{ what, fix string }{
	DigestProblemNotInChannel:      {"TroubleNotMember", "FixInvite"},
	DigestProblemArchived:          {"TroubleArchived", "FixArchived"},
	DigestProblemChannelNotFound:   {"TroubleNoChannel", "FixNoChannel"},
	DigestProblemRestricted:        {"TroubleRestricted", "FixRestricted"},
	DigestProblemMissingScope:      {"TroubleScope", "FixScope"},
	DigestProblemTokenRevoked:      {"TroubleToken", "FixToken"},
	DigestProblemSlackDown:         {"TroubleSlack", "FixWait"},
	DigestProblemMayarDown:         {"TroubleMayar", "FixWait"},
	DigestProblemMayarKey:          {"TroubleMayarKey", "FixMayarKey"},
	DigestProblemBrokenFilter:      {"TroubleFilter", "FixFilter"},
	DigestProblemUnknownPost:       {"TroubleUnsure", "FixUnsure"},
	DigestProblemSlackBusy:         {"TroubleSlackBusy", "FixWait"},
	DigestProblemChannelNotAllowed: {"TroubleNotAllowed", "FixNotAllowed"},
	DigestProblemChannelShared:     {"TroubleStrangers", "FixStrangers"},
	DigestProblemOwnerNotAllowed:   {"TroubleOwner", "FixOwner"},
	DigestProblemOwnerGone:         {"TroubleOwnerGone", "FixOwnerGone"},
	DigestProblemDirectMessage:     {"TroubleDirect", "FixDirect"},
	DigestProblemInternal:          {"TroubleOther", "FixOther"},
	DigestProblemPaused:            {what: "TroublePaused"},
	DigestProblemMissed:            {what: "TroubleMissed"},
	DigestProblemSuperseded:        {what: "TroubleSuperseded"},
}

// A remedy is what is wrong, as part of a sentence, and what to do about it, as a sentence of its own; both may be empty.
type remedy struct{ what, fix markup }

// defaultBot is the name that the bot has in Slack unless somebody changed it.
const defaultBot = "mayarbot"

func (w *Renderer) trouble(trouble DigestProblem, bot string) remedy {
	if trouble.Kind == DigestProblemNone {
		return remedy{}
	}
	ids, ok := troubleIDs[trouble.Kind]
	if !ok {
		ids = troubleIDs[DigestProblemInternal]
	}
	said := remedy{what: w.mrkdwn(ids.what, nil)}
	switch {
	case ids.fix == "":
	case trouble.Kind == DigestProblemMissingScope && trouble.Scope != "":
		said.fix = w.mrkdwn("FixScopeNamed", args{"Scope": code(trouble.Scope, 40)})
	default:
		said.fix = w.mrkdwn(ids.fix, args{"Invite": invite(bot), "Link": markup("<" + apiKeys + ">")})
	}
	return said
}

// troubleIn is the same of a conversation whose kind its id may tell: into direct messages nobody can invite the bot.
func (w *Renderer) troubleIn(channel string, trouble DigestProblem, bot string) remedy {
	if strings.HasPrefix(channel, "D") && (trouble.Kind == DigestProblemNotInChannel || trouble.Kind == DigestProblemChannelNotFound) {
		trouble.Kind = DigestProblemDirectMessage
	}
	return w.trouble(trouble, bot)
}

func invite(bot string) markup {
	if strings.TrimSpace(bot) == "" {
		bot = defaultBot
	}
	return code("/invite @"+strings.TrimPrefix(bot, "@"), 60)
}

// troubleLines say what is wrong with a digest, and the fix below it.
func (w *Renderer) troubleLines(channel string, trouble DigestProblem, bot string) []markup {
	said := w.troubleIn(channel, trouble, bot)
	if said.what == "" {
		return nil
	}
	return nonEmpty([]markup{"⚠️ " + w.mrkdwn("DigestTrouble", args{"Trouble": said.what}), said.fix})
}
