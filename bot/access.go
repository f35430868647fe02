package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"
)

// slackbotID is Slackbot, which Slack does not mark as a bot.
const slackbotID = "USLACKBOT"

// authorize decides whether the user may act, and fills in the user's name. It trusts Slack's API
// only: when Slack cannot answer, access is denied. The error says why Slack could not, for the
// log.
func (b *Bot) authorize(ctx context.Context, j *job) (DenyReason, error) {
	team, err := b.identity.waitTeam(ctx)
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
	return b.allowlisted(ctx, user.ID)
}

// allowlisted checks the allowed users and user groups.
func (b *Bot) allowlisted(ctx context.Context, user string) (DenyReason, error) {
	users, groups := b.cfg.Access.Users, b.cfg.Access.Usergroups
	if len(users) == 0 && len(groups) == 0 || slices.Contains(users, user) {
		return "", nil
	}
	in, err := b.cache.inAnyGroup(ctx, user, groups)
	switch {
	case err != nil:
		if slackCode(err) != "missing_scope" { // without usergroups:read no group counts
			b.reportTokenError(err)
		}
		return DeniedUnknown, err
	case !in:
		return DeniedNotAllowed, nil
	}
	return "", nil
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
