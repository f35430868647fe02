package bot_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

var tokenRefusals = map[string]fakeslack.Failure{
	"org_login_required": {Error: "org_login_required"},
	"account_inactive":   {Error: "account_inactive"},
	"invalid_auth":       {Error: "invalid_auth"},
	"token_revoked":      {Error: "token_revoked"},
	"access_denied":      {Error: "access_denied"},
	"404":                {Status: 404, Body: "<html>Not Found</html>"},
}

// One temporary refusal ends nothing: the socket tries again, and the other socket goes on.
func TestTemporaryRefusal(t *testing.T) {
	t.Parallel()
	for name, how := range tokenRefusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil)
			b.Fail("apps.connections.open", 1, how)
			b.Cut(b.Sockets()[0].ID)
			if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
				t.Errorf("while a socket is refused: %q", got)
			}
			eventually(t, func() bool { return b.Opens() >= 3 && helloCount(b) == 2 })
		})
		t.Run(name+" of auth.test", func(t *testing.T) {
			t.Parallel()
			slack := fakeslack.Start(fakeslack.Options{})
			t.Cleanup(slack.Close)
			slack.Fail("auth.test", 1, how)
			startOn(t, slack, nil).connected(t)
		})
	}
}

// A lasting refusal of one socket ends the program only when no other socket is left.
func TestPermanentRefusal(t *testing.T) {
	t.Parallel()
	for name, how := range tokenRefusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil)
			b.Fail("apps.connections.open", -1, how)
			b.Cut(b.Sockets()[0].ID)
			eventually(t, func() bool { return strings.Count(b.log.String(), "connection refused by Slack") >= 3 })
			if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
				t.Errorf("while a socket is refused: %q", got)
			}
			b.Cut()
			if _, ok := errors.AsType[*slackapi.FatalError](b.result(t)); !ok {
				t.Error("the program did not end with a sentence")
			}
		})
	}
}

// A refusal that auth.test confirms ends the program at once, with advice that helps.
func TestConfirmedRefusal(t *testing.T) {
	t.Parallel()
	for name, advice := range map[string]string{
		"org_login_required": "wait until the workspace has been moved",
		"account_inactive":   "install the app in the workspace again",
		"access_denied":      "ask the administrators",
		"invalid_auth":       "copy the Bot User OAuth Token",
		"404":                "SLACK_API_URL",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil)
			b.Fail("apps.connections.open", -1, tokenRefusals[name])
			b.Fail("auth.test", -1, tokenRefusals[name])
			b.Cut(b.Sockets()[0].ID)
			if err := b.result(t); err == nil || !strings.Contains(err.Error(), advice) ||
				strings.Contains(err.Error(), "app-level token") {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

// An app of a whole organisation is refused at the start, with a message; the app of a workspace
// that belongs to an organisation is not.
func TestOrganisationWideInstall(t *testing.T) {
	t.Parallel()
	grid := fakeslack.Enterprise{ID: "E0CONTOH01", Name: "Contoh"}
	wide := grid
	wide.OrgWide = true
	slack := fakeslack.Start(fakeslack.Options{Enterprise: wide})
	t.Cleanup(slack.Close)
	if err := startOn(t, slack, nil).result(t); err == nil ||
		!strings.Contains(err.Error(), "whole Enterprise organisation") {
		t.Errorf("ended with %v", err)
	}
	slack = fakeslack.Start(fakeslack.Options{Enterprise: grid})
	t.Cleanup(slack.Close)
	b := startOn(t, slack, nil)
	b.connected(t)
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("in a workspace of an organisation: %q", got)
	}
}
