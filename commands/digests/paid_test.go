package digests

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// Who paid is asked with the digest's own filter, between the moments of the digest whose button it
// is, and named to the one who asks alone.
func TestWhoPaid(t *testing.T) {
	t.Parallel()
	c, digests, _ := aDigest(t)
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
