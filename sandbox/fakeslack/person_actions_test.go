package fakeslack_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestWhoMayTypeWhere(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	acker(t, server)
	tests := []struct {
		user, channel, text, want string
	}{
		{fakeslack.Guest, fakeslack.Sales, "/unpaid", ""},
		{fakeslack.Foreign, fakeslack.Sales, "/unpaid", ""},
		{fakeslack.Ayu, server.DirectMessages(fakeslack.Ayu), "/unpaid", ""},
		{fakeslack.Guest, fakeslack.General, "/unpaid", "not in #general"},
		{fakeslack.Former, fakeslack.General, "/unpaid", "deactivated"},
		{fakeslack.Budi, server.DirectMessages(fakeslack.Ayu), "/unpaid", "not in"},
		{"U404", fakeslack.General, "/unpaid", "no user"},
		{fakeslack.Ayu, "C404", "/unpaid", "no channel"},
		{fakeslack.Ayu, fakeslack.General, "unpaid", "no slash command"},
	}
	for _, test := range tests {
		sent, err := server.Slash(t.Context(), fakeslack.Slash{User: test.user, Channel: test.channel, Text: test.text})
		switch {
		case test.want == "" && (err != nil || !sent.Acked):
			t.Errorf("%+v = %+v, %v", test, sent, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%+v = %v", test, err)
		}
	}
}

func TestWhatCanBeClicked(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	menu := map[string]any{"type": "static_select", "action_id": "sort", "options": []any{
		map[string]any{"text": textObject("Newest"), "value": "newest"},
		map[string]any{"text": textObject("Oldest"), "value": "oldest"},
	}}
	blocks := append(
		buttonBlocks("go"), map[string]any{"type": "actions", "block_id": "menus", "elements": []any{menu}},
	)
	message := map[string]any{"channel": fakeslack.Finance, "user": fakeslack.Ayu, "text": "a", "blocks": blocks}
	private := call(t, server, "chat.postEphemeral", botToken, message)
	ts, ok := private["message_ts"].(string)
	if !ok {
		t.Fatalf("chat.postEphemeral = %v", private)
	}
	click := func(change func(*fakeslack.Click)) error {
		in := fakeslack.Click{User: fakeslack.Ayu, Channel: fakeslack.Finance, TS: ts, ActionID: "go"}
		change(&in)
		_, err := server.Click(t.Context(), in)
		return err
	}
	refused := map[string]func(*fakeslack.Click){
		"somebody else's message":  func(c *fakeslack.Click) { c.User = fakeslack.Budi },
		"a message that isn't":     func(c *fakeslack.Click) { c.TS = "1.000001" },
		"a button that isn't":      func(c *fakeslack.Click) { c.ActionID = "stop" },
		"a button of a block":      func(c *fakeslack.Click) { c.BlockID = "menus" },
		"another value":            func(c *fakeslack.Click) { c.Value = "w" },
		"an option that isn't":     func(c *fakeslack.Click) { c.ActionID, c.Value = "sort", "largest" },
		"a view that isn't":        func(c *fakeslack.Click) { c.ViewID = "V404" },
		"a channel they can't see": func(c *fakeslack.Click) { c.User, c.Channel = fakeslack.Budi, fakeslack.Founders },
	}
	for what, change := range refused {
		if err := click(change); err == nil {
			t.Errorf("%s could be clicked on", what)
		}
	}
	if err := click(func(c *fakeslack.Click) { c.ActionID, c.Value = "sort", "oldest" }); err != nil {
		t.Fatal(err)
	}
	payload := <-payloads
	if payload["message"] != nil || payload["container"].(map[string]any)["is_ephemeral"] != true {
		t.Errorf("payload = %v", payload)
	}
	want := map[string]any{"menus": map[string]any{"sort": map[string]any{
		"type": "static_select", "selected_option": map[string]any{"text": textObject("Oldest"), "value": "oldest"},
	}}}
	if err := click(func(*fakeslack.Click) {}); err != nil {
		t.Fatal(err)
	}
	payload = <-payloads
	if diff := cmp.Diff(want, payload["state"].(map[string]any)["values"]); diff != "" {
		t.Errorf("state at the next click (-want +got):\n%s", diff)
	}
	if action := payload["actions"].([]any)[0].(map[string]any); action["value"] != "v" || action["type"] != "button" ||
		action["block_id"] == "" {
		t.Errorf("action = %v", action)
	}
}

func TestSuggestBeforeChoosing(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	sock := connect(t, server)
	sock.hello(t)
	blocks := []any{map[string]any{"type": "actions", "elements": []any{map[string]any{
		"type": "external_select", "action_id": "product", "placeholder": textObject("Product"), "min_query_length": 0,
	}}}}
	posted := call(t, server, "chat.postMessage", botToken, map[string]any{
		"channel": fakeslack.Finance, "text": "a", "blocks": blocks,
	})
	click := fakeslack.Click{
		User: fakeslack.Ayu, Channel: fakeslack.Finance, TS: posted["ts"].(string), ActionID: "product", Value: "p-1",
	}
	if _, err := server.Click(t.Context(), click); err == nil {
		t.Error("an option could be chosen that was never offered")
	}
	go func() {
		for f := range sock.frames {
			options := []any{map[string]any{"text": textObject("Course"), "value": "p-1"}}
			_ = sock.conn.WriteJSON(map[string]any{"envelope_id": f.ID, "payload": map[string]any{"options": options}})
		}
	}()
	ask := fakeslack.Suggest{
		User: fakeslack.Ayu, Channel: fakeslack.Finance, TS: click.TS, ActionID: "product", Value: "co",
	}
	if options, err := server.Suggest(t.Context(), ask); err != nil || len(options) != 1 ||
		options[0].Text.Text != "Course" {
		t.Fatalf("Suggest = %+v, %v", options, err)
	}
	if _, err := server.Click(t.Context(), click); err != nil {
		t.Error(err)
	}
}
