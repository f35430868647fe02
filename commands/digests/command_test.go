package digests

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
)

// For each command: what it does, and what the person reads.
func TestCommands(t *testing.T) {
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
			c, digests, _ := newHandler(t)
			var reply commandtest.Responder
			err := c.run(t.Context(), typedRequest(owner, finance, text), &reply)
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

// With two digests in the channel, the person has to choose one.
func TestChooseADigest(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"pause 3d", "now", "test", "edit", "resume"} {
		c, digests, _ := newHandler(t)
		second := existingDigest()
		second.ID, second.CreatedAt = "m3xa", commandtest.Noon.Add(time.Hour)
		digests.subs["m3xa"] = second
		var reply commandtest.Responder
		err := c.run(t.Context(), typedRequest(owner, finance, words), &reply)
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
		err = c.run(t.Context(), typedRequest(owner, finance, words), &reply)
		if answer := reply.Said(t, err); len(digests.done) > 0 ||
			!strings.Contains(answer, "There is no such digest") {
			t.Errorf("%s of none: %v, %s", words, digests.done, answer)
		}
	}
}
