package bot_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestWhoIsAllowed(t *testing.T) {
	t.Parallel()
	only := func(access bot.Access) func(*testConfig) { return func(c *testConfig) { c.Access = access } }
	for _, test := range []struct {
		name          string
		access        bot.Access
		prepare       func(*fakeslack.Server)
		user, channel string
		want          string
	}{
		{name: "full member", user: fakeslack.Budi, want: "ok"},
		{name: "guest", user: fakeslack.Guest, channel: fakeslack.Sales, want: "refused guest 7"},
		{name: "listed guest", access: bot.Access{Users: []string{fakeslack.Guest}}, user: fakeslack.Guest,
			channel: fakeslack.Sales, want: "refused guest 7"},
		{name: "stranger", user: fakeslack.Foreign, channel: fakeslack.Sales, want: "refused stranger 7"},
		{
			name: "another workspace's, by team alone", user: fakeslack.Budi, want: "refused stranger 7",
			prepare: func(s *fakeslack.Server) {
				s.SetUser(fakeslack.User{ID: fakeslack.Budi, Team: "T0ELSEWHERE", Name: "budi"})
			},
		},
		{
			name: "multi-channel guest", user: fakeslack.Budi, want: "refused guest 7",
			prepare: func(s *fakeslack.Server) {
				s.SetUser(fakeslack.User{ID: fakeslack.Budi, Name: "budi", Guest: true})
			},
		},
		{name: "listed", access: bot.Access{Users: []string{fakeslack.Ayu, fakeslack.Budi}}, user: fakeslack.Budi,
			want: "ok"},
		{name: "not listed", access: bot.Access{Users: []string{fakeslack.Ayu}}, user: fakeslack.Budi,
			want: "refused not_allowed 7"},
		{
			name:   "in a group",
			access: bot.Access{Users: []string{fakeslack.Ayu}, Usergroups: []string{"S0EMPTY", "S0FINANCE"}},
			user:   fakeslack.Budi, want: "ok",
			prepare: makeGroups,
		},
		{name: "in no group", access: bot.Access{Usergroups: []string{"S0EMPTY"}}, user: fakeslack.Budi,
			want: "refused not_allowed 7", prepare: makeGroups},
		{
			name: "groups cannot be read", access: bot.Access{Usergroups: []string{"S0FINANCE"}}, user: fakeslack.Budi,
			want: "refused unknown 7",
			prepare: func(s *fakeslack.Server) {
				makeGroups(s)
				s.Fail("usergroups.users.list", -1, fakeslack.Failure{Error: "missing_scope", Status: 0})
			},
		},
		{name: "allowed channel", access: bot.Access{Channels: []string{fakeslack.Finance}}, user: fakeslack.Budi,
			want: "ok"},
		{name: "other channel", access: bot.Access{Channels: []string{fakeslack.Sales}}, user: fakeslack.Budi,
			want: "refused channel 7"},
		{
			name: "Slack cannot say", user: fakeslack.Budi, want: "refused unknown 7",
			prepare: func(s *fakeslack.Server) { s.Fail("users.info", -1, fakeslack.Failure{Status: 500}) },
		},
		{
			name: "nobody", user: fakeslack.Budi, want: "refused unknown 7",
			prepare: func(s *fakeslack.Server) { s.Fail("users.info", -1, fakeslack.Failure{Error: "user_not_found"}) },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := start(t, only(test.access), bot.Command{Name: "unpaid", Run: answerWith("ok")})
			if test.prepare != nil {
				test.prepare(b.Server)
			}
			if test.channel == "" {
				test.channel = fakeslack.Finance
			}
			msg := b.slash(t, test.user, test.channel, "/unpaid")
			if msg.Text != test.want || !msg.Ephemeral {
				t.Errorf("says %q (private %v), want %q", msg.Text, msg.Ephemeral, test.want)
			}
			want := "ok"
			if test.want != "ok" {
				want = "refused: " + string(denyReasonIn(test.want))
			}
			if got := b.book.next(t, 1)[0].Outcome; got != want {
				t.Errorf("recorded as %q, want %q", got, want)
			}
		})
	}
}

