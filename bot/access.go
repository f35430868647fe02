package bot

import (
	"context"
	"slices"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/slack-go/slack"
)

// slackbotID is Slackbot, which Slack does not mark as a bot.
const slackbotID = "USLACKBOT"

// authorize decides whether the user may act, and fills in the user's name. It trusts Slack's API
// only: when Slack cannot answer, access is denied. The error says why Slack could not, for the
// log.
func (b *Bot) authorize(ctx context.Context, j *job) (DenyReason, error) {
	team, err := b.api.WaitTeam(ctx)
	if err != nil {
		return DeniedUnknown, err
	}
	if j.req.Team != team {
		return DeniedStranger, nil
	}
	user, err := b.user(ctx, j.req.User.ID)
	if err != nil {
		b.reportTokenError(err)
		return DeniedUnknown, err
	}
	if why := denyReason(user, j.homeTeam, team); why != "" {
		return why, nil
	}
	j.req.User.Name = displayName(user)
	if j.req.Channel != "" && len(b.cfg.Access.Channels) > 0 && !slices.Contains(b.cfg.Access.Channels, j.req.Channel) {
		return DeniedChannel, nil
	}
	why, err := b.cfg.Access.denyReason(ctx, user.ID, b.api.InAnyGroup)
	if err != nil {
		if slackapi.ErrorCode(err) != "missing_scope" { // without usergroups:read no group counts
			b.reportTokenError(err)
		}
		return DeniedUnknown, err
	}
	return why, nil
}

// denyReason checks the allowed users and user groups.
func (a Access) denyReason(
	ctx context.Context, user string, inAnyGroup func(ctx context.Context, user string, groups []string) (bool, error),
) (DenyReason, error) {
	if len(a.Users) == 0 && len(a.Usergroups) == 0 || slices.Contains(a.Users, user) {
		return "", nil
	}
	in, err := inAnyGroup(ctx, user, a.Usergroups)
	if err != nil || in {
		return "", err
	}
	return DeniedNotAllowed, nil
}

// denyReason returns why a user is not a full member of our workspace, "" for a full member. home
// is the user's team according to the payload.
func denyReason(user *slack.User, home, team string) DenyReason {
	switch {
	case user.ID == "":
		return DeniedUnknown
	case user.IsStranger || !sameWorkspace(user, user.TeamID, team) || !sameWorkspace(user, home, team):
		return DeniedStranger
	case user.Deleted:
		return DeniedDeactivated
	case user.IsBot || user.IsWorkflowBot || user.IsConnectorBot || user.ID == slackbotID:
		return DeniedBot
	case user.IsRestricted || user.IsUltraRestricted:
		return DeniedGuest
	}
	return ""
}

// sameWorkspace reports whether a user belongs to our team: the home team is not given, or is ours,
// or is an Enterprise organisation whose member is in our team as well.
func sameWorkspace(user *slack.User, home, team string) bool {
	return home == "" || home == team || slices.Contains(user.Enterprise.Teams, team)
}

func displayName(user *slack.User) string {
	for _, name := range []string{user.Profile.DisplayName, user.RealName, user.Profile.RealName, user.Name} {
		if name != "" {
			return name
		}
	}
	return user.ID
}
