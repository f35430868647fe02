package digests

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func TestListAllIsForAdmins(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	other := existingDigest()
	other.ID, other.Channel = "m3xa", founders
	digests.subs["m3xa"] = other
	var reply commandtest.Responder
	if err := c.run(t.Context(), typedRequest(admin, sales, "list all"), &reply); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 digests", "k7fq", "m3xa", finance, founders} {
		if !strings.Contains(reply.Last(t), want) {
			t.Errorf("not said: %s", want)
		}
	}
}

// The pages of all digests are for admins only, too.
func TestPagesOfListAll(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	for i := range 24 {
		sub := existingDigest()
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

// A filter that names a customer is not in the channel: the button has the id of the digest, for
// people who may change it, also under a preview in a direct message.
func TestShowUnpaidLooksUpTheFilter(t *testing.T) {
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
		c, digests, _ := newHandler(t)
		sub := existingDigest()
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

// After Pause, Resume, Test and Delete in the list, a button leads back to it.
func TestConfirmationHasABackButton(t *testing.T) {
	t.Parallel()
	for _, action := range []string{
		message.ActionDigestPause, message.ActionDigestResume, message.ActionDigestPreview,
		message.ActionDigestDelete,
	} {
		c, _, _ := newHandler(t)
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

// A digest with an unreadable schedule is listed, and can be changed and deleted.
func TestUnreadableSchedule(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	sub := existingDigest()
	sub.Schedule = digest.Schedule{Unreadable: "every 2h <!channel>"}
	digests.subs["k7fq"] = sub
	for words, want := range map[string]string{
		"": "I cannot read when it comes", "edit k7fq": "Change the digest", "delete k7fq": "Delete digest k7fq?",
	} {
		var reply commandtest.Responder
		err := c.run(t.Context(), typedRequest(owner, finance, words), &reply)
		if answer := reply.Said(t, err); err != nil || !strings.Contains(answer, want) ||
			strings.Contains(answer, "<!channel>") {
			t.Errorf("%q: %v, %s", words, err, answer)
		}
	}
}

// Who paid is read with the digest's filter, between the times in the button, and shown privately.
func TestWhoPaid(t *testing.T) {
	t.Parallel()
	c, digests, _ := newHandler(t)
	sub := digests.subs["k7fq"]
	sub.Filter = "min:1000"
	digests.subs["k7fq"] = sub
	from, to := commandtest.Noon.Add(-24*time.Hour), commandtest.Noon.Add(-time.Hour)
	c.Mirror = &commandtest.Mirror{
		OnPaid: func(q receivables.Query, after, upto time.Time, page int) (receivables.Page, error) {
			if q.Min != 1000 || !after.Equal(from) || !upto.Equal(to) || page != 2 {
				t.Errorf("asked for %+v from %s to %s, page %d", q, after, upto, page)
			}
			return receivables.Page{
				Number: 2,
				Pages:  3,
				Totals: receivables.Totals{Count: 24, Amount: 6_185_000},
				Rows: []receivables.Row{{
					Customer: "Ani Wijaya", Email: "ani@example.com", Product: "Kelas Kopi", Status: "paid",
					Amount: 50_000, Count: 1, Newest: commandtest.Noon.Add(-2 * time.Hour),
				}},
			}, nil
		},
	}
	var reply commandtest.Responder
	req := &bot.Request{Kind: bot.KindClick, User: bot.User{ID: owner}, Channel: finance}
	req.Value = message.PaidState{Digest: "k7fq", From: from, To: to, Page: 2}.Value()
	if err := c.Command().Clicks[message.ActionDigestPaid](t.Context(), req, &reply); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"24 paid · Rp6.185.000", "Ani Wijaya", "ani@example.com", "Kelas Kopi", "Rp50.000", "paid 10:00",
		"Page 2 of 3",
	} {
		if !strings.Contains(reply.Last(t), want) {
			t.Errorf("%q is missing in %s", want, reply.Last(t))
		}
	}
	if len(reply.Shared) > 0 {
		t.Error("it was shared")
	}
}
