package fakeslack_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	tests := []struct{ method, token, want string }{
		{"auth.test", "", "not_authed"},
		{"auth.test", "xoxb-wrong", "invalid_auth"},
		{"auth.test", "xapp-sandbox", "not_allowed_token_type"},
		{"apps.connections.open", "xoxb-sandbox", "not_allowed_token_type"},
		{"apps.connections.open", "xapp-wrong", "invalid_auth"},
		{"no.such", "xoxb-sandbox", "unknown_method"},
	}
	for _, test := range tests {
		wantError(t, test.method+" with "+test.token, call(t, server, test.method, test.token, nil), test.want)
	}
	wantError(t, "app token in the body", callForm(
		t, server, "apps.connections.open", url.Values{"token": {"xapp-sandbox"}},
	), "not_authed")
	answer := callForm(t, server, "auth.test", url.Values{"token": {"xoxb-sandbox"}})
	if answer["user_id"] != fakeslack.BotUser || answer["bot_id"] != fakeslack.BotID || answer["team_id"] == "" {
		t.Errorf("auth.test = %v", answer)
	}
	for _, call := range server.Calls() {
		if call.Args["token"] != "" {
			t.Errorf("a token was recorded: %+v", call)
		}
	}
}

// A token can be in the header or in a form. Unreadable requests get ok:false too.
func TestTokenSources(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	const (
		form      = "application/x-www-form-urlencoded"
		multipart = "multipart/form-data; boundary=b"
		asJSON    = "application/json; charset=utf-8"
	)
	for name, test := range map[string]struct {
		query, kind, header, body string
		want                      string // error code
	}{
		"in the header": {header: "Bearer " + botToken},
		"in a form":     {kind: form, body: "token=" + botToken},
		"in a form of parts": {
			kind: multipart,
			body: "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + botToken + "\r\n--b--\r\n",
		},
		"in the query":           {query: "?token=" + botToken, kind: form, want: "not_authed"},
		"in JSON":                {kind: asJSON, body: `{"token":"` + botToken + `"}`, want: "not_authed"},
		"without Bearer":         {header: botToken, want: "not_authed"},
		"with Bearer run in":     {header: "Bearer" + botToken, want: "not_authed"},
		"no JSON":                {header: "Bearer " + botToken, kind: asJSON, body: `{"a":`, want: "invalid_json"},
		"JSON that is no object": {header: "Bearer " + botToken, kind: asJSON, body: `["a"]`, want: "json_not_object"},
		"no form":                {kind: form, body: "token=%zz", want: "invalid_form_data"},
		"parts without an end": {
			kind: multipart, body: "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n", want: "invalid_form_data",
		},
	} {
		req, err := http.NewRequestWithContext(
			t.Context(), http.MethodPost, server.APIURL()+"auth.test"+test.query, strings.NewReader(test.body),
		)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", test.kind)
		req.Header.Set("Authorization", test.header)
		resp, body := do(t, req)
		answer := decodeAnswer(t, body)
		if said, _ := answer["error"].(string); said != test.want || answer["ok"] != (test.want == "") ||
			resp.StatusCode != http.StatusOK {
			t.Errorf("%s = %d %v, want %q", name, resp.StatusCode, answer, test.want)
		}
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{Scopes: []string{"commands", "chat:write"}})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.APIURL()+"auth.test", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+botToken)
	if resp, _ := do(t, req); resp.Header.Get("X-OAuth-Scopes") != "commands,chat:write" {
		t.Errorf("X-OAuth-Scopes = %q", resp.Header.Get("X-OAuth-Scopes"))
	}
	answer := call(t, server, "users.info", botToken, map[string]any{"user": fakeslack.Ayu})
	wantError(t, "users.info", answer, "missing_scope")
	if answer["needed"] != "users:read" || answer["provided"] != "commands,chat:write" {
		t.Errorf("answer = %v", answer)
	}
	args := map[string]any{"channel": fakeslack.General, "text": "a"}
	wantError(t, "a public channel without chat:write.public", call(
		t, server, "chat.postMessage", botToken, args,
	), "not_in_channel")
}

