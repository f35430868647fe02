package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"
)

// CheckAccess returns why a user may not use the bot now, "" when they may. It makes the same
// checks as a request does, but asks Slack anew and caches nothing. A user that Slack no longer
// knows is DeniedDeactivated. A failure is a *PostError: then nothing is known.
func (b *Bot) CheckAccess(ctx context.Context, user string) (DenyReason, error) {
	team, err := b.identity.waitTeam(ctx)
	if err != nil {
		return "", &PostError{Method: "auth.test", Code: CodeNotSent, Err: err}
	}
	info, err := b.poster.api.GetUserInfoContext(ctx, user)
	if code := slackCode(err); code == "user_not_found" || code == "users_not_found" {
		return DeniedDeactivated, nil
	}
	if err != nil {
		return "", readError("users.info", err)
	}
	if why := denyReason(info, "", team); why != "" {
		return why, nil
	}
	return b.allowlistedNow(ctx, info)
}

// allowlistedNow checks the allowed users and user groups, and asks Slack for the members anew.
func (b *Bot) allowlistedNow(ctx context.Context, user *slack.User) (DenyReason, error) {
	users, groups := b.cfg.Access.Users, b.cfg.Access.Usergroups
	if len(users) == 0 && len(groups) == 0 || slices.Contains(users, user.ID) {
		return "", nil
	}
	var failed error
	for _, group := range groups {
		members, err := b.poster.api.GetUserGroupMembersContext(ctx, group)
		if err != nil {
			failed = readError("usergroups.users.list", err)
			continue
		}
		if slices.Contains(members, user.ID) {
			return "", nil
		}
	}
	if failed != nil {
		return "", failed
	}
	return DeniedNotAllowed, nil
}
