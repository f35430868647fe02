package digests

import (
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
)

// The person confirms an equal digest before it is created, by a command in any words or by the
// form.
func TestDuplicateIsConfirmed(t *testing.T) {
	t.Parallel()
	same := map[string]string{
		message.BlockDigestDays:   "",
		message.BlockDigestTimes:  "9.00",
		message.BlockDigestZone:   "Asia/Jakarta",
		message.BlockDigestFilter: "",
	}
	form := func(c *Handler, reply *commandtest.Responder) error {
		req := &bot.Request{Kind: bot.KindForm, User: bot.User{ID: member}, Fields: formFields(same)}
		req.Metadata = `{"channel":"C0FINANCE1","new":"m3xa"}`
		return submitForm(t, c, req, reply)
	}
	tries := map[string]func(*Handler, *commandtest.Responder) error{"the form": form}
	for _, words := range []string{
		"harian 09:00", "setiap hari 9.00", "9am", `cron "0 9 * * *"`, "daily 09:00 Asia/Bangkok",
	} {
		tries[words] = func(c *Handler, reply *commandtest.Responder) error {
			return c.run(t.Context(), typedRequest(member, finance, words), reply)
		}
	}
	for name, try := range tries {
		c, digests, _ := newHandler(t)
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

// A digest that differs in anything that people see is no duplicate.
func TestDifferentDigestIsNoDuplicate(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"weekdays 09:00", "daily 09:00 WITA", "daily 09:00 older:7d", "daily 09:00,15:00", "monthly 09:00",
	} {
		c, digests, _ := newHandler(t)
		if err := c.run(t.Context(), typedRequest(member, finance, words), &commandtest.Responder{}); err != nil ||
			len(digests.done) != 1 {
			t.Errorf("%s: %v, %v", words, digests.done, err)
		}
	}
}

// The value of "Make it anyway" comes back from outside.
func TestCreateAnywayChecksAgain(t *testing.T) {
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
		c, digests, _ := newHandler(t)
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