func TestChat(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	server.SetChannel(fakeslack.Channel{ID: "C0OLD", Name: "old", Archived: true, Members: []string{fakeslack.BotUser}})
	byAyu, err := server.Say(fakeslack.Ayu, fakeslack.Finance, "mine")
	if err != nil {
		t.Fatal(err)
	}
	ephemeral := call(t, server, "chat.postEphemeral", botToken, map[string]any{
		"channel": fakeslack.Finance, "user": fakeslack.Ayu, "text": "a",
	})
	tests := []struct {
		method string
		args   map[string]any
		want   string // error; "" for ok
	}{
		{"chat.postMessage", map[string]any{"channel": fakeslack.Finance, "text": "a"}, ""},
		{"chat.postMessage", map[string]any{"channel": fakeslack.General, "text": "a"}, ""},
		{"chat.postMessage", map[string]any{"channel": "#finance", "text": "a"}, ""},
		{"chat.postMessage", map[string]any{"channel": fakeslack.Ayu, "text": "a"}, ""},
		{"chat.postMessage", map[string]any{"channel": fakeslack.Founders, "text": "a"}, "channel_not_found"},
		{"chat.postMessage", map[string]any{"channel": "C404", "text": "a"}, "channel_not_found"},
		{"chat.postMessage", map[string]any{"channel": "C0OLD", "text": "a"}, "is_archived"},
		{"chat.postMessage", map[string]any{"channel": fakeslack.Finance}, "no_text"},
		{
			"chat.postMessage", map[string]any{"channel": fakeslack.Finance, "text": strings.Repeat("a", 40001)},
			"msg_too_long",
		},
		{
			"chat.postMessage",
			map[string]any{"channel": fakeslack.Finance, "markdown_text": strings.Repeat("é", 12000)}, "",
		},
		{
			"chat.postMessage",
			map[string]any{"channel": fakeslack.Finance, "markdown_text": strings.Repeat("a", 12001)}, "msg_too_long",
		},
		{
			"chat.postMessage", map[string]any{"channel": fakeslack.Finance, "text": "a", "thread_ts": "1.000001"},
			"thread_not_found",
		},
		{"chat.postMessage", map[string]any{
			"channel": fakeslack.Finance, "blocks": []any{map[string]any{"type": "header"}},
		}, "invalid_blocks"},
		{
			"chat.postMessage", map[string]any{"channel": fakeslack.Finance, "text": "a", "blocks": sections(5, 2700)},
			"msg_blocks_too_long",
		},
		{
			"chat.postMessage", map[string]any{"channel": fakeslack.Finance, "text": "a", "blocks": sections(51, 1)},
			"invalid_blocks",
		},
		{
			"chat.postEphemeral", map[string]any{"channel": fakeslack.Finance, "user": fakeslack.Dewa, "text": "a"},
			"user_not_in_channel",
		},
		{
			"chat.postEphemeral", map[string]any{"channel": fakeslack.General, "user": fakeslack.Ayu, "text": "a"},
			"not_in_channel",
		},
		{
			"chat.postEphemeral", map[string]any{"channel": fakeslack.Founders, "user": fakeslack.Ayu, "text": "a"},
			"channel_not_found",
		},
		{
			"chat.update", map[string]any{"channel": fakeslack.Finance, "ts": byAyu.TS, "text": "a"},
			"cant_update_message",
		},
		{
			"chat.update", map[string]any{"channel": fakeslack.Finance, "ts": "1.000001", "text": "a"},
			"message_not_found",
		},
		{
			"chat.update", map[string]any{"channel": fakeslack.Finance, "ts": ephemeral["message_ts"], "text": "a"},
			"message_not_found",
		},
		{"chat.delete", map[string]any{"channel": fakeslack.Finance, "ts": byAyu.TS}, "cant_delete_message"},
		{"blocks.validate", map[string]any{"blocks": sections(1, 3000)}, ""},
		{"blocks.validate", map[string]any{"blocks": sections(1, 3001)}, "invalid_blocks"},
	}
	for _, test := range tests {
		answer := call(t, server, test.method, botToken, test.args)
		what := fmt.Sprintf("%s %.120v", test.method, test.args)
		if test.want != "" {
			wantError(t, what, answer, test.want)
		} else if answer["ok"] != true {
			t.Errorf("%s = %v", what, answer)
		}
	}
}

