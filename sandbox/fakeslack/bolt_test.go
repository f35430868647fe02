package fakeslack_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// boltDir finds an installed Bolt, or skips the test.
func boltDir(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed: Slack's own Bolt is not tried against the fake")
	}
	for _, dir := range []string{os.Getenv("TEST_BOLT_DIR"), "peer"} {
		if dir == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, "node_modules/@slack/bolt")); err == nil {
			abs, err := filepath.Abs(dir)
			if err != nil {
				t.Fatal(err)
			}
			return abs
		}
	}
	t.Skip(
		"Bolt is not installed (npm ci in sandbox/fakeslack/peer, or TEST_BOLT_DIR): it is not tried against the fake",
	)
	return ""
}

// startBolt runs the Bolt app until the test ends, and returns when its start() has resolved. The
// test fails if the app reports an error.
func startBolt(t *testing.T, server *fakeslack.Server) {
	t.Helper()
	dir := boltDir(t)
	cmd := exec.Command("node", "peer/app.mjs")
	cmd.Env = append(os.Environ(), "TEST_BOLT_DIR="+dir,
		"SLACK_API_URL="+server.APIURL(), "SLACK_BOT_TOKEN=xoxb-sandbox", "SLACK_APP_TOKEN=xapp-sandbox")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	lines := bufio.NewScanner(output)
	finish := func() {
		_ = stdin.Close()
		for lines.Scan() {
			t.Errorf("Bolt says: %s", lines.Text())
		}
		_, _ = io.Copy(io.Discard, output)
		if err := cmd.Wait(); err != nil {
			t.Errorf("Bolt ended with: %v", err)
		}
		kill.Stop()
	}
	for lines.Scan() {
		if lines.Text() == "ready" {
			t.Cleanup(finish)
			return
		}
		t.Errorf("Bolt says: %s", lines.Text())
	}
	finish()
	t.Fatal("Bolt did not start")
}

// Slack's own framework works with the fake.
func TestBoltWalk(t *testing.T) {
	t.Parallel()
	server := start(t, fakeslack.Options{})
	startBolt(t, server)
	ctx := t.Context()

	sent, err := server.Slash(
		ctx, fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/echo hello"},
	)
	if err != nil || !sent.Acked {
		t.Fatalf("Slash = %+v, %v", sent, err)
	}
	waitFor(t, server, func() bool { return len(server.Messages(fakeslack.Ayu, fakeslack.Finance)) == 2 })
	seen := server.Messages(fakeslack.Ayu, fakeslack.Finance)
	if texts := seen[0].Text + ", " + seen[1].Text; texts != "acked hello, responded hello" &&
		texts != "responded hello, acked hello" {
		t.Errorf("Ayu reads %q", texts)
	}
	clickNext(t, server, seen)

	if sent, err := server.Slash(
		ctx, fakeslack.Slash{User: fakeslack.Budi, Channel: fakeslack.Finance, Text: "/post"},
	); err != nil || !sent.Acked {
		t.Fatalf("Slash = %+v, %v", sent, err)
	}
	waitFor(t, server, func() bool {
		seen := server.Messages(fakeslack.Citra, fakeslack.Finance)
		return len(seen) == 1 && seen[0].Text == "second" && seen[0].Edited
	})

	fillForm(t, server)
	walkCard(t, server)

	if sent, err := server.OpenHome(ctx, fakeslack.Citra); err != nil || !sent.Acked {
		t.Fatalf("OpenHome = %+v, %v", sent, err)
	}
	waitFor(t, server, func() bool { _, ok := server.Home(fakeslack.Citra); return ok })

	server.Disconnect(fakeslack.RefreshRequested)
	waitFor(t, server, func() bool { return server.Connections() == 2 && greeted(server) == 1 })
	if sent, err := server.Slash(
		ctx, fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/echo again"},
	); err != nil || !sent.Acked {
		t.Errorf("after the reconnect: %+v, %v", sent, err)
	}
	if acks := server.Acks(); acks.Late+acks.Repeated+acks.Unknown+acks.Unwanted+acks.Malformed+acks.TooLong != 0 {
		t.Errorf("acknowledgements = %+v", acks)
	}
}

