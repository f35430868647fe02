package bot_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// startListening runs a bot with a command that repeats its text, one that opens a form, and one
// that answers small talk.
func startListening(t *testing.T, adjust func(*testConfig)) *harness {
	t.Helper()
	unpaid := bot.Command{Name: "unpaid", Slash: true, Loggable: func(word string) bool { return word == "older:7d" },
		Run: func(ctx context.Context, req *bot.Request, reply bot.Responder) error {
			return reply.Reply(ctx, textMessage("unpaid[%s]", req.Text))
		}}
	chat := bot.Command{Name: "hello", Run: answerWith("well met"),
		MatchesText: func(text string) bool { return strings.HasPrefix(text, "halo") }}
	return start(t, adjust, unpaid, chat, checkoutCommand(answerWith("links")))
}

// A message without a slash is answered like one behind /mayar, to its author alone.
func TestChatMessage(t *testing.T) {
	t.Parallel()
	const dm = "" // the DM of the user
	b := startListening(t, nil)
	for i, test := range []struct{ channel, said, want string }{
		{dm, "unpaid", "unpaid[]"},
		{dm, "Unpaid ani older:7d", "unpaid[ani older:7d]"},
		{dm, "/mayar unpaid a", "unpaid[a]"},
		{dm, "mayar unpaid a", "unpaid[a]"},
		{dm, "unpaid?", "unpaid[]"},
		{dm, "`unpaid a`", "unpaid[a]"},
		{dm, "@mayarbot unpaid a", "unpaid[a]"}, // no app_mention there
		{dm, "unpaid-dev a", "unpaid[a]"},
		{dm, "@mayarbot", "help"},
		{dm, "?", "help"},
		{dm, "halo semua", "well met"},
		{dm, "unpiad ani", "unknown unpiad nearest unpaid 7"},
		{dm, "apa kabar, Budi?", "unknown apa nearest  7"},
		{fakeslack.Finance, "@mayarbot unpaid older:7d", "unpaid[older:7d]"},
		{fakeslack.Finance, "@mayarbot: unpaid", "unpaid[]"},
		{fakeslack.Finance, "<@U0SANDBOX1|mayarbot>, /unpaid x &amp; y", "unpaid[x &amp; y]"},
		{fakeslack.Finance, "unpaid @mayarbot", "unpaid[]"},
		{fakeslack.Finance, "@mayarbot", "help"},
		{fakeslack.Finance, "halo @mayarbot!", "well met"},
		{fakeslack.Finance, "@mayarbot thing", "unknown thing nearest  7"},
	} {
		user := []string{fakeslack.Ayu, fakeslack.Budi, fakeslack.Citra}[i%3] // of one person so many would be too many
		channel := cmp.Or(test.channel, b.DirectMessages(user))
		if _, err := b.Say(user, channel, test.said); err != nil {
			t.Fatal(err)
		}
		b.book.next(t, 1)
		seen := b.Messages(user, channel)
		last := seen[len(seen)-1]
		if last.Text != test.want || !last.Ephemeral || last.To != user {
			t.Errorf("%q is answered with %q (ephemeral: %v), want %q", test.said, last.Text, last.Ephemeral, test.want)
		}
	}
}

// A question in a thread is answered there.
func TestChatMessageInAThread(t *testing.T) {
	t.Parallel()
	b := startListening(t, nil)
	parent, err := b.Say(fakeslack.Budi, fakeslack.Finance, "who owes us?")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Utter(fakeslack.Utterance{User: fakeslack.Ayu, Channel: fakeslack.Finance, Text: "@mayarbot unpaid",
		Thread: parent.TS}); err != nil {
		t.Fatal(err)
	}
	if got := b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("unpaid[]")); got.Thread != parent.TS ||
		!got.Ephemeral {
		t.Errorf("answered with %+v", got)
	}
}

