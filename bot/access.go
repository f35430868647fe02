package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"
)

// slackbot is the one user that is not a bot by Slack's own account, and is one.
const slackbot = "USLACKBOT"

// admit decides whether the person may do what they did, and fills in who it is. Only what Slack says counts: what cannot be found out is refused.
// The error is for the log, and says why Slack could not tell.
func (b *Bot) admit(ctx context.Context, j *job) (Refusal, error) {
	team, err := b.self.wait(ctx)
	if err != nil {
		return RefusedUnknown, err
	}
	if j.req.Team != team {
		return RefusedStranger, nil
	}
	user, err := b.user(ctx, j.req.User.ID)
	if err != nil {
		b.doubt(err)
		return RefusedUnknown, err
	}
	if why := refuse(user, j.home, team); why != "" {
		return why, nil
	}
	j.req.User.Name = nameOf(user)
	if j.req.Channel != "" && len(b.cfg.Access.Channels) > 0 && !slices.Contains(b.cfg.Access.Channels, j.req.Channel) {
		return RefusedChannel, nil
	}
	return b.listed(ctx, user.ID)
}

// listed decides by the lists of users and user groups.
func (b *Bot) listed(ctx context.Context, user string) (Refusal, error) {
	users, groups := b.cfg.Access.Users, b.cfg.Access.Usergroups
	if len(users) == 0 && len(groups) == 0 || slices.Contains(users, user) {
		return "", nil
	}
	in, err := b.people.in(ctx, user, groups)
	switch {
	case err != nil:
		if slackCode(err) != "missing_scope" { // without usergroups:read nobody is let in by a group, and the rest goes on
			b.doubt(err)
		}
		return RefusedUnknown, err
	case !in:
		return RefusedNotAllowed, nil
	}
	return "", nil
}

// refuse tells why a user is not a full member of our workspace, "" for one who is. home is their team as the payload has it.
func refuse(user *slack.User, home, team string) Refusal {
	switch {
	case user.ID == "":
		return RefusedUnknown
	case user.IsStranger || !belongs(user, user.TeamID, team) || !belongs(user, home, team):
		return RefusedStranger
	case user.Deleted:
		return RefusedDeactivated
	case user.IsBot || user.IsWorkflowBot || user.IsConnectorBot || user.ID == slackbot:
		return RefusedBot
	case user.IsRestricted || user.IsUltraRestricted:
		return RefusedGuest
	}
	return ""
}

// belongs reports whether somebody whose home is given is of our team: the home is not said, or ours, or that of an Enterprise organisation whose
// member is in our team as well.
func belongs(user *slack.User, home, team string) bool {
	return home == "" || home == team || slices.Contains(user.Enterprise.Teams, team)
}

func nameOf(user *slack.User) string {
	for _, name := range []string{user.Profile.DisplayName, user.RealName, user.Profile.RealName, user.Name} {
		if name != "" {
			return name
		}
	}
	return user.ID
}
