package unpaid

import (
	"errors"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// The transactions of a row are those that the query of the list finds.
func TestGroupOfARow(t *testing.T) {
	t.Parallel()
	m := mirrorOfAge(0)
	var asked receivables.Query
	m.OnGroup = func(q receivables.Query, id string, page int) (receivables.Page, error) {
		asked = q
		if id != "tx-1" || page != 9 {
			t.Errorf("asked for page %d of %s", page, id)
		}
		return receivables.Page{
			Number: 2, Pages: 2, Totals: receivables.Totals{Count: 12, Amount: 48_000_000},
			Rows: []receivables.Row{
				{
					ID:       "tx-12",
					Customer: "Teguh",
					Amount:   4_000_000,
					Count:    1,
					URL:      "https://toko.example.com/plt/12",
					Newest:   commandtest.Noon,
				},
			},
		}, nil
	}
	list := message.UnpaidState{Query: "teguh older:1d", Sort: receivables.SortCustomer, Page: 3}
	var reply commandtest.Responder
	req := &bot.Request{Value: message.GroupState{ID: "tx-1", Page: 9, List: list}.Value()}
	if err := newHandler(t, m).Command().Clicks[message.ActionUnpaidGroup](t.Context(), req, &reply); err != nil {
		t.Fatal(err)
	}
	if asked.Sort != receivables.SortCustomer || len(asked.Words) != 1 || asked.Before.IsZero() {
		t.Errorf("asked for %+v", asked)
	}
	for _, want := range []string{
		"Teguh · 12× · Rp48.000.000", "https://toko.example.com/plt/12", "Page 2 of 2",
		`"tx-1|1|3|customer||teguh older:1d"`, `"3|customer||teguh older:1d"`,
	} {
		if !strings.Contains(reply.Last(t), want) {
			t.Errorf("%q is missing in %s", want, reply.Last(t))
		}
	}
	req.Value = message.GroupState{ID: "tx-1", Page: 1, List: message.UnpaidState{Query: "foo:bar", Page: 1}}.Value()
	if err := newHandler(t, m).Command().Clicks[message.ActionUnpaidGroup](t.Context(), req, &reply); err == nil {
		t.Error("a bad filter in a button's value was taken")
	}
}

// Who paid is private: the list has no share button, and a value for it is rejected.
func TestPaidListIsNotShared(t *testing.T) {
	t.Parallel()
	u := newHandler(t, mirrorOfAge(0))
	var reply commandtest.Responder
	if err := u.run(t.Context(), &bot.Request{Ref: "REF4567", Text: "status:paid"}, &reply); err != nil ||
		strings.Contains(reply.Last(t), message.ActionUnpaidShare) {
		t.Errorf("%v: %s", err, reply.Last(t))
	}
	s := newSharer(t)
	value := message.ShareValue("SHOWN12", message.UnpaidState{Query: "status:paid", Page: 1})
	for _, action := range []string{message.ActionUnpaidShare, message.ActionUnpaidSharePost} {
		if _, err := s.press(t, action, member, finance, value); !errors.Is(err, message.ErrUnpaidState) ||
			len(s.publisher.posted) > 0 {
			t.Errorf("%s: shared %d times: %v", action, len(s.publisher.posted), err)
		}
	}
}
