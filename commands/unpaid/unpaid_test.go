package unpaid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/publish"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func anUnpaid(t *testing.T, m *commandtest.Mirror) *Handler {
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

// aged is a mirror of one row, as old as told.
func aged(age time.Duration) *commandtest.Mirror {
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

func TestUnpaidIsAnsweredFromTheMirror(t *testing.T) {
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
			if err := anUnpaid(t, aged(tt.age)).run(t.Context(), &bot.Request{}, &reply); err != nil {
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

func TestUnpaidShowsTheMirrorWhenMayarIsDown(t *testing.T) {
	t.Parallel()
	m := aged(time.Hour)
	m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
		return &mayar.Error{Op: "list unpaid transactions", Reason: mayar.ReasonNetwork}
	}
	u := anUnpaid(t, m)
	u.Health = func() mayar.Health { return mayar.Health{DownSince: commandtest.Noon.Add(-42 * time.Minute)} }
	var reply commandtest.Responder
	if err := u.run(t.Context(), &bot.Request{Ref: "ab12cd"}, &reply); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"11:18", "Ani Wijaya", "ab12cd"} {
		if !strings.Contains(reply.Last(t), want) {
			t.Errorf("%q is missing in %s", want, reply.Last(t))
		}
	}
}

// Mayar's 429 while the list is brought up to date is told within seconds, with its time. The clock
// in here is synctest's.
func TestUnpaidTellsOfAPauseThatMayarAsksFor(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		pause time.Duration
		want  string
		after time.Duration
	}{
		"long":  {90 * time.Second, "89 seconds", time.Second},
		"short": {4 * time.Second, "Ani Wijaya", 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := aged(time.Hour)
				u := anUnpaid(t, m)
				u.Budget = paused(t, tt.pause)
				u.Now = time.Now
				started := time.Now()
				look := m.OnList
				m.OnList = func(q receivables.Query, page int) (receivables.Page, error) {
					view, err := look(q, page)
					view.AsOf = started.Add(-time.Hour)
					return view, err
				}
				m.OnRefresh = func(ctx context.Context, _ func(receivables.Progress)) error {
					select {
					case <-time.After(30 * time.Second):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				var reply commandtest.Responder
				if err := u.run(t.Context(), &bot.Request{}, &reply); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(started); took != tt.after {
					t.Errorf("told after %s, want %s", took, tt.after)
				}
				if last := reply.Last(t); !strings.Contains(last, tt.want) ||
					strings.Contains(last, "Mayar asks") != (tt.pause > maxPauseToWait) {
					t.Error(last)
				}
			})
		})
	}
}

// paused is a budget whose Mayar has just asked for a pause.
func paused(t *testing.T, d time.Duration) *mayar.Budget {
	t.Helper()
	budget := mayar.NewBudget(20)
	limited := roundTrip(func(*http.Request) (*http.Response, error) {
		header := http.Header{"Retry-After": {strconv.Itoa(int(d.Seconds()))}}
		return &http.Response{
			StatusCode: http.StatusTooManyRequests,
			Header:     header,
			Body:       io.NopCloser(strings.NewReader(`{"statusCode":429}`)),
		}, nil
	})
	client, err := mayar.New("key", mayar.WithBudget(budget), mayar.WithTransport(limited), mayar.WithRetry(1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := client.Products.List(t.Context(), nil); !mayar.RateLimited(err) {
		t.Fatal(err)
	}
	return budget
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// Somebody who looks at a list can wait for a better one; somebody who waits for the first one, or
// for a link, comes before.
func TestARefreshBehindAListLeavesTheLastRequestsToOthers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ever bool
		want int
	}{"behind a list": {true, 15}, "the first": {false, 20}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := roundTrip(func(*http.Request) (*http.Response, error) {
				return &http.Response{
					StatusCode: http.StatusOK,
					Header:     http.Header{},
					Body:       io.NopCloser(strings.NewReader(`{"statusCode":200,"data":[]}`)),
				}, nil
			})
			client, err := mayar.New("key", mayar.WithBudget(mayar.NewBudget(20)), mayar.WithTransport(answers))
			if err != nil {
				t.Fatal(err)
			}
			m, made := aged(time.Hour), 0
			look := m.OnList
			m.OnList = func(q receivables.Query, page int) (receivables.Page, error) {
				view, err := look(q, page)
				view.Synced = tt.ever
				return view, err
			}
			m.OnRefresh = func(ctx context.Context, _ func(receivables.Progress)) error {
				ctx, cancel := context.WithTimeout(
					ctx,
					10*time.Second,
				) // less than it takes until a request is free again
				defer cancel()
				for {
					if _, _, err := client.Products.List(ctx, nil); err != nil {
						return err
					}
					made++
				}
			}
			if err := anUnpaid(t, m).run(t.Context(), &bot.Request{}, &commandtest.Responder{}); err != nil {
				t.Fatal(err)
			}
			if made != tt.want {
				t.Errorf("%d requests, want %d", made, tt.want)
			}
		})
	}
}

