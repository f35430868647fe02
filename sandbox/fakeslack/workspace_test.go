package fakeslack_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Group direct messages have their own scopes, and each method names the missing one.
func TestGroupDirectMessages(t *testing.T) {
	t.Parallel()
	channel := map[string]any{"channel": fakeslack.Together}
	for _, test := range []struct{ method, scopes, missing string }{
		{"conversations.info", "groups:read,im:read,channels:read", "mpim:read"},
		{"conversations.info", "mpim:read", ""},
		{"conversations.members", "groups:read,im:read,mpim:history", "mpim:read"},
		{"conversations.members", "mpim:read", ""},
		{"conversations.history", "groups:history,im:history,mpim:read", "mpim:history"},
		{"conversations.history", "mpim:history", ""},
		{"chat.postMessage", "chat:write", ""},
	} {
		server := start(t, fakeslack.Options{Scopes: strings.Split(test.scopes, ",")})
		args := map[string]any{"text": "digest"}
		for name, value := range channel {
			args[name] = value
		}
		answer := call(t, server, test.method, botToken, args)
		if test.missing == "" {
			if answer["ok"] != true {
				t.Errorf("%s with %s = %v", test.method, test.scopes, answer)
			}
			continue
		}
		want := map[string]any{"ok": false, "error": "missing_scope", "needed": test.missing, "provided": test.scopes}
		if diff := cmp.Diff(want, answer); diff != "" {
			t.Errorf("%s with %s (-want +got):\n%s", test.method, test.scopes, diff)
		}
	}
	server := start(t, fakeslack.Options{})
	described := call(t, server, "conversations.info", botToken, channel)["channel"].(map[string]any)
	for flag, want := range map[string]any{
		"is_mpim": true, "is_group": true, "is_private": true, "is_im": false, "is_channel": false,
	} {
		if described[flag] != want {
			t.Errorf("%s = %v, want %v", flag, described[flag], want)
		}
	}
	if err := server.Kick(fakeslack.Ayu, fakeslack.Together); err == nil ||
		!strings.Contains(err.Error(), "not a channel") {
		t.Errorf("a bot could be taken out of group direct messages: %v", err)
	}
}

// Accounts change while the bot runs, and Slack sends events.
func TestAccountChanges(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	events := acker(t, server)
	for _, step := range []struct {
		name string
		do   func(user string) error
		want map[string]any
	}{
		{"demoted", server.Demote, map[string]any{
			"is_restricted": true, "is_ultra_restricted": false, "deleted": false, "is_admin": false,
		}},
		{"promoted", server.Promote, map[string]any{
			"is_restricted": false, "is_ultra_restricted": false, "deleted": false, "is_admin": false,
		}},
		{"deactivated", server.Deactivate, map[string]any{"is_restricted": false, "deleted": true}},
		{"reactivated", server.Reactivate, map[string]any{"is_restricted": false, "deleted": false}},
	} {
		if err := step.do(fakeslack.Ayu); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		event := (<-events)["event"].(map[string]any)
		user := event["user"].(map[string]any)
		if event["type"] != "user_change" || user["id"] != fakeslack.Ayu {
			t.Fatalf("%s: the app is told %v", step.name, event)
		}
		asked := call(t, server, "users.info", botToken, map[string]any{"user": fakeslack.Ayu})["user"]
		if diff := cmp.Diff(user, asked); diff != "" {
			t.Errorf("%s: users.info is not what the event said:\n%s", step.name, diff)
		}
		for flag, want := range step.want {
			if user[flag] != want {
				t.Errorf("%s: %s = %v, want %v", step.name, flag, user[flag], want)
			}
		}
		members := call(
			t, server, "conversations.members", botToken, map[string]any{"channel": fakeslack.Finance},
		)["members"].([]any)
		if got, want := slices.Contains(members, any(fakeslack.Ayu)), step.want["deleted"] == false; got != want {
			t.Errorf("%s: in #finance = %v, want %v", step.name, got, want)
		}
	}
	for name, change := range map[string]error{
		"a guest demoted":          server.Demote(fakeslack.Guest),
		"a stranger deactivated":   server.Deactivate(fakeslack.Foreign),
		"a bot deactivated":        server.Deactivate(fakeslack.OtherBot),
		"a member promoted":        server.Promote(fakeslack.Budi),
		"deactivated twice":        server.Deactivate(fakeslack.Former),
		"reactivated without need": server.Reactivate(fakeslack.Budi),
		"nobody":                   server.Demote("U404"),
	} {
		if change == nil {
			t.Errorf("%s: it was done", name)
		}
	}
}

