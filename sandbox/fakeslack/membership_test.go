package fakeslack_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// A channel without the bot, archived or restricted answers like Slack, and its members see the
// change.
func TestMembershipChanges(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Scopes: []string{"chat:write", "channels:read", "channels:history"}})
	events := acker(t, server)
	postTo := func() string {
		answer := call(
			t, server, "chat.postMessage", botToken, map[string]any{"channel": fakeslack.Finance, "text": "digest"},
		)
		if answer["ok"] == true {
			return ""
		}
		return answer["error"].(string)
	}
	flags := func() string {
		channel := call(
			t, server, "conversations.info", botToken, map[string]any{"channel": fakeslack.Finance},
		)["channel"].(map[string]any)
		return fmt.Sprint(channel["is_member"], channel["is_archived"])
	}
	restrict := func(on bool) func(by, channel string) error {
		return func(by, channel string) error { return server.Restrict(by, channel, on) }
	}
	for _, step := range []struct {
		name    string
		do      func(by, channel string) error
		posting string // the error for a post
		flags   string // is_member and is_archived
		event   string
	}{
		{"kick", server.Kick, "not_in_channel", "false false", "channel_left"},
		{"invite", server.Invite, "", "true false", "member_joined_channel"},
		{"archive", server.Archive, "is_archived", "true true", "channel_archive"},
		{"unarchive", server.Unarchive, "", "true false", "channel_unarchive"},
		{"restrict", restrict(true), "restricted_action", "true false", ""},
		{"open", restrict(false), "", "true false", ""},
	} {
		if err := step.do(fakeslack.Ayu, fakeslack.Finance); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := postTo(); got != step.posting {
			t.Errorf("%s: a post gets %q, want %q", step.name, got, step.posting)
		}
		if got := flags(); got != step.flags {
			t.Errorf("%s: is_member and is_archived are %s, want %s", step.name, got, step.flags)
		}
		if step.event == "" {
			continue
		}
		if event := (<-events)["event"].(map[string]any); event["type"] != step.event ||
			event["channel"] != fakeslack.Finance {
			t.Errorf("%s: the app is told %v, want %s", step.name, event, step.event)
		}
	}
	var subtypes []string
	for _, m := range server.Messages(fakeslack.Budi, fakeslack.Finance) {
		subtypes = append(subtypes, m.Subtype)
	}
	want := []string{"channel_leave", "channel_join", "", "channel_archive", "channel_unarchive", "", ""}
	if diff := cmp.Diff(want, subtypes); diff != "" {
		t.Errorf("what members see (-want +got):\n%s", diff)
	}
}

func TestRejectedMembershipChanges(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	for _, test := range []struct {
		name    string
		move    func(by, channel string) error
		by      string
		channel string
		want    string
	}{
		{"invited twice", server.Invite, fakeslack.Ayu, fakeslack.Finance, "already"},
		{"kicked from where it is not", server.Kick, fakeslack.Ayu, fakeslack.General, "not in #general"},
		{"unarchived without need", server.Unarchive, fakeslack.Ayu, fakeslack.Finance, "once more"},
		{"by a guest", server.Kick, fakeslack.Guest, fakeslack.Sales, "no full member"},
		{"by a stranger", server.Archive, fakeslack.Foreign, fakeslack.Sales, "no full member"},
		{"by somebody who is not there", server.Archive, fakeslack.Dewa, fakeslack.Finance, "not in #finance"},
		{"direct messages", server.Archive, fakeslack.Ayu, server.DirectMessages(fakeslack.Ayu), "not a channel"},
		{"nowhere", server.Kick, fakeslack.Ayu, "C404", "no channel"},
	} {
		if err := test.move(test.by, test.channel); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s = %v, want %q", test.name, err, test.want)
		}
	}
}

// In a restricted channel, plain members cannot post, like bots.
func TestOnlyAdminsPost(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	if err := server.Restrict(fakeslack.Ayu, fakeslack.Finance, true); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Say(fakeslack.Budi, fakeslack.Finance, "hello"); err == nil {
		t.Error("Budi, who is no admin, could post")
	}
	if _, err := server.Say(fakeslack.Ayu, fakeslack.Finance, "hello"); err != nil {
		t.Errorf("Ayu, who is an admin: %v", err)
	}
	ephemeral := map[string]any{"channel": fakeslack.Finance, "user": fakeslack.Ayu, "text": "a"}
	wantError(
		t, "an ephemeral message", call(t, server, "chat.postEphemeral", botToken, ephemeral), "restricted_action",
	)
}

// A private channel does not exist for a bot outside of it, archived or not.
func TestPrivateChannels(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	events := acker(t, server)
	args := map[string]any{"channel": fakeslack.Founders, "text": "digest"}
	if err := server.Archive(fakeslack.Ayu, fakeslack.Founders); err != nil {
		t.Fatal(err)
	}
	wantError(t, "archived", call(t, server, "chat.postMessage", botToken, args), "channel_not_found")
	if err := server.Unarchive(fakeslack.Ayu, fakeslack.Founders); err != nil {
		t.Fatal(err)
	}
	if err := server.Invite(fakeslack.Citra, fakeslack.Founders); err != nil {
		t.Fatal(err)
	}
	if answer := call(t, server, "chat.postMessage", botToken, args); answer["ok"] != true {
		t.Errorf("invited = %v", answer)
	}
	if err := server.Kick(fakeslack.Citra, fakeslack.Founders); err != nil {
		t.Fatal(err)
	}
	// no event for the archiving without the bot
	for _, want := range []string{"member_joined_channel", "group_left"} {
		if event := (<-events)["event"].(map[string]any); event["type"] != want {
			t.Errorf("event %v, want %s", event, want)
		}
	}
}
