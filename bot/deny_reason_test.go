package bot

import (
	"testing"

	"github.com/slack-go/slack"
)

func TestDenyReason(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		user slack.User
		home string
		want DenyReason
	}{
		"full member":   {slack.User{ID: "U1", TeamID: "T1"}, "T1", ""},
		"home not said": {slack.User{ID: "U1", TeamID: "T1"}, "", ""},
		"nobody":        {slack.User{}, "T1", DeniedUnknown},
		"multi-channel guest": {slack.User{ID: "U1", TeamID: "T1", IsRestricted: true}, "T1",
			DeniedGuest},
		"single-channel guest": {slack.User{ID: "U1", TeamID: "T1", IsUltraRestricted: true}, "T1",
			DeniedGuest},
		"deactivated": {slack.User{ID: "U1", TeamID: "T1", Deleted: true}, "T1",
			DeniedDeactivated},
		"bot":      {slack.User{ID: "U1", TeamID: "T1", IsBot: true}, "T1", DeniedBot},
		"workflow": {slack.User{ID: "U1", TeamID: "T1", IsWorkflowBot: true}, "T1", DeniedBot},
		"slackbot": {slack.User{ID: "USLACKBOT", TeamID: "T1"}, "T1", DeniedBot},
		"stranger": {slack.User{ID: "U1", TeamID: "T1", IsStranger: true}, "T1",
			DeniedStranger},
		"of another team":          {slack.User{ID: "U1", TeamID: "T2"}, "", DeniedStranger},
		"acting from another team": {slack.User{ID: "U1", TeamID: "T1"}, "T2", DeniedStranger},
		"of the organisation and of ours": {slack.User{ID: "U1", TeamID: "E1",
			Enterprise: slack.EnterpriseUser{Teams: []string{"T2", "T1"}}}, "E1", ""},
		"of the organisation, not of ours": {slack.User{ID: "U1", TeamID: "E1",
			Enterprise: slack.EnterpriseUser{Teams: []string{"T2"}}}, "E1", DeniedStranger},
		"deactivated guest of another team": {slack.User{ID: "U1", TeamID: "T2", Deleted: true, IsRestricted: true}, "",
			DeniedStranger},
	} {
		if got := denyReason(&test.user, test.home, "T1"); got != test.want {
			t.Errorf("%s: refused as %q, want %q", name, got, test.want)
		}
	}
}