// Without users:read the app gets no user_change.
func TestUserChangeNeedsScope(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Scopes: []string{"chat:write"}})
	events := acker(t, server)
	if err := server.Demote(fakeslack.Budi); err != nil {
		t.Fatal(err)
	}
	if err := server.Kick(fakeslack.Ayu, fakeslack.Finance); err != nil {
		t.Fatal(err)
	}
	if event := (<-events)["event"].(map[string]any); event["type"] != "channel_left" {
		t.Errorf("the app is told %v", event)
	}
}

// A channel can be shared with another company after the bot joined it.
func TestShareChannelLater(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	events := acker(t, server)
	shared := func() any {
		channel := call(
			t, server, "conversations.info", botToken, map[string]any{"channel": fakeslack.Finance},
		)["channel"]
		return channel.(map[string]any)["is_ext_shared"]
	}
	for _, step := range []struct {
		do    func(by, channel, team string) error
		event map[string]any
	}{
		{server.ShareWith, map[string]any{
			"type": "channel_shared", "channel": fakeslack.Finance, "connected_team_id": fakeslack.Partner,
		}},
		{server.Unshare, map[string]any{
			"type": "channel_unshared", "channel": fakeslack.Finance, "previously_connected_team_id": fakeslack.Partner,
			"is_ext_shared": false,
		}},
	} {
		if err := step.do(fakeslack.Ayu, fakeslack.Finance, fakeslack.Partner); err != nil {
			t.Fatal(err)
		}
		payload := <-events
		event := payload["event"].(map[string]any)
		delete(event, "event_ts")
		if diff := cmp.Diff(step.event, event); diff != "" {
			t.Errorf("the app is told (-want +got):\n%s", diff)
		}
		on := step.event["type"] == "channel_shared"
		_, err := server.Say(fakeslack.Foreign, fakeslack.Finance, "hello")
		if shared() != on || payload["is_ext_shared_channel"] != on || (err == nil) != on {
			t.Errorf(
				"after %s is_ext_shared is %v, is_ext_shared_channel %v; Inez speaks: %v", event["type"], shared(),
				payload["is_ext_shared_channel"], err,
			)
		}
		if err := step.do(fakeslack.Ayu, fakeslack.Finance, fakeslack.Partner); err == nil {
			t.Errorf("%s twice", event["type"])
		}
	}
}

// The token of an org-wide install belongs to no single workspace.
func TestOrgWideInstall(t *testing.T) {
	t.Parallel()
	server := start(
		t, fakeslack.Options{Enterprise: fakeslack.Enterprise{ID: "E0SANDBOX1", Name: "Grup Contoh", OrgWide: true}},
	)
	auth := call(t, server, "auth.test", botToken, nil)
	for name, want := range map[string]any{
		"team_id": "E0SANDBOX1", "team": "Grup Contoh", "enterprise_id": "E0SANDBOX1", "is_enterprise_install": true,
		"user_id": fakeslack.BotUser,
	} {
		if auth[name] != want {
			t.Errorf("auth.test says %s %v, want %v", name, auth[name], want)
		}
	}
	user := call(t, server, "users.info", botToken, map[string]any{"user": fakeslack.Ayu})["user"].(map[string]any)
	belongs, _ := user["enterprise_user"].(map[string]any)
	if user["team_id"] != "T0SANDBOX1" || belongs["enterprise_id"] != "E0SANDBOX1" {
		t.Errorf("users.info = %v", user)
	}
	payloads := acker(t, server)
	slash(t, server, "/unpaid")
	if got := <-payloads; got["is_enterprise_install"] != "true" || got["enterprise_id"] != "E0SANDBOX1" ||
		got["team_id"] != "T0SANDBOX1" {
		t.Errorf("a command says %v", got)
	}
	if err := server.Kick(fakeslack.Ayu, fakeslack.Finance); err != nil {
		t.Fatal(err)
	}
	authorization := (<-payloads)["authorizations"].([]any)[0].(map[string]any)
	if authorization["enterprise_id"] != "E0SANDBOX1" || authorization["is_enterprise_install"] != true {
		t.Errorf("an event says %v", authorization)
	}
}