// A user without access is denied, and the record has neither names nor the text.
func TestChatMessageIsCheckedAndRedacted(t *testing.T) {
	t.Parallel()
	b := startListening(t, nil)
	if _, err := b.Say(fakeslack.Guest, b.DirectMessages(fakeslack.Guest), "unpaid"); err != nil {
		t.Fatal(err)
	}
	b.waitForMessage(t, fakeslack.Guest, b.DirectMessages(fakeslack.Guest), hasText("refused guest 7"))
	if _, err := b.Say(fakeslack.Foreign, fakeslack.Sales, "@mayarbot unpaid"); err != nil {
		t.Fatal(err)
	}
	b.waitForMessage(t, fakeslack.Foreign, fakeslack.Sales, hasText("refused stranger 7"))
	for _, said := range []string{"unpaid wulan older:7d", "halo wulan sekar", "rahasia wulan sekar"} {
		if _, err := b.Say(fakeslack.Ayu, b.DirectMessages(fakeslack.Ayu), said); err != nil {
			t.Fatal(err)
		}
	}
	var details []string
	for _, rec := range b.book.next(t, 5) {
		details = append(details, string(rec.Kind)+" "+rec.ID+" "+rec.Command+" ["+rec.Detail+"] "+rec.Outcome)
	}
	slices.Sort(details)
	want := []string{
		"command mention unpaid [] refused: stranger", "command message  [r***] unknown", "command message hello [] ok",
		"command message unpaid [] refused: guest", "command message unpaid [w*** older:7d] ok",
	}
	if diff := gocmp.Diff(want, details); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	for _, word := range []string{"wulan", "sekar", "rahasia"} {
		if strings.Contains(b.log.String(), word) {
			t.Errorf("the log has %q", word)
		}
	}
}

// Messages that are not for the bot are ignored, and a repeated one is answered once.
func TestIgnoredMessages(t *testing.T) {
	t.Parallel()
	b := startListening(t, nil)
	dm := b.DirectMessages(fakeslack.Ayu)
	message := func(ts string, more map[string]any) map[string]any {
		event := map[string]any{"type": "message", "channel_type": "im", "channel": dm, "user": fakeslack.Ayu,
			"text": "unpaid", "ts": ts, "event_ts": ts}
		for name, value := range more {
			event[name] = value
		}
		return event
	}
	mention := func(ts string, more map[string]any) map[string]any {
		more["type"], more["channel"], more["text"] = "app_mention", fakeslack.Finance, "<@U0SANDBOX1> unpaid"
		return message(ts, more)
	}
	inner := map[string]any{"type": "message", "user": fakeslack.Ayu, "text": "unpaid", "ts": "1.1"}
	for name, event := range map[string]map[string]any{
		"changed": message("1.01",
			map[string]any{"subtype": "message_changed", "message": inner, "previous_message": inner}),
		"deleted":     message("1.02", map[string]any{"subtype": "message_deleted", "deleted_ts": "1.1"}),
		"a program's": message("1.03", map[string]any{"bot_id": "B0OTHER"}),
		"an older program's": message("1.04",
			map[string]any{"subtype": "bot_message", "bot_id": "B0OTHER", "user": ""}),
		"its own": message("1.05", map[string]any{"user": fakeslack.BotUser}),
		"a file": message("1.06",
			map[string]any{"subtype": "file_share", "files": []any{map[string]any{"id": "F1"}}}),
		"a file, no subtype": message("1.07", map[string]any{"files": []any{map[string]any{"id": "F1"}}}),
		"also in the channel": message("1.08",
			map[string]any{"subtype": "thread_broadcast", "thread_ts": "1.0", "root": inner}),
		"me":                  message("1.09", map[string]any{"subtype": "me_message"}),
		"from Slackbot":       message("1.10", map[string]any{"user": "USLACKBOT"}),
		"of nobody":           message("1.11", map[string]any{"user": ""}),
		"a huddle":            message("1.12", map[string]any{"subtype": "huddle_thread"}),
		"in a channel":        message("1.13", map[string]any{"channel_type": "channel", "channel": fakeslack.Finance}),
		"among several":       message("1.14", map[string]any{"channel_type": "mpim", "channel": fakeslack.Together}),
		"a program's mention": mention("1.15", map[string]any{"bot_id": "B0OTHER"}),
		"a changed mention": mention("1.16",
			map[string]any{"edited": map[string]any{"user": fakeslack.Ayu, "ts": "1.2"}}),
		"a reaction":       {"type": "reaction_added", "user": fakeslack.Ayu, "reaction": "eyes"},
		"a mention":        mention("2.01", map[string]any{}),
		"the same again":   mention("2.01", map[string]any{}),
		"and as a message": message("2.01", map[string]any{"channel": fakeslack.Finance}),
	} {
		if sent, err := b.Event(t.Context(), event); err != nil || !sent.Acked {
			t.Fatalf("%s: %v, %+v", name, err, sent)
		}
	}
	if _, err := b.Say(fakeslack.Ayu, dm, "help"); err != nil {
		t.Fatal(err)
	}
	b.waitForMessage(t, fakeslack.Ayu, dm, hasText("help"))
	var answered []string
	for _, rec := range b.book.next(t, 2) {
		answered = append(answered, rec.Command)
	}
	slices.Sort(answered)
	if diff := gocmp.Diff([]string{"help", "unpaid"}, answered); diff != "" {
		t.Errorf("answered (-want +got):\n%s", diff)
	}
	for _, metric := range []string{"xoxb", "xapp"} {
		if strings.Contains(b.log.String(), metric) {
			t.Errorf("the log has %s", metric)
		}
	}
}

