package fakeslack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// Slack answers its own commands and unknown commands without telling the app.
func TestBuiltInCommands(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Commands: []string{"/unpaid"}})
	events := acker(t, server)
	for _, test := range []struct {
		user, channel, typed string
		event                string // that the app receives
		said                 string // by Slackbot
	}{
		{fakeslack.Ayu, fakeslack.General, "/invite @mayarbot", "member_joined_channel", ""},
		{fakeslack.Ayu, fakeslack.General, "/invite @mayarbot", "", "The bot is in #general already."},
		{fakeslack.Ayu, fakeslack.General, "/remove @mayarbot", "channel_left", ""},
		{fakeslack.Ayu, fakeslack.General, "/kick @mayarbot", "", "The bot is not in #general."},
		{fakeslack.Ayu, fakeslack.Finance, "/invite @mayarbot #general", "member_joined_channel", ""},
		{fakeslack.Ayu, fakeslack.Finance, "/invite @dewa", "member_joined_channel", ""},
		{fakeslack.Ayu, fakeslack.Finance, "/remove @dewa", "member_left_channel", ""},
		{fakeslack.Ayu, fakeslack.Finance, "/invite @nobody", "", "There is nobody called @nobody here."},
		{fakeslack.Ayu, fakeslack.Finance, "/invite mayarbot", "", "There is nobody called mayarbot here."},
		{fakeslack.Ayu, fakeslack.Finance, "/invite @mayarbot #nowhere", "", "There is no channel #nowhere."},
		{fakeslack.Ayu, fakeslack.Finance, "/invite", "", "Say whom, as in `/invite @mayarbot`."},
		{
			fakeslack.Guest, fakeslack.Sales, "/remove @mayarbot", "",
			fakeslack.Guest + " is no full member of the workspace.",
		},
		{
			fakeslack.Ayu, server.DirectMessages(fakeslack.Ayu), "/invite @mayarbot", "",
			"Direct messages are not a channel.",
		},
		{fakeslack.Ayu, fakeslack.Finance, "/archive", "channel_archive", ""},
		{fakeslack.Ayu, fakeslack.General, "/invoice", "", "`/invoice` is not a valid command. In Slack, "},
	} {
		before := len(server.Messages(test.user, test.channel))
		sent, err := server.Slash(
			t.Context(), fakeslack.Slash{User: test.user, Channel: test.channel, Text: test.typed},
		)
		if err != nil || !sent.BySlack || sent.Acked {
			t.Errorf("%s = %+v, %v", test.typed, sent, err)
		}
		if test.event != "" {
			if event := (<-events)["event"].(map[string]any); event["type"] != test.event {
				t.Errorf("%s: the app is told %v, want %s", test.typed, event, test.event)
			}
			continue
		}
		now := server.Messages(test.user, test.channel)[before:]
		if len(now) != 1 || !now[0].Ephemeral || !strings.HasPrefix(now[0].Text, test.said) {
			t.Errorf("%s: %s reads %+v, want %q", test.typed, test.user, now, test.said)
		}
	}
}

const manifest = `
features:
  app_home: {messages_tab_enabled: true, messages_tab_read_only_enabled: READONLY}
  slash_commands: [{command: /unpaid, should_escape: true}]
oauth_config: {scopes: {bot: [chat:write, users:read]}}
settings: {event_subscriptions: {bot_events: [member_joined_channel]}}
`

// The app gets the scopes, events and commands of its manifest, and nothing else.
func TestManifest(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Manifest: []byte(strings.Replace(manifest, "READONLY", "false", 1))})
	payloads := acker(t, server)
	slash(t, server, "/unpaid tokoani.com")
	if got := (<-payloads)["text"]; got != "<http://tokoani.com|tokoani.com>" {
		t.Errorf("the text of a command is %v", got)
	}
	if sent := slash(t, server, "/checkout"); sent.Failure != fakeslack.InvalidCommand {
		t.Errorf("a command that the manifest lacks = %+v", sent)
	}
	answer := call(t, server, "conversations.info", botToken, map[string]any{"channel": fakeslack.Finance})
	want := map[string]any{
		"ok": false, "error": "missing_scope", "needed": "channels:read", "provided": "chat:write,users:read",
	}
	if diff := cmp.Diff(want, answer); diff != "" {
		t.Errorf("conversations.info (-want +got):\n%s", diff)
	}
	if err := server.Demote(fakeslack.Budi); err != nil { // the app is not subscribed to user_change
		t.Fatal(err)
	}
	if err := server.Invite(fakeslack.Ayu, fakeslack.General); err != nil {
		t.Fatal(err)
	}
	if event := (<-payloads)["event"].(map[string]any); event["type"] != "member_joined_channel" {
		t.Errorf("the app is told %v", event)
	}
}

// In a read-only messages tab a user can type nothing, not even a command.
func TestReadOnlyTab(t *testing.T) {
	t.Parallel()
	for _, readOnly := range []bool{true, false} {
		flag := map[bool]string{true: "true", false: "false"}[readOnly]
		server := start(t, fakeslack.Options{Manifest: []byte(strings.Replace(manifest, "READONLY", flag, 1))})
		acker(t, server)
		if server.ReadOnlyTab() != readOnly {
			t.Errorf("%s: ReadOnlyTab is not", flag)
		}
		direct := server.DirectMessages(fakeslack.Ayu)
		_, typed := server.Slash(t.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: direct, Text: "/unpaid"})
		_, said := server.Say(fakeslack.Ayu, direct, "hello")
		for what, err := range map[string]error{"a command": typed, "a message": said} {
			if readOnly != (err != nil) || err != nil &&
				!strings.Contains(err.Error(), "sending messages to this app has been turned off") {
				t.Errorf("read-only %s: %s = %v", flag, what, err)
			}
		}
		if _, err := server.Slash(
			t.Context(), fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Together, Text: "/unpaid"},
		); err != nil {
			t.Errorf("read-only %s: a command among several = %v", flag, err)
		}
	}
}
