package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestSocketsComeBack(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{fakeslack.Warning, fakeslack.RefreshRequested, fakeslack.LinkDisabled, "cut"} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			b := start(t, nil)
			if reason == "cut" {
				b.Cut()
			} else {
				b.Disconnect(reason)
			}
			eventually(t, func() bool { return b.Opens() == 4 && helloCount(b) == 2 && b.bot.Ready() })
			if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
				t.Errorf("after %s /help says %q", reason, got)
			}
			for _, s := range b.bot.Health().Sockets {
				if s.Reason != "closed by Slack or the network" {
					t.Errorf("socket %d ended because of %q", s.ID, s.Reason)
				}
			}
		})
	}
}

// helloCount counts the sockets that Slack uses.
func helloCount(b *harness) int {
	n := 0
	for _, s := range b.Sockets() {
		if s.Greeted && !s.Leaving {
			n++
		}
	}
	return n
}

func TestSilentSocketIsReplaced(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, func(c *testConfig) { c.Now, c.sockets = clock.now, 1 })
	b.Deafen(true)
	clock.advance(36 * time.Second)
	if b.bot.Ready() {
		t.Error("a bot whose only socket has been silent for 36 seconds is ready")
	}
	eventually(t, func() bool { return b.Opens() == 2 && b.bot.Ready() })
	if got := b.bot.Health().Sockets[0].Reason; got != "no ping from Slack for 35 seconds" {
		t.Errorf("reason %q", got)
	}
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("after a deaf socket /help says %q", got)
	}
}

func TestPingsKeepASocket(t *testing.T) {
	t.Parallel()
	clock := newClock()
	slack := fakeslack.Start(fakeslack.Options{PingEvery: 20 * time.Millisecond})
	t.Cleanup(slack.Close)
	b := startOn(t, slack, func(c *testConfig) { c.Now, c.sockets = clock.now, 1 })
	eventually(t, b.bot.Ready)
	for range 5 {
		clock.advance(20 * time.Second)
		asked := clock.now()
		eventually(t, func() bool { return b.bot.Health().Sockets[0].LastSeen.After(asked) })
	}
	if n := b.Opens(); n != 1 {
		t.Errorf("a socket that is pinged was opened %d times", n)
	}
}

func TestSocketWithoutHelloIsReplaced(t *testing.T) {
	t.Parallel()
	clock := newClock()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	slack.NoHello(true)
	b := startOn(t, slack, func(c *testConfig) { c.Now, c.sockets = clock.now, 1 })
	eventually(t, func() bool { return len(slack.Sockets()) == 1 })
	if b.bot.Ready() {
		t.Error("a socket without hello counts as connected")
	}
	slack.NoHello(false)
	// The bot may not have noticed yet that it is connected, so time goes on until it has.
	eventually(t, func() bool { clock.advance(time.Second); return b.bot.Ready() })
	if got := b.bot.Health().Sockets[0].Reason; got != "no hello from Slack within 15 seconds" {
		t.Errorf("reason %q", got)
	}
}

// Slack greets the eleventh connection of an app and hangs up.
func TestTooManyConnections(t *testing.T) {
	t.Parallel()
	first := start(t, func(c *testConfig) { c.sockets = 10 })
	b := startOn(t, first.Server, func(c *testConfig) { c.sockets = 1 })
	eventually(t, func() bool { return strings.Contains(b.log.String(), "running somewhere else") })
	eventually(t, func() bool { return !b.bot.Health().Sockets[0].Connected })
	if n := first.Opens(); n != 11 {
		t.Errorf("opened %d times, want no twelfth at once", n)
	}
	if strings.Contains(first.log.String(), "running somewhere else") {
		t.Error("ten connections are called too many")
	}
}

func TestDisconnectStormIsLimited(t *testing.T) {
	t.Parallel()
	slack := fakeslack.Start(fakeslack.Options{CloseAfter: time.Millisecond})
	t.Cleanup(slack.Close)
	slack.DisconnectAtOnce(fakeslack.Warning)
	startOn(t, slack, func(c *testConfig) { c.sockets = 10 })
	eventually(t, func() bool { return slack.Opens() >= 12 })
	timer := time.NewTimer(2 * time.Second)
	<-timer.C
	if n := slack.Opens(); n != 12 {
		t.Errorf("%d connections were opened within a few seconds, want 12", n)
	}
}