func TestUnpaidNamesTheKeyThatMayarRefuses(t *testing.T) {
	t.Parallel()
	m := aged(time.Hour)
	m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
		return &mayar.Error{Status: 401, Reason: mayar.ReasonUnauthorized}
	}
	var reply commandtest.Responder
	if err := anUnpaid(t, m).run(t.Context(), &bot.Request{}, &reply); err != nil {
		t.Fatal(err)
	}
	if last := reply.Last(t); !strings.Contains(last, "MAYAR_API_KEY") || !strings.Contains(last, "Ani Wijaya") {
		t.Error(last)
	}
}

func TestFirstUnpaidShowsProgressWithinFiveAnswers(t *testing.T) {
	t.Parallel()
	synced := false
	m := aged(0)
	look := m.OnList
	m.OnList = func(q receivables.Query, page int) (receivables.Page, error) {
		view, err := look(q, page)
		view.Synced = synced
		return view, err
	}
	var reply commandtest.Responder
	m.OnRefresh = func(_ context.Context, progress func(receivables.Progress)) error {
		for page := range 28 {
			progress(receivables.Progress{Pages: page + 1, PagesTotal: 28, Rows: 10 * (page + 1)})
		}
		synced = true
		return nil
	}
	if err := anUnpaid(t, m).run(t.Context(), &bot.Request{}, &reply); err != nil {
		t.Fatal(err)
	}
	if n := len(reply.Shown); n < 2 || n > 5 {
		t.Errorf("shown %d times, want 2 to 5", n)
	}
	if !strings.Contains(reply.Last(t), "Ani Wijaya") {
		t.Error(reply.Last(t))
	}
}

func TestFirstUnpaidFails(t *testing.T) {
	t.Parallel()
	failed := &mayar.Error{Reason: mayar.ReasonNetwork}
	m := &commandtest.Mirror{
		OnList:    func(receivables.Query, int) (receivables.Page, error) { return receivables.Page{}, nil },
		OnRefresh: func(context.Context, func(receivables.Progress)) error { return failed },
	}
	var reply commandtest.Responder
	err := anUnpaid(t, m).run(t.Context(), &bot.Request{}, &reply)
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if op := usererr.Explain(err, mayar.Health{}, commandtest.Noon).Operation; op != message.OpUnpaid {
		t.Errorf("told while doing %q", op)
	}
}

// A first sync that stands still is not waited for for ever. The clock in here is synctest's.
func TestFirstUnpaidStandsStill(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &commandtest.Mirror{
			OnList: func(receivables.Query, int) (receivables.Page, error) { return receivables.Page{}, nil },
			OnRefresh: func(ctx context.Context, progress func(receivables.Progress)) error {
				progress(receivables.Progress{Pages: 1})
				<-ctx.Done()
				return ctx.Err()
			},
		}
		var reply commandtest.Responder
		err := anUnpaid(t, m).run(t.Context(), &bot.Request{}, &reply)
		if f, ok := errors.AsType[*usererr.Error](err); !ok || f.Kind != message.ProblemTimeout {
			t.Errorf("got %v", err)
		}
	})
}

// A first sync that Mayar has asked to wait says so at once, and until when; one that is asked
// while it runs within a second. The clock in here is synctest's.
func TestFirstUnpaidTellsOfAPause(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status     int
		retryAfter string
		before     bool // the pause was asked for before, by another call
		want       string
		within     time.Duration
	}{
		"429 for an hour":      {429, "3600", false, "Try again at 01:00, in 60 minutes", time.Second},
		"429, an absurd time":  {429, "1e300", false, "Try again at 00:05, in 5 minutes", time.Second},
		"429 without a time":   {429, "", false, "Try again in 59 seconds", time.Second},
		"429 before":           {429, "3600", true, "Try again at 01:00, in 60 minutes", 0},
		"503 with a time":      {503, "120", false, "Try again at 00:02, in 2 minutes", time.Second},
		"503 with a long time": {503, "86400", true, "Try again at 00:05, in 5 minutes", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				answer := roundTrip(func(*http.Request) (*http.Response, error) {
					header := http.Header{}
					if tt.retryAfter != "" {
						header.Set("Retry-After", tt.retryAfter)
					}
					return &http.Response{StatusCode: tt.status, Header: header, Body: http.NoBody}, nil
				})
				client, err := mayar.New("key", mayar.WithTransport(answer))
				if err != nil {
					t.Fatal(err)
				}
				m := &commandtest.Mirror{
					OnList: func(receivables.Query, int) (receivables.Page, error) { return receivables.Page{}, nil },
					OnRefresh: func(ctx context.Context, _ func(receivables.Progress)) error {
						_, _, err := client.Transactions.ListUnpaid(mayar.Background(ctx), nil)
						return err
					},
				}
				if tt.before {
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					defer cancel()
					_, _, _ = client.Products.List(ctx, nil)
				}
				u := anUnpaid(t, m)
				u.Budget, u.Now = client.Budget(), time.Now
				began := time.Now()
				err = u.run(t.Context(), &bot.Request{}, &commandtest.Responder{})
				if took := time.Since(began); took > tt.within {
					t.Errorf("told after %s", took)
				}
				problem := usererr.Explain(err, client.Health(), u.Now())
				if said := commandtest.JSON(
					t, u.Renderer.Problem(problem),
				); problem.Kind != message.ProblemRateLimited ||
					!strings.Contains(said, tt.want) {
					t.Errorf("told %s, want %q", said, tt.want)
				}
				time.Sleep(6 * time.Minute) // the sync goes on, and ends with the test's context
			})
		})
	}
}

