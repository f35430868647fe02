package digests

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
)

// paidValue is the value of the buttons that show who paid.
var paidValue = message.PaidState{
	Digest: "k7fq",
	From:   commandtest.Noon.Add(-time.Hour),
	To:     commandtest.Noon,
	Page:   1,
}.Value()

// Who may do what, from where.
func TestAccess(t *testing.T) {
	t.Parallel()
	const yes, hidden = "", "There is no such digest"
	for name, tt := range map[string]struct {
		user, channel string
		change        string // "": they may; else what they are told
		settings      string
	}{
		"the owner":                       {owner, finance, yes, yes},
		"the owner, elsewhere":            {owner, founders, yes, yes},
		"an admin, elsewhere":             {admin, sales, yes, yes},
		"a member, there":                 {member, finance, yes, "somebody else"},
		"a member, elsewhere":             {member, sales, yes, "somebody else"},
		"an outsider, elsewhere":          {outsider, sales, hidden, hidden},
		"an outsider, in a form or modal": {outsider, "", hidden, hidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tries := map[string]func(*Handler) bot.Handler{}
			for id, click := range clicksOf(t) {
				if !slices.Contains(ofNone, id) {
					tries[id] = click
				}
			}
			for _, words := range []string{
				"edit k7fq", "pause k7fq 3d", "resume k7fq", "delete k7fq", "test k7fq", "now k7fq",
			} {
				tries[words] = func(c *Handler) bot.Handler { return c.run }
			}
			for try, handler := range tries {
				c, digests, channels := newHandler(t)
				var reply commandtest.Responder
				req := typedRequest(tt.user, tt.channel, try)
				if req.Value = "k7fq"; strings.HasPrefix(try, "digest.") {
					req.Kind = bot.KindClick
				}
				if strings.HasPrefix(try, "digest.paid") {
					req.Value = paidValue
				}
				err := handler(c)(t.Context(), req, &reply)
				want := tt.change
				if try == message.ActionDigestSettings {
					want = tt.settings
				}
				answer := reply.Said(t, err)
				if (err == nil) != (want == yes) || !strings.Contains(answer, want) {
					t.Errorf("%s: %v, want %q: %s", try, err, want, answer)
				}
				if err != nil && (len(digests.done) > 0 || len(channels.Sent) > 0) {
					t.Errorf("%s: refused, and yet: %v", try, digests.done)
				}
				if want == "somebody else" && !strings.Contains(answer, "<@"+owner+">") {
					t.Errorf("%s: the owner is not named: %s", try, answer)
				}
			}
		})
	}
}

// People click digests in public channels without being members, and keep private lists when they
// leave.
func TestClickDoesNotProveMembership(t *testing.T) {
	t.Parallel()
	for id, click := range clicksOf(t) {
		if slices.Contains(ofNone, id) && id != message.ActionDigestShowAll {
			continue
		}
		c, digests, channels := newHandler(t)
		req := &bot.Request{Kind: bot.KindClick, User: bot.User{ID: outsider}, Channel: finance, Value: "k7fq"}
		if strings.HasPrefix(id, "digest.paid") {
			req.Value = paidValue
		}
		var reply commandtest.Responder
		err := click(c)(t.Context(), req, &reply)
		if answer := reply.Said(t, err); !strings.Contains(answer, "Only people in the channel") ||
			!strings.Contains(answer, "/digest pause k7fq") {
			t.Errorf("%s: %s", id, answer)
		}
		if len(digests.done) > 0 || len(channels.Sent) > 0 || len(reply.Forms) > 0 {
			t.Errorf("%s: refused, and yet: %v", id, digests.done)
		}
	}
}

// ofNone are the buttons that are not for a digest, or are tested elsewhere.
var ofNone = []string{
	message.ActionDigestNew,
	message.ActionDigestShowAll,
	message.ActionDigestAllPrevious,
	message.ActionDigestAllNext,
	message.ActionDigestPublish,
	message.ActionDigestCancel,
	message.ActionDigestList,
	message.ActionDigestChoose,
	message.ActionDigestCreateAnyway,
}

// clicksOf returns the handlers of the buttons by action id.
func clicksOf(t *testing.T) map[string]func(*Handler) bot.Handler {
	t.Helper()
	c, _, _ := newHandler(t)
	clicks := map[string]func(*Handler) bot.Handler{}
	for id := range c.Command().Clicks {
		clicks[id] = func(c *Handler) bot.Handler { return c.Command().Clicks[id] }
	}
	return clicks
}