// An update changes only its own fields. An empty list of blocks removes the blocks.
func TestUpdateKeepsOtherFields(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	posted := call(t, server, "chat.postMessage", botToken, map[string]any{
		"channel": fakeslack.Finance, "text": "a", "blocks": sections(2, 1),
	})
	for _, step := range []struct {
		args   map[string]any
		text   string
		blocks int
	}{
		{map[string]any{"text": "b"}, "b", 2},
		{map[string]any{"blocks": sections(3, 1)}, "b", 3},
		{map[string]any{"text": "c", "blocks": []any{}}, "c", 0},
	} {
		step.args["channel"], step.args["ts"] = fakeslack.Finance, posted["ts"]
		answer := call(t, server, "chat.update", botToken, step.args)
		if answer["ok"] != true {
			t.Fatalf("%v = %v", step.args, answer)
		}
		message := answer["message"].(map[string]any)
		blocks, _ := message["blocks"].([]any)
		if message["text"] != step.text || len(blocks) != step.blocks {
			t.Errorf("after %v: %v", step.args, message)
		}
	}
}

func sections(n, length int) []any {
	var blocks []any
	for range n {
		blocks = append(blocks, map[string]any{
			"type": "section", "text": map[string]any{"type": "mrkdwn", "text": strings.Repeat("x", length)},
		})
	}
	return blocks
}

