package unpaid

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

func TestListWhenMayarIsDown(t *testing.T) {
	t.Parallel()
	m := mirrorOfAge(time.Hour)
	m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
		return &mayar.Error{Op: "list unpaid transactions", Reason: mayar.ReasonNetwork}
	}
	u := newHandler(t, m)
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

// A 429 during the update is shown within seconds, with the end of the pause. The clock is
// synctest's.
func TestListDuringAPause(t *testing.T) {
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
				m := mirrorOfAge(time.Hour)
				u := newHandler(t, m)
				u.Budget = pausedBudget(t, tt.pause)
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

// pausedBudget is a budget for which Mayar has just asked for a pause.
func pausedBudget(t *testing.T, d time.Duration) *mayar.Budget {
	t.Helper()
	budget := mayar.NewBudget(20)
	limited := roundTripFunc(func(*http.Request) (*http.Response, error) {
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

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// A list that is shown already can wait for its update; people without any answer take precedence.
func TestUpdateLeavesTheLastRequests(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		ever bool
		want int
	}{"behind a list": {true, 15}, "the first": {false, 20}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := roundTripFunc(func(*http.Request) (*http.Response, error) {
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
			m, made := mirrorOfAge(time.Hour), 0
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
			if err := newHandler(t, m).run(t.Context(), &bot.Request{}, &commandtest.Responder{}); err != nil {
				t.Fatal(err)
			}
			if made != tt.want {
				t.Errorf("%d requests, want %d", made, tt.want)
			}
		})
	}
}

func TestListWithARejectedKey(t *testing.T) {
	t.Parallel()
	m := mirrorOfAge(time.Hour)
	m.OnRefresh = func(context.Context, func(receivables.Progress)) error {
		return &mayar.Error{Status: 401, Reason: mayar.ReasonUnauthorized}
	}
	var reply commandtest.Responder
	if err := newHandler(t, m).run(t.Context(), &bot.Request{}, &reply); err != nil {
		t.Fatal(err)
	}
	if last := reply.Last(t); !strings.Contains(last, "MAYAR_API_KEY") || !strings.Contains(last, "Ani Wijaya") {
		t.Error(last)
	}
}
