package bot

import (
	"context"

	"github.com/mayarbot/mayarbot/bot/slackapi"
)

// Check returns why a user may not use the bot now, "" when they may. It makes the same checks as a
// request does, but asks Slack anew and caches nothing. A user that Slack no longer knows is
// DeniedDeactivated. A failure is a *slackapi.PostError: then nothing is known.
func (a Access) Check(ctx context.Context, api *slackapi.Client, user string) (DenyReason, error) {
	team, err := api.WaitTeam(ctx)
	if err != nil {
		return "", &slackapi.PostError{Method: "auth.test", Code: slackapi.CodeNotSent, Err: err}
	}
	info, err := api.UserNow(ctx, user)
	if code := slackapi.ErrorCode(err); code == "user_not_found" || code == "users_not_found" {
		return DeniedDeactivated, nil
	}
	if err != nil {
		return "", err
	}
	if why := denyReason(info, "", team); why != "" {
		return why, nil
	}
	return a.denyReason(ctx, info.ID, api.InAnyGroupNow)
}
