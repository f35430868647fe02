package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"
)

// slackbotID is the one user that is not a bot by Slack's own account, and is one.
const slackbotID = "USLACKBOT"

// authorize decides whether the person may do what they did, and fills in who it is. Only what Slack says counts: what cannot be found out is refused.
// The error is for the log, and says why Slack could not tell.
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

// allowlisted decides by the lists of users and user groups.
func (b *Bot) allowlisted(ctx context.Context, user string) (DenyReason, error) {
	users, groups := b.cfg.Access.Users, b.cfg.Access.Usergroups
	if len(users) == 0 && len(groups) == 0 || slices.Contains(users, user) {
		return "", nil
	}
	in, err := b.cache.inAnyGroup(ctx, user, groups)
	switch {
	case err != nil:
		if slackCode(err) != "missing_scope" { // without usergroups:read nobody is let in by a group, and the rest goes on
			b.reportTokenError(err)
		}
		return DeniedUnknown, err
	case !in:
		return DeniedNotAllowed, nil
	}
	return "", nil
}

// denyReason tells why a user is not a full member of our workspace, "" for one who is. home is their team as the payload has it.
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

// sameWorkspace reports whether somebody whose home is given is of our team: the home is not said, or ours, or that of an Enterprise organisation whose
// member is in our team as well.
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