// If Slack cannot say who is in the channel, nobody has access.
func TestAccessWhenSlackFails(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	hidden := existingDigest()
	hidden.ID, hidden.Channel = "m3xa", founders
	digests.subs["m3xa"] = hidden
	var reply commandtest.Responder
	err := c.run(t.Context(), typedRequest(member, finance, "delete m3xa"), &reply)
	if answer := reply.Said(t, err); len(digests.done) > 0 ||
		!strings.Contains(answer, "There is no such digest") {
		t.Errorf("%v: %s", digests.done, answer)
	}
}

// A digest is only created where it can be posted and found again, at most ten in a channel.
func TestCreateChecksTheChannel(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		channel string
		prepare func(*fakeDigests, *commandtest.Channels)
		says    []string
	}{
		"not in the channel": {
			founders, nil, []string{"I cannot post here", "/invite @penagih", "I am not in the channel"},
		},
		"a direct message": {
			"D0PEOPLE01", nil,
			[]string{
				"I cannot post here", "a direct message that I am not part of",
				"the direct messages between you and me",
			},
		},
		"others read it": {
			partners, nil, []string{"People of another company read this channel", "channel of your own"},
		},
		"without a scope": {
			finance, func(_ *fakeDigests, c *commandtest.Channels) { c.Blind = true },
			[]string{"I cannot post here", "channels:history"},
		},
		"enough of them":        {sales, fillChannel, []string{"enough digests"}},
		"Slack does not answer": {"", nil, []string{"I cannot post here"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, words := range []string{"daily 09:00", "new"} {
				c, digests, channels := newHandler(t)
				if tt.prepare != nil {
					tt.prepare(digests, channels)
				}
				var reply commandtest.Responder
				err := c.run(t.Context(), typedRequest(owner, tt.channel, words), &reply)
				answer := reply.Said(t, err)
				if err == nil || len(digests.done) > 0 || len(reply.Forms) > 0 {
					t.Errorf("%s: %v, %v", words, digests.done, err)
				}
				if strings.HasPrefix(tt.channel, "D") && strings.Contains(answer, "/invite") {
					t.Errorf("%s: nobody can be invited there: %s", words, answer)
				}
				for _, want := range tt.says {
					if !strings.Contains(answer, want) {
						t.Errorf("%s: not said: %q in %s", words, want, answer)
					}
				}
			}
		})
	}
}

func fillChannel(digests *fakeDigests, _ *commandtest.Channels) {
	for _, id := range strings.Fields("aaaa bbbb cccc dddd eeee ffff gggg hhhh jjjj kkkk") {
		sub := existingDigest()
		sub.ID, sub.Channel = id, sales
		digests.subs[id] = sub
	}
}

// The list and the form of a channel are for its members, typed or clicked. A channel that Slack
// hides from the bot is hidden from outsiders too.
func TestTypingDoesNotProveMembership(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"", "list", "new"} {
		c, _, _ := newHandler(t)
		var reply commandtest.Responder
		err := c.run(t.Context(), typedRequest(outsider, finance, words), &reply)
		if got := reply.Said(t, err); !strings.Contains(got, "Only people in the channel may do this") {
			t.Errorf("an outsider reads %s", got)
		}
		if err := c.run(t.Context(), typedRequest(member, finance, words), &reply); err != nil {
			t.Errorf("a member: %v", err)
		}
	}
	c, _, _ := newHandler(t)
	if err := c.run(t.Context(), typedRequest(member, founders, "list"), &commandtest.Responder{}); err != nil {
		t.Errorf("in a private channel without the bot: %v", err)
	}
}

// A value that is no id never reaches the database.
func TestButtonWithoutAnID(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "a\x00b", "\xff\xff", "K7FQ", strings.Repeat("k", 100_000), "' OR 1=1"} {
		c, digests, _ := newHandler(t)
		digests.subs[value] = existingDigest()
		req := &bot.Request{Kind: bot.KindClick, User: bot.User{ID: owner}, Channel: finance, Value: value}
		var reply commandtest.Responder
		err := c.Command().Clicks[message.ActionDigestPause](t.Context(), req, &reply)
		if got := reply.Said(t, err); !strings.Contains(got, "This button no longer works") {
			t.Errorf("%.20q: %s", value, got)
		}
	}
}
