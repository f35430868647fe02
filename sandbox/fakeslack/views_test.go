package fakeslack_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// trigger types a command as Ayu and returns its trigger_id.
func trigger(t *testing.T, server *fakeslack.Server, payloads <-chan map[string]any) string {
	t.Helper()
	slash(t, server, "/checkout")
	return (<-payloads)["trigger_id"].(string)
}

func modalOf(title string, change ...func(map[string]any)) map[string]any {
	view := map[string]any{
		"type": "modal", "callback_id": "cb", "title": textObject(title), "submit": textObject("Send"),
		"blocks": []any{
			input("name", map[string]any{"type": "plain_text_input", "action_id": "name", "min_length": 3}),
		},
	}
	for _, f := range change {
		f(view)
	}
	return view
}

func input(block string, element map[string]any) map[string]any {
	return map[string]any{"type": "input", "block_id": block, "label": textObject(block), "element": element}
}

func textObject(text string) map[string]any {
	return map[string]any{"type": "plain_text", "text": text}
}

// opened opens a modal for Ayu and returns it.
func opened(
	t *testing.T, server *fakeslack.Server, payloads <-chan map[string]any, view map[string]any,
) fakeslack.View {
	t.Helper()
	answer := call(
		t, server, "views.open", botToken, map[string]any{"trigger_id": trigger(t, server, payloads), "view": view},
	)
	if answer["ok"] != true {
		t.Fatalf("views.open = %v", answer)
	}
	return server.Views(fakeslack.Ayu)[0]
}

func wantError(t *testing.T, what string, answer map[string]any, want string) {
	t.Helper()
	if answer["ok"] != false || answer["error"] != want {
		t.Errorf("%s = %v, want %s", what, answer, want)
	}
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	clock := newFakeClock()
	server := start(t, fakeslack.Options{Aging: clock.Now})
	payloads := acker(t, server)
	open := func(trigger string) map[string]any {
		return call(t, server, "views.open", botToken, map[string]any{"trigger_id": trigger, "view": modalOf("A")})
	}
	good, old := trigger(t, server, payloads), trigger(t, server, payloads)
	if answer := open(good); answer["ok"] != true {
		t.Errorf("first use = %v", answer)
	}
	wantError(t, "second use", open(good), "exchanged_trigger_id")
	wantError(t, "made up", open("1.2.abc"), "invalid_trigger_id")
	clock.advance(3*time.Second + time.Millisecond)
	wantError(t, "after three seconds", open(old), "expired_trigger_id")
}

func TestRejectedViewKeepsTrigger(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	id := trigger(t, server, payloads)
	bad := modalOf("A title that is longer than 24")
	answer := call(t, server, "views.open", botToken, map[string]any{"trigger_id": id, "view": bad})
	wantError(t, "long title", answer, "invalid_arguments")
	if fmt.Sprint(
		answer["response_metadata"],
	) != "map[messages:[[ERROR] must be less than 25 characters [json-pointer:/view/title/text]]]" {
		t.Errorf("metadata = %v", answer["response_metadata"])
	}
	if answer := call(
		t, server, "views.open", botToken, map[string]any{"trigger_id": id, "view": modalOf("A")},
	); answer["ok"] != true {
		t.Errorf("then = %v", answer)
	}
}

func TestStackOfViews(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	first := opened(t, server, payloads, modalOf("1"))
	push := func(title string) map[string]any {
		return call(t, server, "views.push", botToken, map[string]any{
			"trigger_id": trigger(t, server, payloads), "view": modalOf(title),
		})
	}
	push("2")
	push("3")
	wantError(t, "a fourth view", push("4"), "push_limit_reached")
	stack := server.Views(fakeslack.Ayu)
	if len(stack) != 3 || stack[2].Root != first.ID || stack[2].Previous != stack[1].ID {
		t.Fatalf("stack = %+v", stack)
	}
	if _, err := server.Submit(t.Context(), fakeslack.Submit{User: fakeslack.Ayu, ViewID: first.ID}); err == nil {
		t.Error("a form below another could be submitted")
	}
	if _, err := server.CloseView(t.Context(), fakeslack.Ayu, stack[1].ID); err != nil {
		t.Fatal(err)
	}
	if left := server.Views(fakeslack.Ayu); len(left) != 1 || left[0].ID != first.ID {
		t.Errorf("left = %+v", left)
	}
}

func TestUpdateView(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	payloads := acker(t, server)
	view := opened(t, server, payloads, modalOf("1", func(v map[string]any) { v["external_id"] = "ext" }))
	update := func(args map[string]any, title string) map[string]any {
		args["view"] = modalOf(title, func(v map[string]any) { v["external_id"] = "ext" })
		return call(t, server, "views.update", botToken, args)
	}
	if answer := update(map[string]any{"view_id": view.ID, "hash": view.Hash}, "2"); answer["ok"] != true {
		t.Fatalf("with the hash = %v", answer)
	}
	wantError(
		t, "with the old hash", update(map[string]any{"view_id": view.ID, "hash": view.Hash}, "3"), "hash_conflict",
	)
	if answer := update(map[string]any{"external_id": "ext"}, "4"); answer["ok"] != true {
		t.Errorf("by external id = %v", answer)
	}
	now := server.Views(fakeslack.Ayu)[0]
	if now.ID != view.ID || now.Hash == view.Hash || string(now.Title) != `{"text":"4","type":"plain_text"}` {
		t.Errorf("view = %+v", now)
	}
	if _, err := server.CloseView(t.Context(), fakeslack.Ayu, view.ID); err != nil {
		t.Fatal(err)
	}
	wantError(t, "after closing", update(map[string]any{"view_id": view.ID}, "5"), "not_found")
}

func TestPublishHome(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	home := map[string]any{"type": "home", "blocks": []any{map[string]any{"type": "divider"}}}
	publish := func(args map[string]any) map[string]any { return call(t, server, "views.publish", botToken, args) }
	first := publish(map[string]any{"user_id": fakeslack.Ayu, "view": home})
	if first["ok"] != true {
		t.Fatalf("views.publish = %v", first)
	}
	hash := first["view"].(map[string]any)["hash"]
	if answer := publish(map[string]any{"user_id": fakeslack.Ayu, "view": home, "hash": hash}); answer["ok"] != true {
		t.Errorf("with the hash = %v", answer)
	}
	wantError(
		t, "old hash", publish(map[string]any{"user_id": fakeslack.Ayu, "view": home, "hash": hash}), "hash_conflict",
	)
	wantError(t, "nobody", publish(map[string]any{"user_id": "U404", "view": home}), "user_not_found")
	wantError(
		t, "a modal", publish(map[string]any{"user_id": fakeslack.Ayu, "view": modalOf("1")}), "invalid_arguments",
	)
	if _, ok := server.Home(fakeslack.Budi); ok {
		t.Error("Budi has Ayu's Home")
	}
}
