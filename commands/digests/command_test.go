package digests

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// What is typed, what is done, and what the person reads.
func TestDigestWords(t *testing.T) {
	t.Parallel()
	for text, tt := range map[string]struct {
		done string // "": nothing changes
		says []string
	}{
		"": {
			"",
			[]string{
				"1 digest", "k7fq", "Every day at 09:00 WIB", owner, message.ActionDigestNew,
				message.ActionDigestDelete,
			},
		},
		"list":            {"", []string{"1 digest", "k7fq"}},
		"help":            {"", []string{"/digest", "weekdays 09:00", "pause ID 3d"}},
		"new":             {"", []string{message.CallbackDigest, "New digest", finance}},
		"filter older:7d": {"", []string{message.CallbackDigest, "New digest", "older:7d"}},
		"edit k7fq": {
			"", []string{message.CallbackDigest, "Change the digest", "k7fq", `\"revision\":3`},
		},
		"edit":     {"", []string{message.CallbackDigest, "Change the digest"}},
		"list all": {"", []string{"Only admins"}},
		"pause k7fq 3d": {
			"pause k7fq for 72h0m0s", []string{"Digest paused", "Tue 19:00", message.ActionDigestResume},
		},
		"pause 2w":    {"pause k7fq for 336h0m0s", []string{"Digest paused"}},
		"pause k7fq":  {"pause k7fq", []string{"Digest paused", "until somebody resumes it"}},
		"resume k7fq": {"resume k7fq", []string{"Digest resumed"}},
		"delete k7fq": {
			"",
			[]string{
				"Delete digest k7fq?", "Every day at 09:00 WIB", message.ActionDigestDelete,
				message.ActionDigestPause, "Keep it",
			},
		},
		"hapus digest k7fq": {"", []string{"Delete digest k7fq?"}},
		"stop":              {"", []string{"Delete digest k7fq?", "Pause instead"}},
		"remove k7fq":       {"", []string{"Delete digest k7fq?"}},
		"status":            {"", []string{"1 digest", "k7fq"}},
		"now":               {"now k7fq", []string{"being posted"}},
		"test":              {"", []string{"A test is on its way"}},
		"pause zzzz 3d":     {"", []string{"There is no such digest", "zzzz"}},
		"pause k7fq 3y":     {"", []string{"3y", "/digest pause k7fq 3d"}},
		"pause ygqu 3y":     {"", []string{"3y", "/digest pause ygqu 3d"}},
		"jeda k7_q 3y":      {"", []string{"k7_q", "/digest jeda k7fq 3d"}},
		"pause k7fq 900d":   {"", []string{"That is a long pause"}},
		"pause ygqu 3 hari": {"", []string{"There is no such digest", "ygqu"}},
		"jeda k7fq 3 hari":  {"pause k7fq for 72h0m0s", []string{"Digest paused"}},
		"delete":            {"", []string{"Delete digest k7fq?"}},
		"setiap minggu 9": {
			"", []string{"`setiap minggu` can mean two things", "/digest minggu 09:00", "/digest mingguan 09:00"},
		},
		"monthly 9":             {"", []string{"`9` can mean two things"}},
		"monthly monday 9":      {"", []string{"not both"}},
		"tanggal 1 09:00,15:30": {"", []string{"`15:30` must have the same minutes"}},
		"daily 09:00 ani": {
			"", []string{"I don't know the word `ani`", "/digest daily 09:00 filter ani"},
		},
		"daily 09:00 older:7d ani budi": {
			"", []string{"I don't know the word `ani`", "/digest daily 09:00 filter older:7d ani budi"},
		},
		"daily 09:00 older:yesterday":                       {"", []string{"older:yesterday", "older:7d"}},
		`cron "*/90 * * * *"`:                               {"", []string{"larger than its field", "*/90"}},
		`cron "0 */25 * * *"`:                               {"", []string{"larger than its field", "*/25"}},
		"cron 0 9 " + strings.Repeat("30W,", 740) + "1 * *": {"", []string{"That is too long", "100 characters"}},
		"new daily":   {"", []string{"The time is missing"}},
		"dayly 09:00": {"", []string{"dayly", "daily 09:00", "Nothing was changed"}},
		"daily": {
			"", []string{"The time is missing", "Nothing was changed", "daily 09:00"},
		},
		"weekdays":    {"", []string{"The time is missing"}},
		"WIB":         {"", []string{"The time is missing"}},
		"daily 25:00": {"", []string{"25:00", "09:00"}},
		"daily 09:00,09:30": {
			"", []string{"09:30", "at least an hour", "Nothing was changed", "/digest daily 09:00,10:00"},
		},
		"daily 09:00 EST":          {"", []string{"EST"}},
		"daily 09:00 Mars/Olympus": {"", []string{"Mars/Olympus", "WITA"}},
		`cron "0 9 31 2 *"`:        {"", []string{"That date never comes", "0 9 31 2 *"}},
		`cron "*/5 * * * *"`: {
			"", []string{"*/5 * * * *", "at least an hour", `/digest cron \"0 9-17 * * *\"`},
		},
		"daily 09:00 filter older:yesterday":             {"", []string{"older:yesterday", "older:7d"}},
		"daily 09:00 filter older:7d older:7d":           {"", []string{"A filter is given twice", "older:7d"}},
		"filter older:yesterday":                         {"", []string{"older:yesterday", "older:7d"}},
		"daily 09:00 filter " + strings.Repeat("a", 301): {"", []string{"long filter"}},

		"daily 08:30": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 08:30 Asia/Jakarta ""`,
			[]string{"Digest created", "Every day at 08:30 WIB", message.ActionDigestPreview},
		},
		"weekdays 08:30 Asia/Makassar": {
			`create new1 in C0FINANCE1 by U0OWNER001: weekdays 08:30 Asia/Makassar ""`,
			[]string{"Digest created", "WITA"},
		},
		"mon,thu 09:00,15:00": {
			`create new1 in C0FINANCE1 by U0OWNER001: mon,thu 09:00,15:00 Asia/Jakarta ""`,
			[]string{"Digest created"},
		},
		`cron “0 9 1 * *” WIT`: {
			`create new1 in C0FINANCE1 by U0OWNER001: cron "0 9 1 * *" Asia/Jayapura ""`,
			[]string{"Digest created", "WIT"},
		},
		"9am": {
			"",
			[]string{
				"This channel has this digest already", "k7fq", "Make it anyway", message.ActionDigestCreateAnyway,
			},
		},
		"jam 8": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 08:00 Asia/Jakarta ""`, []string{"Digest created"},
		},
		"senin dan kamis jam 9 pagi": {
			`create new1 in C0FINANCE1 by U0OWNER001: mon,thu 09:00 Asia/Jakarta ""`,
			[]string{"Digest created", "Mon and Thu at 09:00"},
		},
		"weekly 9": {
			`create new1 in C0FINANCE1 by U0OWNER001: mon 09:00 Asia/Jakarta ""`,
			[]string{"Digest created", "Every Monday at 09:00 WIB"},
		},
		"tanggal 31 09:00": {
			`create new1 in C0FINANCE1 by U0OWNER001: cron "0 9 31 * *" Asia/Jakarta ""`,
			[]string{
				"Every month on day 31 at 09:00 WIB (shorter months are left out)", "/digest last day 09:00", "`L`",
			},
		},
		"daily 09:00 older:7d": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 09:00 Asia/Jakarta "older:7d"`,
			[]string{"Digest created", "older:7d"},
		},
		"older:7d min:100k daily 9": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 09:00 Asia/Jakarta "older:7d min:100k"`,
			[]string{"Digest created"},
		},
		`daily 9 type:"payment request"`: {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 09:00 Asia/Jakarta "type:\"payment request\""`,
			[]string{"Digest created"},
		},
		"daily 08:00 quiet": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 08:00 Asia/Jakarta ""`,
			[]string{"quiet when there is nothing to report"},
		},
		"new daily 08:00": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 08:00 Asia/Jakarta ""`, []string{"Digest created"},
		},
		"09:00 filter older:7d min:100k": {
			`create new1 in C0FINANCE1 by U0OWNER001: daily 09:00 Asia/Jakarta "older:7d min:100k"`,
			[]string{"Digest created", "older:7d min:100k"},
		},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			c, digests, _ := aDigest(t)
			var reply commandtest.Responder
			err := c.run(t.Context(), typed(owner, finance, text), &reply)
			answer := reply.Said(t, err)
			for _, want := range tt.says {
				if !strings.Contains(answer, want) {
					t.Errorf("not said: %q in %s", want, answer)
				}
			}
			if done := strings.Join(digests.done, "; "); done != tt.done {
				t.Errorf("done: %q, want %q", done, tt.done)
			}
		})
	}
}

// paidValue is what the buttons that name who paid carry.
var paidValue = message.PaidState{
	Digest: "k7fq",
	From:   commandtest.Noon.Add(-time.Hour),
	To:     commandtest.Noon,
	Page:   1,
}.Value()

// Who may do what, from where.
func TestDigestAccess(t *testing.T) {
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
				c, digests, channels := aDigest(t)
				var reply commandtest.Responder
				req := typed(tt.user, tt.channel, try)
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

// A digest in a public channel can be seen and clicked by people who are not in it, and a list that
// was private by somebody who has left since.
func TestAClickIsNoProofOfBeingInTheChannel(t *testing.T) {
	t.Parallel()
	for id, click := range clicksOf(t) {
		if slices.Contains(ofNone, id) && id != message.ActionDigestShowAll {
			continue
		}
		c, digests, channels := aDigest(t)
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

// ofNone are the buttons that are about no digest, or are tried elsewhere.
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

// clicksOf are the handlers of the buttons, by action id.
func clicksOf(t *testing.T) map[string]func(*Handler) bot.Handler {
	t.Helper()
	c, _, _ := aDigest(t)
	clicks := map[string]func(*Handler) bot.Handler{}
	for id := range c.Command().Clicks {
		clicks[id] = func(c *Handler) bot.Handler { return c.Command().Clicks[id] }
	}
	return clicks
}

// Slack cannot say who is in the channel: then nobody is.
func TestDigestAccessIsNotGuessed(t *testing.T) {
	t.Parallel()
	c, digests, _ := aDigest(t)
	hidden := kept()
	hidden.ID, hidden.Channel = "m3xa", founders
	digests.subs["m3xa"] = hidden
	var reply commandtest.Responder
	err := c.run(t.Context(), typed(member, finance, "delete m3xa"), &reply)
	if answer := reply.Said(t, err); len(digests.done) > 0 ||
		!strings.Contains(answer, "There is no such digest") {
		t.Errorf("%v: %s", digests.done, answer)
	}
}

func TestDigestListAllIsForAdmins(t *testing.T) {
	t.Parallel()
	c, digests, _ := aDigest(t)
	other := kept()
	other.ID, other.Channel = "m3xa", founders
	digests.subs["m3xa"] = other
	var reply commandtest.Responder
	if err := c.run(t.Context(), typed(admin, sales, "list all"), &reply); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 digests", "k7fq", "m3xa", finance, founders} {
		if !strings.Contains(reply.Last(t), want) {
			t.Errorf("not said: %s", want)
		}
	}
}

// The pages of all digests are for admins too, whoever sends their buttons.
func TestPagesOfAllDigests(t *testing.T) {
	t.Parallel()
	c, digests, _ := aDigest(t)
	for i := range 24 {
		sub := kept()
		sub.ID = fmt.Sprintf("d%03d", i)
		digests.subs[sub.ID] = sub
	}
	for user, want := range map[string]string{admin: "Page 2 of 2", owner: "Only admins"} {
		req := &bot.Request{User: bot.User{ID: user}, Channel: sales, Value: "2"}
		var reply commandtest.Responder
		err := c.Command().Clicks[message.ActionDigestAllNext](t.Context(), req, &reply)
		if answer := reply.Said(t, err); !strings.Contains(answer, want) {
			t.Errorf("%s: %s", user, answer)
		}
	}
	var reply commandtest.Responder
	err := c.Command().Clicks[message.ActionDigestAllNext](
		t.Context(),
		&bot.Request{User: bot.User{ID: admin}, Value: "k7fq"},
		&reply,
	)
	if answer := reply.Said(t, err); !strings.Contains(answer, "no longer works") {
		t.Errorf("no number: %s", answer)
	}
}

// With two digests in the channel, the id has to be said.
func TestDigestOfWhich(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"pause 3d", "now", "test", "edit", "resume"} {
		c, digests, _ := aDigest(t)
		second := kept()
		second.ID, second.CreatedAt = "m3xa", commandtest.Noon.Add(time.Hour)
		digests.subs["m3xa"] = second
		var reply commandtest.Responder
		err := c.run(t.Context(), typed(owner, finance, words), &reply)
		verb, _, _ := strings.Cut(words, " ")
		answer := reply.Said(t, err)
		if len(digests.done) > 0 || !strings.Contains(answer, "Which one? This channel has 2 digests") ||
			!strings.Contains(answer, verb+" k7fq") {
			t.Errorf("%s: %v, %s", words, digests.done, answer)
		}
		click := &bot.Request{
			Kind:    bot.KindClick,
			User:    bot.User{ID: owner},
			Channel: finance,
			Value:   strings.Replace(words+" ", " ", " m3xa ", 1),
		}
		if err := c.Command().Clicks[message.ActionDigestChoose](t.Context(), click, &reply); err != nil ||
			words != "test" && words != "edit" && len(digests.done) != 1 {
			t.Errorf("%s of m3xa: %v, %v", words, digests.done, err)
		}
		digests.done = nil
		delete(digests.subs, "m3xa")
		delete(digests.subs, "k7fq")
		err = c.run(t.Context(), typed(owner, finance, words), &reply)
		if answer := reply.Said(t, err); len(digests.done) > 0 ||
			!strings.Contains(answer, "There is no such digest") {
			t.Errorf("%s of none: %v, %s", words, digests.done, answer)
		}
	}
}

// A digest is only made where it can be posted and found again, and a channel takes ten.
func TestDigestIsMadeWhereItCanBePosted(t *testing.T) {
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
		"enough of them":        {sales, fill, []string{"enough digests"}},
		"Slack does not answer": {"", nil, []string{"I cannot post here"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, words := range []string{"daily 09:00", "new"} {
				c, digests, channels := aDigest(t)
				if tt.prepare != nil {
					tt.prepare(digests, channels)
				}
				var reply commandtest.Responder
				err := c.run(t.Context(), typed(owner, tt.channel, words), &reply)
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

func fill(digests *fakeDigests, _ *commandtest.Channels) {
	for _, id := range strings.Fields("aaaa bbbb cccc dddd eeee ffff gggg hhhh jjjj kkkk") {
		sub := kept()
		sub.ID, sub.Channel = id, sales
		digests.subs[id] = sub
	}
}

// A pause of a day skips the next digest, and never makes a longer pause shorter.
func TestPauseADay(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		until time.Time
		want  string
	}{
		"not paused":       {time.Time{}, "pause k7fq for 38h0m0s"}, // tomorrow's at 09:00 is skipped
		"for a week":       {commandtest.Noon.Add(7 * day), "pause k7fq for 168h0m0s"},
		"until resumed":    {digest.Forever, "pause k7fq"},
		"for another hour": {commandtest.Noon.Add(time.Hour), "pause k7fq for 38h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, digests, _ := aDigest(t)
			sub := kept()
			sub.PausedUntil = tt.until
			digests.subs["k7fq"] = sub
			req := typed(member, finance, "")
			req.Value = "k7fq"
			if err := c.Command().Clicks[message.ActionDigestPauseDay](
				t.Context(), req, &commandtest.Responder{},
			); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tt.want}, digests.done); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A test goes to the one who asked, in the best form that Slack takes, and nothing else happens.
func TestDigestTest(t *testing.T) {
	t.Parallel()
	for _, refuses := range []map[string]bool{nil, {"table": true}} {
		c, digests, channels := aDigest(t)
		channels.Refuses = refuses
		var reply commandtest.Responder
		if err := c.run(t.Context(), typed(member, finance, "test k7fq"), &reply); err != nil {
			t.Fatal(err)
		}
		if len(digests.done) > 0 || len(channels.Sent) != 1 || channels.To[0] != member {
			t.Fatalf("%v, %d sent to %v", digests.done, len(channels.Sent), channels.To)
		}
		sent := commandtest.JSON(t, channels.Sent[0])
		if table := strings.Contains(sent, `"type":"table"`); table != (refuses == nil) {
			t.Errorf("a table: %v", table)
		}
		if !strings.Contains(sent, "Only you see it") || !strings.Contains(sent, "Kelas Kopi") ||
			strings.Contains(sent, "ani@example.com") {
			t.Errorf("sent: %s", sent)
		}
	}
}

// Mayar is down and nothing is known of it: that is no fault of the bot's.
func TestDigestTestWithNothingKnown(t *testing.T) {
	t.Parallel()
	c, digests, channels := aDigest(t)
	digests.preview = digest.ErrStaleData
	var reply commandtest.Responder
	err := c.run(t.Context(), typed(member, finance, "test k7fq"), &reply)
	if answer := reply.Said(t, err); !strings.Contains(answer, "Mayar") || len(channels.Sent) > 0 {
		t.Errorf("%d sent: %s", len(channels.Sent), answer)
	}
}

// The audit tells which digest was changed, and no customer's name.
func TestDigestChangesAreNoted(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"pause k7fq 3d":          "pause until 2026-11-24T12:00:00Z k7fq in C0FINANCE1: daily 09:00 Asia/Jakarta",
		"delete k7fq":            "", // it is asked first
		"now k7fq":               "now k7fq in C0FINANCE1: daily 09:00 Asia/Jakarta",
		"daily 08:00 filter ani": "create new1 in C0FINANCE1: daily 08:00 Asia/Jakarta",
		"list":                   "",
	} {
		c, _, _ := aDigest(t)
		req := typed(owner, finance, words)
		if err := c.run(t.Context(), req, &commandtest.Responder{}); err != nil {
			t.Fatal(err)
		}
		if req.AuditDetail != want {
			t.Errorf("%s: %q, want %q", words, req.AuditDetail, want)
		}
	}
}

// The filter of a digest that names a customer is not in the channel: the button carries the
// digest's id, which is good for those who may change the digest, also in a direct message with a
// test of it.
func TestSeeAllOfAFilterThatIsNotInTheButton(t *testing.T) {
	t.Parallel()
	const directly = "D0PEOPLE01"
	for _, tt := range []struct {
		user, channel, value string
		sees                 bool
	}{
		{member, finance, "k7fq", true},
		{member, directly, "k7fq", true},
		{admin, directly, "k7fq", true},
		{outsider, directly, "k7fq", false},
		{outsider, sales, "k7fq", false},
		{member, finance, "gone", false},
	} {
		c, digests, _ := aDigest(t)
		sub := kept()
		sub.Filter = "ani@example.com sort:largest"
		digests.subs[sub.ID] = sub
		var asked string
		c.ShowUnpaid = func(_ context.Context, req *bot.Request, _ bot.Responder) error {
			asked = req.Value
			return nil
		}
		var reply commandtest.Responder
		err := c.showUnpaid(
			t.Context(),
			&bot.Request{User: bot.User{ID: tt.user}, Channel: tt.channel, Value: tt.value},
			&reply,
		)
		want := message.UnpaidState{Query: sub.Filter, Sort: receivables.SortLargest, Page: 1}.Value()
		switch {
		case tt.sees && (err != nil || asked != want):
			t.Errorf("%s in %s: the list %q, want %q, %v", tt.user, tt.channel, asked, want, err)
		case !tt.sees && (asked != "" || !strings.Contains(reply.Said(t, err), "There is no such digest")):
			t.Errorf("%s in %s sees %q, %v", tt.user, tt.channel, asked, err)
		}
	}
}

// Two equal digests are asked about before the second is made, from words and from the form, in
// whichever words they are the same.
func TestASecondEqualDigestIsAskedAbout(t *testing.T) {
	t.Parallel()
	same := map[string]string{
		message.BlockDigestDays:   "",
		message.BlockDigestTimes:  "9.00",
		message.BlockDigestZone:   "Asia/Jakarta",
		message.BlockDigestFilter: "",
	}
	form := func(c *Handler, reply *commandtest.Responder) error {
		req := &bot.Request{Kind: bot.KindForm, User: bot.User{ID: member}, Fields: filledIn(same)}
		req.Metadata = `{"channel":"C0FINANCE1","new":"m3xa"}`
		return submit(t, c, req, reply)
	}
	tries := map[string]func(*Handler, *commandtest.Responder) error{"the form": form}
	for _, words := range []string{
		"harian 09:00", "setiap hari 9.00", "9am", `cron "0 9 * * *"`, "daily 09:00 Asia/Bangkok",
	} {
		tries[words] = func(c *Handler, reply *commandtest.Responder) error {
			return c.run(t.Context(), typed(member, finance, words), reply)
		}
	}
	for name, try := range tries {
		c, digests, _ := aDigest(t)
		var reply commandtest.Responder
		if err := try(c, &reply); err != nil {
			t.Fatal(err)
		}
		if answer := reply.Last(t); len(digests.done) > 0 ||
			!strings.Contains(answer, "This channel has this digest already") {
			t.Errorf("%s: %v, %s", name, digests.done, answer)
		}
		value := buttonValue(t, reply.Shown[len(reply.Shown)-1], message.ActionDigestCreateAnyway)
		for _, user := range []string{outsider, member, member} {
			click := &bot.Request{
				Kind:    bot.KindClick,
				ID:      message.ActionDigestCreateAnyway,
				User:    bot.User{ID: user},
				Channel: finance,
				Value:   value,
			}
			err := c.Command().Clicks[message.ActionDigestCreateAnyway](t.Context(), click, &reply)
			if (err != nil) != (user == outsider) {
				t.Errorf("%s: %s: %v", name, user, err)
			}
		}
		if len(digests.subs) != 2 {
			t.Errorf("%s: pressed twice, and there are %d", name, len(digests.subs))
		}
	}
}

// What differs in anything that people see is another digest.
func TestADigestThatDiffersIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"weekdays 09:00", "daily 09:00 WITA", "daily 09:00 older:7d", "daily 09:00,15:00", "monthly 09:00",
	} {
		c, digests, _ := aDigest(t)
		if err := c.run(t.Context(), typed(member, finance, words), &commandtest.Responder{}); err != nil ||
			len(digests.done) != 1 {
			t.Errorf("%s: %v, %v", words, digests.done, err)
		}
	}
}

// What comes back with "Make it anyway" may be anything.
func TestMakeItAnywayBelievesNothing(t *testing.T) {
	t.Parallel()
	const good = `"id":"m3xa","do":"create","zone":"UTC","language":"en"`
	for _, value := range []string{
		"", "{}", "[", `{"id":"k7fq","do":"resume"}`,
		`{"do":"create","zone":"UTC","language":"en","channel":"C0FINANCE1","schedule":"daily 09:00"}`,
		`{` + good + `,"channel":"C0FINANCE1","schedule":"cron \"*/5 * * * *\""}`,
		`{` + good + `,"channel":"C0FOUNDER3","schedule":"daily 09:00"}`,
		`{` + good + `,"channel":"","schedule":"daily 09:00"}`,
		`{` + good + `,"channel":"C0FINANCE1","schedule":"daily 09:00","filter":"` + strings.Repeat("a", 301) + `"}`,
		`{` + good + `,"channel":"C0FINANCE1","schedule":"daily 09:00","language":"xx <!channel>"}`,
		`{` + good + `,"channel":"C0FINANCE1","schedule":"daily 09:00","mention":"!channel"}`,
		`{` + good + `,"channel":"C0FINANCE1","schedule":"daily 09:00","mention":"U012ABC> <!here"}`,
	} {
		c, digests, _ := aDigest(t)
		click := &bot.Request{
			Kind:    bot.KindClick,
			ID:      message.ActionDigestCreateAnyway,
			User:    bot.User{ID: member},
			Channel: finance,
			Value:   value,
		}
		if err := c.Command().Clicks[message.ActionDigestCreateAnyway](
			t.Context(), click, &commandtest.Responder{},
		); err == nil ||
			len(digests.done) > 0 {
			t.Errorf("%s: %v, %v", value, digests.done, err)
		}
	}
}

// After Pause, Resume, Test and Delete in the list there is a way back to it, for those who are in
// the channel.
func TestBackToTheList(t *testing.T) {
	t.Parallel()
	for _, action := range []string{
		message.ActionDigestPause, message.ActionDigestResume, message.ActionDigestPreview,
		message.ActionDigestDelete,
	} {
		c, _, _ := aDigest(t)
		var reply commandtest.Responder
		click := &bot.Request{Kind: bot.KindClick, User: bot.User{ID: member}, Channel: finance, Value: "k7fq"}
		if err := c.Command().Clicks[action](t.Context(), click, &reply); err != nil ||
			!strings.Contains(reply.Last(t), message.ActionDigestList) {
			t.Errorf("%s: %v, %s", action, err, reply.Last(t))
		}
		click.Value = ""
		if err := c.Command().Clicks[message.ActionDigestList](t.Context(), click, &reply); err != nil ||
			!strings.Contains(reply.Last(t), message.ActionDigestNew) {
			t.Errorf("back: %v, %s", err, reply.Last(t))
		}
		click.User.ID = outsider
		if err := c.Command().Clicks[message.ActionDigestList](t.Context(), click, &reply); err == nil {
			t.Error("an outsider sees the list")
		}
	}
}

// The digests of a channel are shown to those who are in it, typed or clicked, and so is the form
// for another. What Slack hides from the bot it hides from outsiders too.
func TestTypingIsNoProofOfBeingInTheChannel(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"", "list", "new"} {
		c, _, _ := aDigest(t)
		var reply commandtest.Responder
		err := c.run(t.Context(), typed(outsider, finance, words), &reply)
		if got := reply.Said(t, err); !strings.Contains(got, "Only people in the channel may do this") {
			t.Errorf("an outsider reads %s", got)
		}
		if err := c.run(t.Context(), typed(member, finance, words), &reply); err != nil {
			t.Errorf("a member: %v", err)
		}
	}
	c, _, _ := aDigest(t)
	if err := c.run(t.Context(), typed(member, founders, "list"), &commandtest.Responder{}); err != nil {
		t.Errorf("in a private channel without the bot: %v", err)
	}
}

// What is no id asks nothing of the database, which may not even take it.
func TestAButtonWithoutAnID(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "a\x00b", "\xff\xff", "K7FQ", strings.Repeat("k", 100_000), "' OR 1=1"} {
		c, digests, _ := aDigest(t)
		digests.subs[value] = kept()
		req := &bot.Request{Kind: bot.KindClick, User: bot.User{ID: owner}, Channel: finance, Value: value}
		var reply commandtest.Responder
		err := c.Command().Clicks[message.ActionDigestPause](t.Context(), req, &reply)
		if got := reply.Said(t, err); !strings.Contains(got, "This button no longer works") {
			t.Errorf("%.20q: %s", value, got)
		}
	}
}

// A digest whose schedule cannot be read is listed, and can be changed and deleted.
func TestAScheduleThatCannotBeRead(t *testing.T) {
	t.Parallel()
	c, digests, _ := aDigest(t)
	sub := kept()
	sub.Schedule = digest.Schedule{Unreadable: "every 2h <!channel>"}
	digests.subs["k7fq"] = sub
	for words, want := range map[string]string{
		"": "I cannot read when it comes", "edit k7fq": "Change the digest", "delete k7fq": "Delete digest k7fq?",
	} {
		var reply commandtest.Responder
		err := c.run(t.Context(), typed(owner, finance, words), &reply)
		if answer := reply.Said(t, err); err != nil || !strings.Contains(answer, want) ||
			strings.Contains(answer, "<!channel>") {
			t.Errorf("%q: %v, %s", words, err, answer)
		}
	}
}
