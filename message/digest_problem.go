package message

import "strings"

var troubleIDs = map[TroubleKind]struct{ what, fix string }{
	TroubleNotMember:  {"TroubleNotMember", "FixInvite"},
	TroubleArchived:   {"TroubleArchived", "FixArchived"},
	TroubleNoChannel:  {"TroubleNoChannel", "FixNoChannel"},
	TroubleRestricted: {"TroubleRestricted", "FixRestricted"},
	TroubleScope:      {"TroubleScope", "FixScope"},
	TroubleToken:      {"TroubleToken", "FixToken"},
	TroubleSlack:      {"TroubleSlack", "FixWait"},
	TroubleMayar:      {"TroubleMayar", "FixWait"},
	TroubleMayarKey:   {"TroubleMayarKey", "FixMayarKey"},
	TroubleFilter:     {"TroubleFilter", "FixFilter"},
	TroubleUnsure:     {"TroubleUnsure", "FixUnsure"},
	TroubleSlackBusy:  {"TroubleSlackBusy", "FixWait"},
	TroubleNotAllowed: {"TroubleNotAllowed", "FixNotAllowed"},
	TroubleStrangers:  {"TroubleStrangers", "FixStrangers"},
	TroubleOwner:      {"TroubleOwner", "FixOwner"},
	TroubleOwnerGone:  {"TroubleOwnerGone", "FixOwnerGone"},
	TroubleDirect:     {"TroubleDirect", "FixDirect"},
	TroubleOther:      {"TroubleOther", "FixOther"},
	TroublePaused:     {what: "TroublePaused"},
	TroubleMissed:     {what: "TroubleMissed"},
	TroubleSuperseded: {what: "TroubleSuperseded"},
}

// A remedy is what is wrong, as part of a sentence, and what to do about it, as a sentence of its own; both may be empty.
type remedy struct{ what, fix markup }

// defaultBot is the name that the bot has in Slack unless somebody changed it.
const defaultBot = "mayarbot"

func (w *Writer) trouble(trouble Trouble, bot string) remedy {
	if trouble.Kind == TroubleNone {
		return remedy{}
	}
	ids, ok := troubleIDs[trouble.Kind]
	if !ok {
		ids = troubleIDs[TroubleOther]
	}
	said := remedy{what: w.mrkdwn(ids.what, nil)}
	switch {
	case ids.fix == "":
	case trouble.Kind == TroubleScope && trouble.Scope != "":
		said.fix = w.mrkdwn("FixScopeNamed", args{"Scope": code(trouble.Scope, 40)})
	default:
		said.fix = w.mrkdwn(ids.fix, args{"Invite": invite(bot), "Link": markup("<" + apiKeys + ">")})
	}
	return said
}

// troubleIn is the same of a conversation whose kind its id may tell: into direct messages nobody can invite the bot.
func (w *Writer) troubleIn(channel string, trouble Trouble, bot string) remedy {
	if strings.HasPrefix(channel, "D") && (trouble.Kind == TroubleNotMember || trouble.Kind == TroubleNoChannel) {
		trouble.Kind = TroubleDirect
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
func (w *Writer) troubleLines(channel string, trouble Trouble, bot string) []markup {
	said := w.troubleIn(channel, trouble, bot)
	if said.what == "" {
		return nil
	}
	return filledLines([]markup{"⚠️ " + w.mrkdwn("DigestTrouble", args{"Trouble": said.what}), said.fix})
}