func clickNext(t *testing.T, server *fakeslack.Server, seen []fakeslack.Message) {
	t.Helper()
	for _, m := range seen {
		if strings.HasPrefix(m.Text, "responded") {
			click := fakeslack.Click{
				User: fakeslack.Ayu, Channel: m.Channel, TS: m.TS, BlockID: "pages", ActionID: "next",
			}
			if sent, err := server.Click(t.Context(), click); err != nil || !sent.Acked {
				t.Fatalf("Click = %+v, %v", sent, err)
			}
			waitFor(t, server, func() bool {
				return strings.Contains(texts(server.Messages(fakeslack.Ayu, m.Channel)), "page 2")
			})
			return
		}
	}
	t.Error("there is no message with a button")
}

// walkCard opens a modal that is updated later, opens an address in it, and fills in a form over
// it.
func walkCard(t *testing.T, server *fakeslack.Server) {
	t.Helper()
	ctx := t.Context()
	if _, err := server.Slash(
		ctx, fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/card"},
	); err != nil {
		t.Fatal(err)
	}
	shows := func(depth int, words string) {
		t.Helper()
		waitFor(t, server, func() bool {
			views := server.Views(fakeslack.Ayu)
			return len(views) == depth && strings.Contains(string(views[0].Blocks), words)
		})
	}
	shows(1, "checked")
	card := server.Views(fakeslack.Ayu)[0]
	for _, action := range []string{"chat", "note"} {
		click := fakeslack.Click{User: fakeslack.Ayu, ViewID: card.ID, BlockID: "do", ActionID: action}
		if sent, err := server.Click(ctx, click); err != nil || !sent.Acked {
			t.Fatalf("Click = %+v, %v", sent, err)
		}
		if action == "chat" {
			shows(1, "opened https://wa.me/6281100000000")
		}
	}
	shows(2, "opened https://wa.me/6281100000000")
	if sent, err := server.Submit(ctx, fakeslack.Submit{
		User: fakeslack.Ayu, ViewID: server.Views(fakeslack.Ayu)[1].ID,
		Values: fakeslack.Values{"note": {"note": {Value: "asked for a day"}}},
	}); err != nil || !sent.Acked {
		t.Fatalf("Submit = %+v, %v", sent, err)
	}
	shows(1, "case-1 asked for a day")
	if _, err := server.CloseView(ctx, fakeslack.Ayu, card.ID); err != nil {
		t.Fatal(err)
	}
}

func texts(messages []fakeslack.Message) string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n")
}

func fillForm(t *testing.T, server *fakeslack.Server) {
	t.Helper()
	ctx := t.Context()
	if _, err := server.Slash(
		ctx, fakeslack.Slash{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "/form"},
	); err != nil {
		t.Fatal(err)
	}
	waitFor(t, server, func() bool { return len(server.Views(fakeslack.Ayu)) == 1 })
	view := server.Views(fakeslack.Ayu)[0]
	options, err := server.Suggest(ctx, fakeslack.Suggest{
		User: fakeslack.Ayu, ViewID: view.ID, BlockID: "product", ActionID: "product", Value: "x",
	})
	if err != nil || len(options) != 1 || options[0].Text.Text != "Course x" {
		t.Fatalf("Suggest = %+v, %v", options, err)
	}
	values := fakeslack.Values{
		"product": {"product": {SelectedOption: &options[0]}}, "name": {"name": {Value: "wrong"}},
	}
	if sent, err := server.Submit(
		ctx, fakeslack.Submit{User: fakeslack.Ayu, ViewID: view.ID, Values: values},
	); err != nil || !sent.Acked {
		t.Fatalf("Submit = %+v, %v", sent, err)
	}
	if got := server.Views(fakeslack.Ayu)[0].Errors["name"]; got != "not that name" {
		t.Errorf("error on the field = %q", got)
	}
	values["name"]["name"] = fakeslack.Value{Value: "right"}
	if sent, err := server.Submit(
		ctx, fakeslack.Submit{User: fakeslack.Ayu, ViewID: view.ID, Values: values},
	); err != nil || !sent.Acked {
		t.Fatalf("Submit = %+v, %v", sent, err)
	}
	if views := server.Views(fakeslack.Ayu); len(views) != 0 {
		t.Errorf("the form is still open: %+v", views)
	}
}