// A message whose blocks this version cannot decode is answered, and the log holds nothing of its
// text.
func TestChatMessageWithUnknownBlocks(t *testing.T) {
	t.Parallel()
	b := startListening(t, nil)
	dm := b.DirectMessages(fakeslack.Ayu)
	strange := []any{map[string]any{"type": "actions",
		"elements": []any{map[string]any{"type": "hologram", "text": "wulan"}}}}
	for i, more := range []map[string]any{
		{"type": "message", "channel_type": "im", "channel": dm, "text": "unpaid wulan"},
		{"type": "app_mention", "channel": fakeslack.Finance, "text": "<@U0SANDBOX1> unpaid wulan"},
		{"type": "message", "channel_type": "im", "channel": dm, "text": "unpaid wulan", "bot_id": "B0OTHER"},
		{"type": "message", "channel_type": "im", "channel": dm, "text": "unpaid wulan", "subtype": "message_changed"},
	} {
		more["user"], more["ts"], more["blocks"] = fakeslack.Ayu, strings.Repeat("1", i+1)+".1", strange
		if sent, err := b.Event(t.Context(), more); err != nil || !sent.Acked {
			t.Fatalf("%v: %v, %+v", more, err, sent)
		}
	}
	b.waitForMessage(t, fakeslack.Ayu, dm, hasText("unpaid[wulan]"))
	b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("unpaid[wulan]"))
	if records := b.book.next(t, 2); len(records) != 2 {
		t.Errorf("records %+v", records)
	}
	if log := b.log.String(); !strings.Contains(log, "malformed envelope") || strings.Contains(log, "wulan") {
		t.Error("the log does not say that blocks were strange, or has what was written")
	}
}

// A replica leaves a message that another replica has claimed. If the claim fails, it answers.
func TestChatMessageToAnotherReplica(t *testing.T) {
	t.Parallel()
	b := startListening(t, func(c *testConfig) {
		c.ClaimMessage = func(_ context.Context, id string) (bool, error) {
			if !strings.HasPrefix(id, "said "+fakeslack.Finance+" ") {
				return false, errors.New("no database")
			}
			return false, nil
		}
	})
	for channel, outcome := range map[string]string{fakeslack.Finance: "repeated", fakeslack.Together: "ok"} {
		if _, err := b.Say(fakeslack.Ayu, channel, "@mayarbot unpaid"); err != nil {
			t.Fatal(err)
		}
		records := b.book.next(t, 1)
		if got := records[len(records)-1].Outcome; got != outcome {
			t.Errorf("%s: %s, want %s", channel, got, outcome)
		}
	}
	if seen := b.Messages(fakeslack.Ayu, fakeslack.Finance); len(seen) != 1 {
		t.Errorf("answered all the same: %+v", seen)
	}
}