func TestConversations(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	list := call(t, server, "conversations.list", botToken, map[string]any{"limit": 2})
	if n := len(list["channels"].([]any)); n != 2 {
		t.Errorf("%d channels on the first page", n)
	}
	cursor := list["response_metadata"].(map[string]any)["next_cursor"]
	rest := call(t, server, "conversations.list", botToken, map[string]any{"limit": 2, "cursor": cursor})
	if n := len(rest["channels"].([]any)); n != 1 {
		t.Errorf("%d channels on the second page", n)
	}
	private := call(t, server, "conversations.info", botToken, map[string]any{"channel": fakeslack.Founders})
	wantError(t, "a private channel", private, "channel_not_found")
	dm := call(t, server, "conversations.open", botToken, map[string]any{"users": fakeslack.Ayu})
	if id := dm["channel"].(map[string]any)["id"]; id != server.DirectMessages(fakeslack.Ayu) {
		t.Errorf("direct messages = %v", id)
	}
	wantError(t, "a deactivated user", call(
		t, server, "conversations.open", botToken, map[string]any{"users": fakeslack.Former},
	), "user_disabled")

	for _, text := range []string{"1", "2", "3"} {
		call(t, server, "chat.postMessage", botToken, map[string]any{"channel": fakeslack.Finance, "text": text})
	}
	call(t, server, "chat.postEphemeral", botToken, map[string]any{
		"channel": fakeslack.Finance, "user": fakeslack.Ayu, "text": "private",
	})
	history := call(
		t, server, "conversations.history", botToken, map[string]any{"channel": fakeslack.Finance, "limit": 2},
	)
	var got []string
	for _, m := range history["messages"].([]any) {
		got = append(got, m.(map[string]any)["text"].(string))
	}
	if diff := cmp.Diff([]string{"3", "2"}, got); diff != "" || history["has_more"] != true {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	info := func(user string) map[string]any {
		answer := call(t, server, "users.info", botToken, map[string]any{"user": user})
		if answer["ok"] != true {
			t.Fatalf("users.info %s = %v", user, answer)
		}
		return answer["user"].(map[string]any)
	}
	for user, flag := range map[string]string{
		fakeslack.Guest: "is_ultra_restricted", fakeslack.Former: "deleted", fakeslack.OtherBot: "is_bot",
		fakeslack.Foreign: "is_stranger",
	} {
		if info(user)[flag] != true {
			t.Errorf("%s is not %s: %v", user, flag, info(user))
		}
		if info(fakeslack.Ayu)[flag] != false {
			t.Errorf("Ayu is %s", flag)
		}
	}
	if info(fakeslack.Foreign)["team_id"] == info(fakeslack.Ayu)["team_id"] {
		t.Error("the stranger is of this workspace")
	}
	wantError(t, "nobody", call(t, server, "users.info", botToken, map[string]any{"user": "U404"}), "user_not_found")
	server.SetUsergroup(fakeslack.Usergroup{ID: "S1", Handle: "finance", Users: []string{fakeslack.Ayu}})
	group := call(t, server, "usergroups.users.list", botToken, map[string]any{"usergroup": "S1"})
	if fmt.Sprint(group["users"]) != "["+fakeslack.Ayu+"]" {
		t.Errorf("usergroup = %v", group)
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	content := []byte("id,amount\n1,104930\n")
	args := url.Values{"token": {botToken}, "filename": {"unpaid.csv"}, "length": {fmt.Sprint(len(content))}}
	announced := callForm(t, server, "files.getUploadURLExternal", args)
	to := announced["upload_url"].(string)
	if !strings.HasPrefix(to, strings.TrimSuffix(server.APIURL(), "api/")) {
		t.Errorf("upload_url = %s", to)
	}
	complete := map[string]any{
		"files": []any{map[string]any{"id": announced["file_id"], "title": "Unpaid"}}, "channel_id": fakeslack.Finance,
	}
	wantError(
		t, "before the upload", call(t, server, "files.completeUploadExternal", botToken, complete), "file_not_found",
	)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if resp, body := do(t, req); resp.StatusCode != 200 {
		t.Fatalf("upload = %d %s", resp.StatusCode, body)
	}
	if answer := call(t, server, "files.completeUploadExternal", botToken, complete); answer["ok"] != true {
		t.Fatalf("complete = %v", answer)
	}
	seen := server.Messages(fakeslack.Budi, fakeslack.Finance)
	if len(seen) != 1 || len(seen[0].Files) != 1 || seen[0].Files[0].Title != "Unpaid" {
		t.Fatalf("messages = %+v", seen)
	}
	if got, ok := server.FileContent(seen[0].Files[0].ID); !ok || !bytes.Equal(got, content) {
		t.Errorf("content = %q", got)
	}
}

func TestSchedule(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	server := start(t, fakeslack.Options{Now: clock.Now})
	at := func(d time.Duration) int64 { return clock.Now().Add(d).Unix() }
	schedule := func(d time.Duration) map[string]any {
		return call(t, server, "chat.scheduleMessage", botToken, map[string]any{
			"channel": fakeslack.Finance, "text": "later", "post_at": at(d),
		})
	}
	wantError(t, "yesterday", schedule(-24*time.Hour), "time_in_past")
	wantError(t, "next year", schedule(121*24*time.Hour), "time_too_far")
	first := schedule(time.Hour)
	for range 29 {
		schedule(time.Hour)
	}
	wantError(t, "the 31st", schedule(time.Hour), "restricted_too_many")
	remove := map[string]any{"channel": fakeslack.Finance, "scheduled_message_id": first["scheduled_message_id"]}
	if answer := call(t, server, "chat.deleteScheduledMessage", botToken, remove); answer["ok"] != true {
		t.Errorf("delete = %v", answer)
	}
	wantError(
		t, "again", call(t, server, "chat.deleteScheduledMessage", botToken, remove), "invalid_scheduled_message_id",
	)
	clock.advance(time.Hour)
	server.PostDue()
	if n := len(server.Messages(fakeslack.Ayu, fakeslack.Finance)); n != 29 {
		t.Errorf("%d messages were posted", n)
	}
}
