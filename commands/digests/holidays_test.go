package digests

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/workdays"
)

// "workdays" are the days of the calendar without its holidays, "weekdays" are what they were.
func TestDigestsOfWorkdays(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][2]string{
		"workdays 08:30":       {"mon,tue,wed,thu,fri,sat 08:30", "skip"},
		"hari kerja jam 8.30":  {"mon,tue,wed,thu,fri,sat 08:30", "skip"},
		"weekdays 08:30":       {"weekdays 08:30", ""},
		"senin-jumat 08:30":    {"weekdays 08:30", ""},
		"tanggal 1 jam 8 pagi": {`cron "0 8 1 * *"`, ""},
	} {
		c, digests, _ := newHandler(t)
		c.Calendar = workdays.Calendar{Saturdays: true}
		req := typedRequest(owner, finance, words)
		var reply commandtest.Responder
		answer := reply.Said(t, c.run(t.Context(), req, &reply))
		made := digests.subs["new1"]
		if made.Schedule.String() != want[0] || string(made.Holidays) != want[1] {
			t.Errorf("%s: made %s, %q on holidays", words, made.Schedule, made.Holidays)
		}
		skips := want[1] == "skip"
		if strings.Contains(answer, "skipped on holidays") != skips ||
			strings.Contains(req.AuditDetail, ", on holidays: skip") != skips {
			t.Errorf("%s: %s, %q", words, answer, req.AuditDetail)
		}
	}
}

func TestTheFormChoosesHolidays(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]digest.Holidays{
		message.DigestHolidaysPost: digest.HolidaysPost, message.DigestHolidaysSkip: digest.HolidaysSkip,
		message.DigestHolidaysNext: digest.HolidaysNext, "": digest.HolidaysPost, "never": digest.HolidaysPost,
	} {
		c, digests, channels := newHandler(t)
		req := &bot.Request{
			Kind: bot.KindForm, User: bot.User{ID: admin}, Metadata: `{"channel":"` + finance + `","new":"new1"}`,
			Fields: formFields(map[string]string{message.BlockDigestHolidays: choice}),
		}
		if err := submitForm(t, c, req, &commandtest.Responder{}); err != nil || digests.subs["new1"].Holidays != want {
			t.Errorf("%q: made %+v, %v", choice, digests.subs["new1"], err)
		}
		// The same where an admin has to confirm it.
		delete(digests.subs, "new1")
		channels.Joined = true
		var reply commandtest.Responder
		value := postButton(t, reply.Said(t, submitForm(t, c, req, &reply)))
		if err := pressPost(t, c, admin, value, &reply); err != nil || digests.subs["new1"].Holidays != want {
			t.Errorf("%q, confirmed: made %+v, %v", choice, digests.subs["new1"], err)
		}
	}
	if p, ok := parsePublication(`{"do":"create","id":"new1","language":"en","schedule":"daily 09:00","zone":"UTC",` +
		`"holidays":"never"}`); !ok || p.apply(&digest.Subscription{}) {
		t.Error("a choice that does not exist was taken")
	}
}

// From October on the form says that the holidays of the next year are not known.
func TestTheFormSaysWhichHolidaysAreUnknown(t *testing.T) {
	t.Parallel()
	for at, says := range map[time.Time]bool{
		time.Date(2027, 9, 30, 16, 59, 0, 0, time.UTC): false,
		time.Date(2027, 9, 30, 17, 0, 0, 0, time.UTC):  true, // midnight in Jakarta
		time.Date(2028, 2, 1, 0, 0, 0, 0, time.UTC):    true,
	} {
		c, _, _ := newHandler(t)
		c.Now = func() time.Time { return at }
		var reply commandtest.Responder
		if err := c.run(t.Context(), typedRequest(owner, finance, "new"), &reply); err != nil {
			t.Fatal(err)
		}
		form, err := json.Marshal(reply.Forms)
		if got := strings.Contains(string(form), "Those of 2028 are not known"); err != nil || got != says {
			t.Errorf("%s: said %v, %v", at, got, err)
		}
	}
}