// A message brings no trigger, so a form is opened by a button that runs the command again.
func TestChatForm(t *testing.T) {
	t.Parallel()
	b := startListening(t, nil)
	if _, err := b.Say(fakeslack.Ayu, fakeslack.Finance, "@mayarbot checkout Kelas & Kopi"); err != nil {
		t.Fatal(err)
	}
	offer := b.waitForMessage(t, fakeslack.Ayu, fakeslack.Finance, hasText("open checkout Kelas & Kopi"))
	if len(b.Views(fakeslack.Ayu)) != 0 {
		t.Fatal("a form is open before anybody clicked")
	}
	b.click(t, fakeslack.Ayu, offer, bot.ActionRun+"form")
	if err := b.Wait(t.Context(), func() bool { return len(b.Views(fakeslack.Ayu)) == 1 }); err != nil {
		t.Fatal(err)
	}
}

// The messages to a chat message cannot be replaced: the first is shown at once and the last at the
// end.
func TestChatProgress(t *testing.T) {
	t.Parallel()
	b := start(t, nil, bot.Command{Name: "slow",
		Run: func(ctx context.Context, _ *bot.Request, reply bot.Responder) error {
			for _, step := range []string{"first", "second", "third"} {
				if err := reply.Reply(ctx, textMessage("%s", step)); err != nil {
					return err
				}
			}
			return nil
		}})
	dm := b.DirectMessages(fakeslack.Ayu)
	if _, err := b.Say(fakeslack.Ayu, dm, "slow"); err != nil {
		t.Fatal(err)
	}
	b.waitForMessage(t, fakeslack.Ayu, dm, hasText("third"))
	b.book.next(t, 1)
	var got []string
	for _, msg := range b.Messages(fakeslack.Ayu, dm) {
		got = append(got, msg.Text)
	}
	if diff := gocmp.Diff([]string{"slow", "first", "third"}, got); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
}

// A listener is told first, and then small talk has its answer.
func TestListeners(t *testing.T) {
	t.Parallel()
	var b *harness
	events := make(chan bot.Event, 8)
	tell := func(said string) bot.Listener {
		return func(ctx context.Context, event bot.Event) (bool, error) {
			events <- event
			if event.Type == bot.EventJoined {
				return false, errors.New("no")
			}
			_, err := b.api.Post(ctx, event.Channel, textMessage("%s", said), slackapi.Metadata{})
			return true, err
		}
	}
	hello := bot.Command{
		Name: "hello", Run: answerWith("well met"), MatchesText: func(text string) bool { return text == "halo" },
		Events: map[string]bot.Listener{bot.EventJoined: tell(""), bot.EventDirect: tell("I am here")},
	}
	b = start(t, nil, hello)
	if err := b.Invite(fakeslack.Budi, fakeslack.General); err != nil {
		t.Fatal(err)
	}
	if got := <-events; got.Type != bot.EventJoined || got.Channel != fakeslack.General || got.User != fakeslack.Budi ||
		len(got.Ref) != 7 {
		t.Errorf("told %+v", got)
	}
	dm := b.DirectMessages(fakeslack.Ayu)
	for _, said := range []string{"halo", "help"} {
		if _, err := b.Say(fakeslack.Ayu, dm, said); err != nil {
			t.Fatal(err)
		}
		<-events
		b.book.next(t, 1)
	}
	var got []string
	for _, msg := range b.Messages(fakeslack.Ayu, dm) {
		got = append(got, msg.Text)
	}
	if diff := gocmp.Diff([]string{"halo", "I am here", "help", "I am here", "help"}, got); diff != "" {
		t.Errorf("shown (-want +got):\n%s", diff)
	}
	if _, err := b.Say(fakeslack.Guest, b.DirectMessages(fakeslack.Guest), "halo"); err != nil {
		t.Fatal(err)
	}
	b.waitForMessage(t, fakeslack.Guest, b.DirectMessages(fakeslack.Guest), hasText("refused guest 7"))
	if len(events) != 0 {
		t.Errorf("a guest was greeted: %+v", <-events)
	}
}
