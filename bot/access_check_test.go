package bot_test

import (
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// CheckAccess asks Slack each time whether a user may still use the bot.
func TestCheckAccess(t *testing.T) {
	t.Parallel()
	b := start(t, func(c *testConfig) {
		c.Access.Users, c.Access.Usergroups = []string{fakeslack.Budi, fakeslack.Former}, []string{"S0CLERKS01"}
	})
	b.SetUsergroup(fakeslack.Usergroup{ID: "S0CLERKS01", Handle: "clerks", Users: []string{fakeslack.Citra}})
	b.connected(t)
	for user, want := range map[string]bot.DenyReason{
		fakeslack.Budi:    "",
		fakeslack.Citra:   "",
		fakeslack.Ayu:     bot.DeniedNotAllowed,
		fakeslack.Former:  bot.DeniedDeactivated,
		fakeslack.Guest:   bot.DeniedGuest,
		fakeslack.Foreign: bot.DeniedStranger,
		"U0NOBODY01":      bot.DeniedDeactivated,
	} {
		if got, err := b.checkAccess(t.Context(), user); got != want || err != nil {
			t.Errorf("%s: %q, %v, want %q", user, got, err, want)
		}
	}
	b.SetUsergroup(fakeslack.Usergroup{ID: "S0CLERKS01", Handle: "clerks"})
	b.SetUser(fakeslack.User{ID: fakeslack.Budi, Team: "T0SANDBOX1", Name: "budi", Guest: true})
	for user, want := range map[string]bot.DenyReason{fakeslack.Citra: bot.DeniedNotAllowed,
		fakeslack.Budi: bot.DeniedGuest} {
		if got, err := b.checkAccess(t.Context(), user); got != want || err != nil {
			t.Errorf("later, %s: %q, %v, want %q", user, got, err, want)
		}
	}
	b.Fail("users.info", 1, fakeslack.Failure{Error: "internal_error"})
	if got, err := b.checkAccess(t.Context(), fakeslack.Budi); got != "" || err == nil {
		t.Errorf("while Slack cannot say: %q, %v", got, err)
	}
}
