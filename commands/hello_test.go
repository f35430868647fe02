package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/message"
)

// fakeOnce is Once without a database.
type fakeOnce struct{ done []string }

func (m *fakeOnce) First(_ context.Context, id string, _ time.Duration) (bool, error) {
	if slices.Contains(m.done, id) {
		return false, nil
	}
	m.done = append(m.done, id)
	return true, nil
}

func (m *fakeOnce) Forget(_ context.Context, id string) error {
	m.done = slices.DeleteFunc(m.done, func(done string) bool { return done == id })
	return nil
}

// room records what was said and where.
type room struct {
	slackapi.Channel
	fail error
	said []string
}

func (r *room) channel() slackapi.Channel { return r.Channel }

type roomOf struct{ *room }

func (r roomOf) Channel(context.Context, string) (slackapi.Channel, error) {
	return r.room.channel(), nil
}
func (r roomOf) Greet(_ context.Context, channel string, msg blockkit.Message) error {
	r.said = append(r.said, "all in "+channel+": "+msg.Text[:12])
	return r.fail
}
func (r roomOf) PostEphemeral(_ context.Context, channel, user string, msg blockkit.Message) error {
	r.said = append(r.said, user+" in "+channel+": "+msg.Text[:12])
	return r.fail
}

// Hello is said once. Where it has no use, or is not allowed, only the inviter gets it.
func TestHello(t *testing.T) {
	t.Parallel()
	renderer := commandtest.Renderer(t)
	unsure := &slackapi.PostError{Method: "chat.postMessage", Code: "internal_error", Ambiguous: true}
	admins := &slackapi.PostError{Method: "chat.postMessage", Code: "restricted_action"}
	for name, test := range map[string]struct {
		channel slackapi.Channel
		allowed []string
		inviter string
		fail    error
		want    []string // of two invitations
	}{
		"a channel":               {inviter: "U1", want: []string{"all in C1: Hello! Here "}},
		"invited by nobody known": {want: []string{"all in C1: Hello! Here "}},
		"among the allowed ones":  {allowed: []string{"C1"}, want: []string{"all in C1: Hello! Here "}},
		"archived":                {channel: slackapi.Channel{Archived: true}, inviter: "U1"},
		"shared": {
			channel: slackapi.Channel{Shared: true}, inviter: "U1",
			want: []string{"U1 in C1: Thank you fo", "U1 in C1: Thank you fo"},
		},
		"shared, by nobody known": {channel: slackapi.Channel{Shared: true}},
		"not allowed": {
			allowed: []string{"C2"}, inviter: "U1",
			want: []string{"U1 in C1: I cannot ans", "U1 in C1: I cannot ans"},
		},
		"for announcements": {
			fail: admins, want: []string{"all in C1: Hello! Here ", "all in C1: Hello! Here "},
		},
		"perhaps said, perhaps not": {fail: unsure, want: []string{"all in C1: Hello! Here "}},
	} {
		room := &room{Channel: test.channel, fail: test.fail}
		h := &hello{
			rule: publish.Rule{Allowed: test.allowed}, renderer: renderer, once: &fakeOnce{}, room: roomOf{room},
		}
		for range 2 {
			if _, err := h.joined(
				t.Context(), bot.Event{Channel: "C1", User: test.inviter, Ref: "ABC2345"},
			); err != nil &&
				!errors.Is(err, test.fail) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if diff := cmp.Diff(test.want, room.said); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// The buttons of hello have action ids that run commands.
func TestRunButtons(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		message.ActionRunUnpaid, message.ActionRunDigest, message.ActionRunHelp, message.ActionRunForm,
	} {
		if !strings.HasPrefix(id, bot.ActionRun) {
			t.Errorf("%s does not begin with %s", id, bot.ActionRun)
		}
	}
}
