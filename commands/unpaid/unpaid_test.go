package unpaid

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func newHandler(t *testing.T, m *commandtest.Mirror) *Handler {
	return New(Config{
		Mirror:   m,
		Renderer: commandtest.Renderer(t),
		Health:   func() mayar.Health { return mayar.Health{} },
		Budget:   mayar.NewBudget(20),
		Now:      commandtest.AtNoon,
		Rule: publish.Rule{
			Channels: &commandtest.Channels{}, Admins: []string{admin}, Renderer: commandtest.Renderer(t),
		},
		Publisher: &fakePublisher{},
		Once:      &fakeOnce{},
	})
}

// mirrorOfAge is a mirror of one row.
func mirrorOfAge(age time.Duration) *commandtest.Mirror {
	m := &commandtest.Mirror{}
	m.OnList = func(receivables.Query, int) (receivables.Page, error) {
		return receivables.Page{
			Totals: receivables.Totals{Count: 3, Groups: 1, Amount: 300_000},
			Rows: []receivables.Row{{
				Customer: "Ani Wijaya", Email: "ani@example.com", Mobile: "081200001111", Product: "Kelas Kopi",
				Type: "invoice", Status: "active",
				URL: "https://toko.example.com/plt/1", Amount: 300_000, Count: 3, Oldest: commandtest.Noon.Add(
					-50 * time.Hour,
				),
				Newest: commandtest.Noon.Add(-time.Hour),
			}},
			Number: 1, Pages: 1, AsOf: commandtest.Noon.Add(-age), Complete: true, Synced: true,
		}, nil
	}
	m.OnGroup = func(receivables.Query, string, int) (receivables.Page, error) { return receivables.Page{}, nil }
	m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
		age = 0
		return nil
	}
	return m
}

func TestListComesFromTheMirror(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		age       time.Duration
		wantShown int
	}{
		"fresh": {30 * time.Second, 1},
		"old":   {2 * time.Minute, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var reply commandtest.Responder
			if err := newHandler(t, mirrorOfAge(tt.age)).run(t.Context(), &bot.Request{}, &reply); err != nil {
				t.Fatal(err)
			}
			if len(reply.Shown) != tt.wantShown {
				t.Errorf("shown %d times, want %d", len(reply.Shown), tt.wantShown)
			}
			for _, want := range []string{
				"Rp300.000", "Ani Wijaya", "ani@example.com", "https://toko.example.com/plt/1", "3×",
			} {
				if !strings.Contains(reply.Last(t), want) {
					t.Errorf("%q is missing in %s", want, reply.Last(t))
				}
			}
		})
	}
}

func TestClicks(t *testing.T) {
	t.Parallel()
	var asked receivables.Query
	var askedPage int
	m := mirrorOfAge(0)
	look := m.OnList
	m.OnList = func(q receivables.Query, page int) (receivables.Page, error) {
		asked, askedPage = q, page
		view, err := look(q, page)
		view.Number, view.Pages = page, 9
		return view, err
	}
	clicks := newHandler(t, m).Command().Clicks
	var reply commandtest.Responder
	value := message.UnpaidState{Query: "older:1d", Sort: receivables.SortLargest, Page: 2}.Value()
	if err := clicks[message.ActionUnpaidNext](t.Context(), &bot.Request{Value: value}, &reply); err != nil {
		t.Fatal(err)
	}
	if askedPage != 2 || asked.Sort != receivables.SortLargest {
		t.Errorf("asked for page %d sorted %q", askedPage, asked.Sort)
	}
	if err := clicks[message.ActionUnpaidNext](
		t.Context(), &bot.Request{Value: "2|newest||foo:bar"}, &reply,
	); err == nil {
		t.Error("a bad filter in a button's value was taken")
	}
	for id, click := range clicks {
		if err := click(t.Context(), &bot.Request{Value: "'; drop table"}, &reply); !errors.Is(
			err,
			message.ErrUnpaidState,
		) {
			t.Errorf("%s took a value that is not ours: %v", id, err)
		}
	}
}

// Every type that a row shows can be typed, in either language.
func TestShownTypesCanBeTyped(t *testing.T) {
	t.Parallel()
	for _, language := range message.Languages {
		writer, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range writer.TypeNames() {
			for _, typed := range []string{"type:" + word, `type:"` + word + `"`, "type:" + strings.ToUpper(word)} {
				query, err := receivables.ParseQuery(typed+" ani", commandtest.Noon)
				if err != nil || len(query.Words) != 1 {
					t.Errorf("%s: %+v, %v", typed, query, err)
				}
			}
		}
	}
}

// The record may show filters with known values.
func TestFiltersAreLoggable(t *testing.T) {
	t.Parallel()
	open := newHandler(t, nil).Command().Loggable
	for word, want := range map[string]bool{
		"older:7d": true, "lama:7hari": true, "type:acara": true, "urut:terbesar": true, "min:1,5jt": true,
		"type:budi": false, "sort:ani": false, "older:ani": false, "ani": false,
	} {
		if open(word) != want {
			t.Errorf("%s: %t", word, !want)
		}
	}
}

// Who chooses the order that the menu shows deselects it, and Slack sends no value.
func TestOrderCanBeDeselected(t *testing.T) {
	t.Parallel()
	reply, req := &commandtest.Responder{}, &bot.Request{Kind: bot.KindClick, ID: message.ActionUnpaidSort}
	err := newHandler(t, &commandtest.Mirror{}).Command().Clicks[req.ID](t.Context(), req, reply)
	if err != nil || len(reply.Shown) > 0 {
		t.Errorf("%v, %+v", err, reply.Shown)
	}
}
