package bot

import (
	"testing"

	"github.com/slack-go/slack"
)

func TestRefuse(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		user slack.User
		home string
		want Refusal
	}{
		"full member":                       {slack.User{ID: "U1", TeamID: "T1"}, "T1", ""},
		"home not said":                     {slack.User{ID: "U1", TeamID: "T1"}, "", ""},
		"nobody":                            {slack.User{}, "T1", RefusedUnknown},
		"multi-channel guest":               {slack.User{ID: "U1", TeamID: "T1", IsRestricted: true}, "T1", RefusedGuest},
		"single-channel guest":              {slack.User{ID: "U1", TeamID: "T1", IsUltraRestricted: true}, "T1", RefusedGuest},
		"deactivated":                       {slack.User{ID: "U1", TeamID: "T1", Deleted: true}, "T1", RefusedDeactivated},
		"bot":                               {slack.User{ID: "U1", TeamID: "T1", IsBot: true}, "T1", RefusedBot},
		"workflow":                          {slack.User{ID: "U1", TeamID: "T1", IsWorkflowBot: true}, "T1", RefusedBot},
		"slackbot":                          {slack.User{ID: "USLACKBOT", TeamID: "T1"}, "T1", RefusedBot},
		"stranger":                          {slack.User{ID: "U1", TeamID: "T1", IsStranger: true}, "T1", RefusedStranger},
		"of another team":                   {slack.User{ID: "U1", TeamID: "T2"}, "", RefusedStranger},
		"acting from another team":          {slack.User{ID: "U1", TeamID: "T1"}, "T2", RefusedStranger},
		"of the organisation and of ours":   {slack.User{ID: "U1", TeamID: "E1", Enterprise: slack.EnterpriseUser{Teams: []string{"T2", "T1"}}}, "E1", ""},
		"of the organisation, not of ours":  {slack.User{ID: "U1", TeamID: "E1", Enterprise: slack.EnterpriseUser{Teams: []string{"T2"}}}, "E1", RefusedStranger},
		"deactivated guest of another team": {slack.User{ID: "U1", TeamID: "T2", Deleted: true, IsRestricted: true}, "", RefusedStranger},
	} {
		if got := denyReason(&test.user, test.home, "T1"); got != test.want {
			t.Errorf("%s: refused as %q, want %q", name, got, test.want)
		}
	}
}