func makeGroups(s *fakeslack.Server) {
	s.SetUsergroup(fakeslack.Usergroup{ID: "S0EMPTY", Handle: "empty"})
	s.SetUsergroup(fakeslack.Usergroup{ID: "S0FINANCE", Handle: "finance", Users: []string{fakeslack.Budi}})
}

// denyReasonIn cuts the reason out of "refused guest 7".
func denyReasonIn(said string) bot.DenyReason {
	return bot.DenyReason(said[len("refused ") : len(said)-len(" 7")])
}

func TestDeniedClickIsPrivateAndLeavesTheMessage(t *testing.T) {
	t.Parallel()
	b := start(t, nil, bot.Command{
		Name: "unpaid",
		Run: func(ctx ctx, _ *bot.Request, reply bot.Responder) error {
			return reply.PostPublic(ctx, buttons("shared", "refresh"))
		},
		Clicks: map[string]bot.Handler{
			"refresh": func(ctx ctx, _ *bot.Request, reply bot.Responder) error {
				return reply.Reply(ctx, textMessage("replaced"))
			},
		},
	})
	b.slash(t, fakeslack.Budi, fakeslack.Sales, "/unpaid")
	shared := b.waitForMessage(t, fakeslack.Guest, fakeslack.Sales, hasText("shared"))
	b.click(t, fakeslack.Guest, shared, "refresh")
	if msg := b.waitForMessage(t, fakeslack.Guest, fakeslack.Sales, hasText("refused guest 7")); !msg.Ephemeral ||
		msg.To != fakeslack.Guest {
		t.Errorf("the refusal is not private: %+v", msg)
	}
	b.waitForMessage(t, fakeslack.Budi, fakeslack.Sales, hasText("shared"))
}

func TestUserIsLookedUpOnce(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, func(c *testConfig) { c.Now = clock.now }, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	for range 3 {
		b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	}
	if n := len(b.Calls("users.info")); n != 1 {
		t.Errorf("users.info was called %d times for one person, want once", n)
	}
	// A user who became a guest is denied after ten minutes.
	b.SetUser(fakeslack.User{ID: fakeslack.Ayu, Name: "ayu", Guest: true})
	clock.advance(10 * time.Minute)
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid").Text; got != "refused guest 7" {
		t.Errorf("after ten minutes a new guest is told %q", got)
	}
}

func TestFailedLookupIsRetriedSoon(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, func(c *testConfig) { c.Now = clock.now }, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	b.Fail("users.info", 1, fakeslack.Failure{Status: 500})
	for range 2 {
		if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid").Text; got != "refused unknown 7" {
			t.Errorf("while Slack cannot say: %q", got)
		}
	}
	clock.advance(10 * time.Second)
	if got := b.slash(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid").Text; got != "ok" {
		t.Errorf("when Slack can say again: %q", got)
	}
}

// A repeated denial is recorded once a minute for each user and reason.
func TestRepeatedDenialIsRecordedOnce(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, func(c *testConfig) { c.Now = clock.now })
	for _, pass := range []time.Duration{0, 0, 0, time.Minute} {
		clock.advance(pass)
		for _, user := range []string{fakeslack.Guest, fakeslack.Foreign} {
			b.slash(t, user, fakeslack.Sales, "/help")
		}
	}
	var got []string
	for _, rec := range b.book.next(t, 4) {
		got = append(got, rec.User+" "+rec.Outcome)
	}
	slices.Sort(got)
	want := []string{
		fakeslack.Guest + " refused: guest", fakeslack.Guest + " refused: guest",
		fakeslack.Foreign + " refused: stranger", fakeslack.Foreign + " refused: stranger",
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}
