package fakeslack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// The app gets every direct message, its own included, and in channels only mentions.
func TestMessageEvents(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	events := acker(t, server)
	dm := server.DirectMessages(fakeslack.Ayu)
	parent, err := server.Say(fakeslack.Budi, fakeslack.Finance, "lunch?")
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []fakeslack.Utterance{
		{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "@budi is there news of mayarbot?"},
		{User: fakeslack.Ayu, Channel: fakeslack.General, Text: "@mayarbot unpaid"}, // the bot is not in it
		{
			User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "@mayarbot unpaid ani@example.com & co",
			Thread: parent.TS,
		},
		{User: fakeslack.Budi, Channel: fakeslack.Finance, Text: "<@U0SANDBOX1>  help"},
		{User: fakeslack.Ayu, Channel: dm, Text: "@mayarbot unpaid"},
	} {
		if _, err := server.Utter(in); err != nil {
			t.Fatal(err)
		}
	}
	call(t, server, "chat.postMessage", botToken, map[string]any{"channel": dm, "text": "here"})
	call(t, server, "chat.postMessage", botToken, map[string]any{
		"channel": fakeslack.Finance, "text": "<@U0SANDBOX1> here",
	})

	type heard struct{ Type, Channel, Kind, User, Bot, Text, Thread string }
	var got []heard
	for range 4 {
		e := (<-events)["event"].(map[string]any)
		str := func(name string) string { s, _ := e[name].(string); return s }
		got = append(got, heard{
			str("type"), str("channel"), str("channel_type"), str("user"), str("bot_id"), str("text"), str("thread_ts"),
		})
	}
	want := []heard{
		{
			"app_mention", fakeslack.Finance, "", fakeslack.Ayu, "",
			"<@U0SANDBOX1> unpaid <mailto:ani@example.com|ani@example.com> &amp; co", parent.TS,
		},
		{"app_mention", fakeslack.Finance, "", fakeslack.Budi, "", "<@U0SANDBOX1>  help", ""},
		{"message", dm, "im", fakeslack.Ayu, "", "<@U0SANDBOX1> unpaid", ""},
		{"message", dm, "im", fakeslack.BotUser, fakeslack.BotID, "here", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the app hears (-want +got):\n%s", diff)
	}
	if _, err := server.Utter(
		fakeslack.Utterance{User: fakeslack.Ayu, Channel: dm, Text: "x", Thread: "1.1"},
	); err == nil {
		t.Error("somebody answered in a thread that is not there")
	}
}

// Without the scopes the app gets no message events.
func TestMessageEventsNeedScopes(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Scopes: []string{"chat:write"}})
	events := acker(t, server)
	for _, channel := range []string{fakeslack.Finance, server.DirectMessages(fakeslack.Ayu)} {
		if _, err := server.Say(fakeslack.Ayu, channel, "@mayarbot unpaid"); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.Kick(fakeslack.Ayu, fakeslack.Finance); err != nil {
		t.Fatal(err)
	}
	if event := (<-events)["event"].(map[string]any); event["type"] != "channel_left" {
		t.Errorf("the app was told %v", event)
	}
}
