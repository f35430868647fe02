package fakeslack_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// history returns metadata only on request, and only messages of the requested period.
func TestHistoryWithMetadata(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	mark := map[string]any{
		"event_type": "digest", "event_payload": map[string]any{"subscription": "k3xq", "slot": "1795000000"},
	}
	post := func(metadata any) string {
		answer := call(t, server, "chat.postMessage", botToken, map[string]any{
			"channel": fakeslack.Finance, "text": "a", "metadata": metadata,
		})
		if answer["ok"] != true {
			t.Fatalf("post = %v", answer)
		}
		return answer["ts"].(string)
	}
	before, marked := post(nil), post(mark)
	history := func(args map[string]any) []any {
		args["channel"] = fakeslack.Finance
		answer := call(t, server, "conversations.history", botToken, args)
		if answer["ok"] != true {
			t.Fatalf("history = %v", answer)
		}
		return answer["messages"].([]any)
	}
	found := history(map[string]any{"include_all_metadata": true, "oldest": before})
	if len(found) != 1 || found[0].(map[string]any)["ts"] != marked {
		t.Fatalf("since the first message = %v", found)
	}
	if diff := cmp.Diff(mark, found[0].(map[string]any)["metadata"]); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if all := history(map[string]any{"oldest": before, "inclusive": true}); len(all) != 2 ||
		all[0].(map[string]any)["metadata"] != nil {
		t.Errorf("without include_all_metadata = %v", all)
	}

	update := map[string]any{"channel": fakeslack.Finance, "ts": marked, "text": "b"}
	for _, step := range []struct {
		metadata any
		want     any
	}{{nil, mark}, {map[string]any{}, nil}} {
		if step.metadata != nil {
			update["metadata"] = step.metadata
		}
		if answer := call(t, server, "chat.update", botToken, update); answer["ok"] != true {
			t.Fatalf("update = %v", answer)
		}
		newest := history(map[string]any{"include_all_metadata": true})[0].(map[string]any)
		if got := newest["metadata"]; !cmp.Equal(got, step.want) {
			t.Errorf("after an update with the metadata %v it is %v, want %v", step.metadata, got, step.want)
		}
	}
}

// Ephemeral messages do not push out public ones. If older messages were dropped, has_more is true.
func TestHistoryDropsOldMessages(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{KeepMessages: 3})
	say := func(method, text string) map[string]any {
		answer := call(t, server, method, botToken, map[string]any{
			"channel": fakeslack.Finance, "user": fakeslack.Ayu, "text": text,
		})
		if answer["ok"] != true {
			t.Fatalf("%s = %v", method, answer)
		}
		return answer
	}
	history := func(oldest any) (texts []string, more bool) {
		answer := call(t, server, "conversations.history", botToken, map[string]any{
			"channel": fakeslack.Finance, "oldest": oldest,
		})
		for _, m := range answer["messages"].([]any) {
			texts = append(texts, m.(map[string]any)["text"].(string))
		}
		return texts, answer["has_more"].(bool)
	}
	first := say("chat.postMessage", "1")["ts"]
	for range 20 {
		say("chat.postEphemeral", "private")
	}
	if texts, more := history(""); !cmp.Equal(texts, []string{"1"}) || more {
		t.Errorf("after twenty ephemeral messages: %q, more: %v", texts, more)
	}
	if n := len(server.Messages(fakeslack.Ayu, fakeslack.Finance)); n != 4 {
		t.Errorf("Ayu sees %d messages", n)
	}
	second := say("chat.postMessage", "2")["ts"]
	for _, text := range []string{"3", "4", "5", "6", "7", "8"} {
		say("chat.postMessage", text)
		if texts, more := history(""); len(texts) > 3 || more != (text > "3") {
			t.Errorf("after %s: %q, more: %v", text, texts, more)
		}
	}
	if texts, more := history(first); !cmp.Equal(texts, []string{"8", "7", "6"}) || !more {
		t.Errorf("since the first: %q, more: %v", texts, more)
	}
	if _, more := history(second); !more {
		t.Error("since the second there is no more")
	}
	texts, more := history(server.Messages(fakeslack.Budi, fakeslack.Finance)[0].TS)
	if !cmp.Equal(texts, []string{"8", "7"}) || more {
		t.Errorf("since one that is kept: %q, more: %v", texts, more)
	}
}