func TestPermanentErrorsEndTheProgram(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
		"not_allowed_token_type",
		"no_permission", "team_access_not_granted", "access_denied",
	} {
		for method, variable := range map[string]string{"apps.connections.open": "SLACK_APP_TOKEN",
			"auth.test": "SLACK_BOT_TOKEN"} {
			t.Run(code+" of "+method, func(t *testing.T) {
				t.Parallel()
				slack := fakeslack.Start(fakeslack.Options{})
				t.Cleanup(slack.Close)
				slack.Fail(method, -1, fakeslack.Failure{Error: code})
				b := startOn(t, slack, nil)
				fatal, ok := errors.AsType[*slackapi.FatalError](b.result(t))
				if !ok {
					t.Fatal("the error is not fatal")
				}
				for _, part := range []string{variable, code, "api.slack.com/apps"} {
					if !strings.Contains(fatal.Error(), part) {
						t.Errorf("%q does not name %s", fatal.Error(), part)
					}
				}
			})
		}
	}
}

// A token may be revoked while the program runs. A single temporary error does not end the program.
func TestTokenRevokedLater(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		code, authTest string
		scopes         []string
		want           []string // parts of the sentence; none: the bot goes on
	}{
		{code: "token_revoked", authTest: "token_revoked",
			want: []string{"SLACK_BOT_TOKEN", "token_revoked", "api.slack.com/apps"}},
		{code: "token_expired", authTest: "invalid_auth", want: []string{"SLACK_BOT_TOKEN", "invalid_auth"}},
		{code: "invalid_auth"},
		{code: "user_not_found", authTest: "invalid_auth"},
		{scopes: []string{"commands", "chat:write"},
			want: []string{"SLACK_BOT_TOKEN", "needed: users:read", "missing_scope"}},
	} {
		t.Run(test.code+" then "+test.authTest, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			slack := fakeslack.Start(fakeslack.Options{Scopes: test.scopes})
			t.Cleanup(slack.Close)
			b := startOn(t, slack, func(c *testConfig) { c.Now = clock.now })
			b.connected(t)
			if test.code != "" {
				b.Fail("users.info", 1, fakeslack.Failure{Error: test.code})
			}
			if test.authTest != "" {
				b.Fail("auth.test", -1, fakeslack.Failure{Error: test.authTest})
			}
			if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "refused unknown 7" {
				t.Errorf("while Slack cannot say: %q", got)
			}
			if test.want == nil {
				clock.advance(10 * time.Second)
				if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
					t.Errorf("when Slack can say again: %q", got)
				}
				return
			}
			fatal, ok := errors.AsType[*slackapi.FatalError](b.result(t))
			if !ok {
				t.Fatal("the error is not fatal")
			}
			for _, part := range test.want {
				if !strings.Contains(fatal.Error(), part) {
					t.Errorf("%q does not hold %q", fatal.Error(), part)
				}
			}
		})
	}
}

func TestAPIURLWithoutSlack(t *testing.T) {
	t.Parallel()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	slack.Fail("apps.connections.open", -1, fakeslack.Failure{Status: 404})
	b := startOn(t, slack, nil)
	if err := b.result(t); err == nil || !strings.Contains(err.Error(), "SLACK_API_URL") {
		t.Errorf("error %v does not name SLACK_API_URL", err)
	}
}

func TestTemporaryFailureAtStart(t *testing.T) {
	t.Parallel()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	slack.Fail("apps.connections.open", 2, fakeslack.Failure{Status: 503})
	slack.Fail("auth.test", 1, fakeslack.Failure{Drop: true})
	b := startOn(t, slack, nil)
	eventually(t, func() bool { return b.bot.Ready() && helloCount(b) == 2 })
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("/help says %q", got)
	}
}
