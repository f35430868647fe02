package unpaid

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

func TestFirstSyncShowsProgress(t *testing.T) {
	t.Parallel()
	synced := false
	m := mirrorOfAge(0)
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
	if err := newHandler(t, m).run(t.Context(), &bot.Request{}, &reply); err != nil {
		t.Fatal(err)
	}
	if n := len(reply.Shown); n < 2 || n > 5 {
		t.Errorf("shown %d times, want 2 to 5", n)
	}
	if !strings.Contains(reply.Last(t), "Ani Wijaya") {
		t.Error(reply.Last(t))
	}
}

func TestFirstSyncFails(t *testing.T) {
	t.Parallel()
	failed := &mayar.Error{Reason: mayar.ReasonNetwork}
	m := &commandtest.Mirror{
		OnList:    func(receivables.Query, int) (receivables.Page, error) { return receivables.Page{}, nil },
		OnRefresh: func(context.Context, func(receivables.Progress)) error { return failed },
	}
	var reply commandtest.Responder
	err := newHandler(t, m).run(t.Context(), &bot.Request{}, &reply)
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if op := usererr.Explain(err, mayar.Health{}, commandtest.Noon).Operation; op != message.OpUnpaid {
		t.Errorf("told while doing %q", op)
	}
}

// The wait for a stalled first sync ends. The clock is synctest's.
func TestFirstSyncStalls(t *testing.T) {
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
		err := newHandler(t, m).run(t.Context(), &bot.Request{}, &reply)
		if f, ok := errors.AsType[*usererr.Error](err); !ok || f.Kind != message.ProblemTimeout {
			t.Errorf("got %v", err)
		}
	})
}

// A pause before the first sync is shown at once, with its end; one during the sync within a
// second. The clock is synctest's.
func TestFirstSyncDuringAPause(t *testing.T) {
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
				answer := roundTripFunc(func(*http.Request) (*http.Response, error) {
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
				u := newHandler(t, m)
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
