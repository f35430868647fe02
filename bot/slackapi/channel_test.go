package slackapi_test

import (
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// startWithScopes returns a harness with these scopes, or with all when none are given.
func startWithScopes(t *testing.T, scopes ...string) *harness {
	t.Helper()
	slack := fakeslack.Start(fakeslack.Options{Scopes: scopes})
	t.Cleanup(slack.Close)
	return startOn(t, slack, nil)
}

func TestChannel(t *testing.T) {
	t.Parallel()
	b := startWithScopes(t)
	if err := b.Archive(fakeslack.Ayu, fakeslack.Sales); err != nil {
		t.Fatal(err)
	}
	dm := b.DirectMessages(fakeslack.Budi)
	for id, want := range map[string]slackapi.Channel{
		fakeslack.Finance: {ID: fakeslack.Finance, Name: "finance", Member: true},
		fakeslack.General: {ID: fakeslack.General, Name: "general"},
		fakeslack.Sales:   {ID: fakeslack.Sales, Name: "sales", Member: true, Shared: true, Archived: true},
		fakeslack.Together: {ID: fakeslack.Together, Name: "mpdm-ayu--budi--mayarbot-1", Private: true, Member: true,
			Group: true},
		dm: {ID: dm, Private: true, Member: true, DM: true, User: fakeslack.Budi},
	} {
		got, err := b.api.Channel(t.Context(), id)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	for _, id := range []string{fakeslack.Founders, "C0NOWHERE9", ""} {
		_, err := b.api.Channel(t.Context(), id)
		if got := postErrorOf(t, err); got.Code != "channel_not_found" || !got.Permanent() {
			t.Errorf("%q: %+v", id, got)
		}
	}
}

var readScopes = []string{"channels:read", "groups:read", "im:read", "mpim:read"}

func TestCanPost(t *testing.T) {
	t.Parallel()
	with := func(scopes ...string) []string { return append(scopes, readScopes...) }
	for name, c := range map[string]struct {
		channel string
		scopes  []string
		change  func(*harness) error
		code    string // "" when it can
		needed  string
	}{
		"in its channel": {channel: fakeslack.Finance, scopes: with("chat:write")},
		"in a public channel": {channel: fakeslack.General, scopes: with("chat:write"), code: "not_in_channel",
			needed: "chat:write.public"},
		"in every public channel": {channel: fakeslack.General, scopes: with("chat:write", "chat:write.public")},
		"in a private channel": {channel: fakeslack.Founders, scopes: with("chat:write", "chat:write.public"),
			code: "channel_not_found"},
		"without the right to write": {channel: fakeslack.Finance, scopes: with("commands"), code: "missing_scope",
			needed: "chat:write"},
		"without the right to look": {channel: fakeslack.Finance, scopes: []string{"chat:write"},
			code: "missing_scope", needed: "channels:read"},
		"after it was kicked out": {
			channel: fakeslack.Finance, scopes: with("chat:write"), code: "not_in_channel", needed: "chat:write.public",
			change: func(b *harness) error { return b.Kick(fakeslack.Ayu, fakeslack.Finance) },
		},
		"after it was let in": {
			channel: fakeslack.Founders, scopes: with("chat:write"),
			change: func(b *harness) error { return b.Invite(fakeslack.Ayu, fakeslack.Founders) },
		},
		"in a group direct message": {channel: fakeslack.Together, scopes: with("chat:write")},
		"in a group direct message, without the right to look": {
			channel: fakeslack.Together, scopes: []string{"chat:write", "groups:read", "im:read"},
			code: "missing_scope", needed: "mpim:read",
		},
		"in an archived channel": {
			channel: fakeslack.Finance, scopes: with("chat:write"), code: "is_archived",
			change: func(b *harness) error { return b.Archive(fakeslack.Ayu, fakeslack.Finance) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startWithScopes(t, c.scopes...)
			if c.change != nil {
				if err := c.change(b); err != nil {
					t.Fatal(err)
				}
			}
			err := b.api.CanPost(t.Context(), c.channel)
			if c.code == "" {
				if err != nil {
					t.Error(err)
				}
				_, err = b.api.Post(t.Context(), c.channel, textMessage("as promised"), slackapi.Metadata{})
				if err != nil {
					t.Errorf("but: %v", err)
				}
				return
			}
			if got := postErrorOf(t, err); got.Code != c.code || got.Needed != c.needed || !got.Permanent() ||
				!got.NotPosted() {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestCanFindPost(t *testing.T) {
	t.Parallel()
	b := startWithScopes(t, append([]string{"chat:write", "chat:write.public", "channels:history"}, readScopes...)...)
	if err := b.Invite(fakeslack.Ayu, fakeslack.Founders); err != nil {
		t.Fatal(err)
	}
	for channel, want := range map[string]string{
		fakeslack.Finance:                "",
		fakeslack.General:                "conversations.history: not_in_channel",
		fakeslack.Founders:               "conversations.history: missing_scope (needed: groups:history)",
		b.DirectMessages(fakeslack.Budi): "conversations.history: missing_scope (needed: im:history)",
		fakeslack.Together:               "conversations.history: missing_scope (needed: mpim:history)",
	} {
		got := ""
		if err := b.api.CanFindPost(t.Context(), channel); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", channel, got, want)
		}
	}
}

// The bot's name is the one that it has in the workspace.
func TestNameIsThatOfTheWorkspace(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	if got := b.api.Name(); got != "mayarbot" {
		t.Errorf("the bot is called %q", got)
	}
}

// A scope that is granted while the bot runs counts without a restart. If Slack lists no scopes,
// all count as granted.
func TestScopesGrantedLater(t *testing.T) {
	t.Parallel()
	var scopes atomic.Value
	scopes.Store("")
	b := startWithReplies(t, map[string]http.HandlerFunc{
		"conversations.info": reply(`{"ok":true,"channel":{"id":"C1","name":"general","is_channel":true}}`),
		"auth.test": func(w http.ResponseWriter, _ *http.Request) {
			if s := scopes.Load().(string); s != "" {
				w.Header().Set("X-OAuth-Scopes", s)
			}
			_, _ = io.WriteString(w, `{"ok":true,"team_id":"T1","user_id":"UBOT","bot_id":"B1"}`)
		},
	})
	for _, c := range []struct{ granted, code string }{
		{"", ""},
		{"channels:read,commands", "missing_scope"},
		{"channels:read, chat:write", "not_in_channel"},
		{"channels:read,chat:write,chat:write.public", ""},
	} {
		scopes.Store(c.granted)
		code := ""
		if err := b.CanPost(t.Context(), "C1"); err != nil {
			code = postErrorOf(t, err).Code
		}
		if code != c.code {
			t.Errorf("with %q: %q, want %q", c.granted, code, c.code)
		}
	}
}

// chat:write.public is for public channels only.
func TestCanPostInAPrivateChannelOfOthers(t *testing.T) {
	t.Parallel()
	b := startWithReplies(t, map[string]http.HandlerFunc{
		"conversations.info": reply(
			`{"ok":true,"channel":{"id":"C1","name":"founders","is_channel":true,"is_private":true}}`),
	})
	if got := postErrorOf(t, b.CanPost(t.Context(), "C1")); got.Code != "not_in_channel" {
		t.Errorf("%+v", got)
	}
}

// Slack marks a shared channel by several fields, and may set any of them alone.
func TestSharedChannel(t *testing.T) {
	t.Parallel()
	for sign, want := range map[string]bool{
		`"is_ext_shared":true`:                               true,
		`"is_org_shared":true`:                               true,
		`"is_shared":true`:                                   true,
		`"connected_team_ids":["T2"]`:                        true,
		`"is_shared":false`:                                  false,
		`"connected_team_ids":[]`:                            false,
		`"is_ext_shared":false,"is_pending_ext_shared":true`: false, // not accepted yet
	} {
		b := startWithReplies(t,
			map[string]http.HandlerFunc{"conversations.info": reply(`{"ok":true,"channel":{"id":"C1","name":"sales",` +
				sign + `}}`)})
		if got, err := b.Channel(t.Context(), "C1"); err != nil || got.Shared != want {
			t.Errorf("%s: %v, %v", sign, got.Shared, err)
		}
	}
}

func TestMember(t *testing.T) {
	t.Parallel()
	b := start(t, nil)
	everybody := []string{fakeslack.Ayu}
	for i := range 1500 {
		everybody = append(everybody, fmt.Sprintf("U0CROWD%04d", i))
	}
	b.SetChannel(fakeslack.Channel{ID: fakeslack.General, Name: "general", Members: append(everybody, fakeslack.Dewa)})
	for _, c := range []struct {
		channel, user string
		want          bool
	}{
		{fakeslack.Finance, fakeslack.Budi, true},
		{fakeslack.Finance, fakeslack.Dewa, false},
		{fakeslack.General, fakeslack.Dewa, true}, // the last of many
		{b.DirectMessages(fakeslack.Budi), fakeslack.Budi, true},
	} {
		if got, err := b.api.Member(t.Context(), c.channel, c.user); err != nil || got != c.want {
			t.Errorf("%s in %s: %v, %v", c.user, c.channel, got, err)
		}
	}
	_, err := b.api.Member(t.Context(), fakeslack.Founders, fakeslack.Ayu)
	if got := postErrorOf(t, err); got.Code != "channel_not_found" {
		t.Errorf("of a channel that the bot cannot see: %+v", got)
	}
}

// A member who leaves is none at once. That a user is not a member is believed for a moment.
func TestMemberWhoLeaves(t *testing.T) {
	t.Parallel()
	slack := fakeslack.Start(fakeslack.Options{})
	t.Cleanup(slack.Close)
	clock := newClock()
	b := startOn(t, slack, clock.now)
	for _, step := range []struct {
		later   time.Duration
		members []string
		want    bool
	}{
		{0, []string{fakeslack.Ayu}, false},
		{0, []string{fakeslack.Ayu, fakeslack.Budi}, false},
		{10 * time.Second, []string{fakeslack.Ayu, fakeslack.Budi}, true},
		{0, []string{fakeslack.Ayu}, false},
	} {
		clock.advance(step.later)
		b.SetChannel(fakeslack.Channel{ID: fakeslack.General, Name: "general", Members: step.members})
		got, err := b.api.Member(t.Context(), fakeslack.General, fakeslack.Budi)
		if err != nil || got != step.want {
			t.Errorf("%v later, with %v: %v, %v", step.later, step.members, got, err)
		}
	}
}

func TestMemberOfTooMany(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	b := startWithReplies(t, map[string]http.HandlerFunc{"conversations.members": func(
		w http.ResponseWriter, _ *http.Request,
	) {
		calls.Add(1)
		_, _ = io.WriteString(w, `{"ok":true,"members":["U2"],"response_metadata":{"next_cursor":"more"}}`)
	}})
	in, err := b.Member(t.Context(), "C1", "U1")
	if got := postErrorOf(t, err); in || got.Code != slackapi.CodeHistoryTooLong {
		t.Errorf("%v, %+v", in, got)
	}
	if n := calls.Load(); n != 10 {
		t.Errorf("%d calls, want 10", n)
	}
}