// The next page continues after the previous one, even if new messages arrived.
func TestHistoryPages(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	args := map[string]any{"channel": fakeslack.Finance, "limit": 2}
	var parent any
	for _, text := range []string{"1", "2", "3"} {
		parent = call(
			t, server, "chat.postMessage", botToken, map[string]any{"channel": fakeslack.Finance, "text": text},
		)["ts"]
	}
	call(t, server, "chat.postMessage", botToken, map[string]any{
		"channel": fakeslack.Finance, "text": "in the thread", "thread_ts": parent,
	})
	page := func() (texts []string) {
		answer := call(t, server, "conversations.history", botToken, args)
		for _, m := range answer["messages"].([]any) {
			texts = append(texts, m.(map[string]any)["text"].(string))
		}
		args["cursor"] = answer["response_metadata"].(map[string]any)["next_cursor"]
		return texts
	}
	if texts := page(); !cmp.Equal(texts, []string{"3", "2"}) {
		t.Errorf("the first page is %q", texts)
	}
	call(t, server, "chat.postMessage", botToken, map[string]any{"channel": fakeslack.Finance, "text": "4"})
	if texts := page(); !cmp.Equal(texts, []string{"1"}) || args["cursor"] != "" {
		t.Errorf("the second page is %q, then %v", texts, args["cursor"])
	}
	for _, method := range []string{
		"conversations.history", "conversations.list", "conversations.members", "users.list",
	} {
		for _, cursor := range []string{"bogus", "2", "Ym9ndXM6Mg==", "b2Zmc2V0Oi0x"} {
			wantError(t, method+" at "+cursor, call(
				t, server, method, botToken, map[string]any{"channel": fakeslack.Finance, "cursor": cursor},
			), "invalid_cursor")
		}
	}
}

func TestInvalidMetadata(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	for name, metadata := range map[string]any{
		"no JSON": "digest", "no type": map[string]any{"event_payload": map[string]any{}},
		"no payload": map[string]any{"event_type": "digest"},
	} {
		message := map[string]any{"channel": fakeslack.Finance, "text": "a", "metadata": metadata}
		wantError(t, name, call(t, server, "chat.postMessage", botToken, message), "invalid_metadata_format")
	}
	if n := len(server.Messages(fakeslack.Ayu, fakeslack.Finance)); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
}

// Each type of conversation has its own scopes.
func TestConversationScopes(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Scopes: []string{"channels:read", "channels:history", "im:write"}})
	if err := server.Invite(fakeslack.Ayu, fakeslack.Founders); err != nil {
		t.Fatal(err)
	}
	dm := server.DirectMessages(fakeslack.Ayu)
	for _, test := range []struct {
		method string
		args   map[string]any
		error  string
		needed string
	}{
		{"conversations.info", map[string]any{"channel": fakeslack.Finance}, "", ""},
		{"conversations.info", map[string]any{"channel": fakeslack.Founders}, "missing_scope", "groups:read"},
		{"conversations.info", map[string]any{"channel": dm}, "missing_scope", "im:read"},
		{"conversations.history", map[string]any{"channel": fakeslack.Finance}, "", ""},
		{"conversations.history", map[string]any{"channel": fakeslack.General}, "not_in_channel", ""},
		{"conversations.history", map[string]any{"channel": fakeslack.Founders}, "missing_scope", "groups:history"},
		{"conversations.history", map[string]any{"channel": dm}, "missing_scope", "im:history"},
		{"conversations.members", map[string]any{"channel": fakeslack.Founders}, "missing_scope", "groups:read"},
		{
			"conversations.list", map[string]any{"types": "public_channel,private_channel"}, "missing_scope",
			"groups:read",
		},
		{"conversations.list", map[string]any{"types": "village"}, "invalid_types", ""},
		{"conversations.join", map[string]any{"channel": fakeslack.General}, "missing_scope", "channels:join"},
		{"conversations.open", map[string]any{"users": fakeslack.Ayu, "return_im": true}, "", ""},
	} {
		answer := call(t, server, test.method, botToken, test.args)
		if test.error == "" && answer["ok"] != true {
			t.Errorf("%s %v = %v", test.method, test.args, answer)
		}
		if test.error != "" {
			wantError(t, test.method, answer, test.error)
		}
		if needed, _ := answer["needed"].(string); needed != test.needed {
			t.Errorf("%s %v needs %q, want %q", test.method, test.args, needed, test.needed)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	join := func(channel string) map[string]any {
		return call(t, server, "conversations.join", botToken, map[string]any{"channel": channel})
	}
	if answer := join(fakeslack.General); answer["ok"] != true ||
		answer["channel"].(map[string]any)["is_member"] != true {
		t.Errorf("#general = %v", answer)
	}
	wantError(t, "a private channel", join(fakeslack.Founders), "channel_not_found")
	wantError(t, "nowhere", join("C404"), "channel_not_found")
	if err := server.Archive(fakeslack.Ayu, fakeslack.General); err != nil {
		t.Fatal(err)
	}
	wantError(t, "an archived channel", join(fakeslack.General), "is_archived")
}