func TestMilestones(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		total, pages int
		want         []int
	}{
		"28 pages":      {28, 28, []int{7, 14, 21}},
		"one page":      {1, 1, []int{1}},
		"two pages":     {2, 2, []int{1}},
		"nobody knows":  {0, 100, []int{2, 8, 32}},
		"never in time": {28, 6, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m milestones
			var got []int
			for page := 1; page <= tt.pages; page++ {
				if m.reached(receivables.Progress{Pages: page, PagesTotal: tt.total}) {
					got = append(got, page)
				}
			}
			if len(got) > 3 || len(got) != len(tt.want) {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

func TestUnpaidClicks(t *testing.T) {
	t.Parallel()
	var asked receivables.Query
	var askedPage int
	m := aged(0)
	look := m.OnList
	m.OnList = func(q receivables.Query, page int) (receivables.Page, error) {
		asked, askedPage = q, page
		view, err := look(q, page)
		view.Number, view.Pages = page, 9
		return view, err
	}
	clicks := anUnpaid(t, m).Command().Clicks
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

// A list that waits for the mirror must not take the place of what its reader has clicked on to.
// The clock in here is synctest's.
func TestAClickIsNotUndoneByAnOlderAnswer(t *testing.T) {
	t.Parallel()
	type ask struct {
		kind   bot.Kind
		action string // "": the command
		page   int
		user   string
		list   string
	}
	for name, tt := range map[string]struct {
		asks []ask
		want []int // how often each was shown
	}{
		"turns": {[]ask{
			{bot.KindCommand, "", 1, "U1", "A"}, {
				bot.KindClick, message.ActionUnpaidNext, 2, "U1", "A",
			}, {bot.KindClick, message.ActionUnpaidNext, 3, "U1", "A"},
		}, []int{1, 1, 2}},
		"refresh": {
			[]ask{
				{bot.KindClick, message.ActionUnpaidNext, 2, "U1", "A"},
				{bot.KindClick, message.ActionUnpaidRefresh, 2, "U1", "A"},
			},
			[]int{1, 2},
		},
		"share": {
			[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindClick, message.ActionUnpaidShare, 1, "U1", "A"}},
			[]int{1, 1},
		},
		"group": {
			[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindClick, message.ActionUnpaidGroup, 1, "U1", "A"}},
			[]int{1, 1},
		},
		"two commands": {[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindCommand, "", 1, "U1", "B"}}, []int{2, 2}},
		"two lists": {[]ask{
			{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindCommand, "", 1, "U1", "B"}, {
				bot.KindClick, message.ActionUnpaidNext, 2, "U1", "B",
			},
		}, []int{2, 1, 2}},
		"two people": {
			[]ask{{bot.KindCommand, "", 1, "U1", "A"}, {bot.KindClick, message.ActionUnpaidNext, 2, "U2", "A"}},
			[]int{2, 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m, synced := aged(5*time.Minute), make(chan struct{})
				m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
					<-synced
					return nil
				}
				u := anUnpaid(t, m)
				replies := make([]commandtest.Responder, len(tt.asks))
				for i, a := range tt.asks {
					handle := u.run
					if a.action != "" {
						handle = u.Command().Clicks[a.action]
					}
					req := &bot.Request{
						Ref:     fmt.Sprint("REF", i),
						Kind:    a.kind,
						User:    bot.User{ID: a.user},
						Channel: finance,
					}
					if a.kind == bot.KindCommand {
						req.Ref = a.list
					} else {
						req.Value = message.UnpaidState{ListID: a.list, Page: a.page}.Value()
						if a.action == message.ActionUnpaidShare {
							req.Value = "SHOWN12|" + req.Value
						}
					}
					if a.action == message.ActionUnpaidGroup {
						req.Value = message.GroupState{
							ID:   "tx-1",
							Page: 1,
							List: message.UnpaidState{ListID: a.list, Page: a.page},
						}.Value()
					}
					go func() {
						if err := handle(t.Context(), req, &replies[i]); err != nil {
							t.Error(err)
						}
					}()
					synctest.Wait()
				}
				close(synced)
				synctest.Wait()
				for i, want := range tt.want {
					if got := len(replies[i].Shown); got != want {
						t.Errorf("answer %d was shown %d times, want %d", i+1, got, want)
					}
				}
				if len(u.updates.refs) != 0 {
					t.Errorf("%d are remembered for ever", len(u.updates.refs))
				}
			})
		})
	}
}
