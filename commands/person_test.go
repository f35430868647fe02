package commands

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
)

// answering is a Mayar that makes a link for whoever asks, and says of everything else that it is
// not there.
type answering struct{}

func (answering) RoundTrip(req *http.Request) (*http.Response, error) {
	status, body := http.StatusNotFound, `{"statusCode":404,"messages":"Not Found"}`
	if req.Method == http.MethodPost {
		status = http.StatusOK
		body = `{"statusCode":200,"data":{"checkoutLink":"https://toko.myr.id/pl/x?immutable=opaque"}}`
	}
	return &http.Response{
		StatusCode: status,
		Body:       io.NopCloser(strings.NewReader(body)),
		Header:     http.Header{},
		Request:    req,
	}, nil
}

func nothing(receivables.Query, int) (receivables.Page, error) { return receivables.Page{}, nil }

// TestOnePersonDoesNotStopTheOthers: somebody sends 60 checkouts, to both replicas of nothing but
// one budget, and another one sends one right behind them: it is answered at once, and so is what a
// third one types.
func TestOnePersonDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, err := mayar.New("key", mayar.WithTransport(answering{}), mayar.WithBudget(mayar.NewBudget(20)))
		if err != nil {
			t.Fatal(err)
		}
		var checkout bot.Command
		for _, c := range Commands(
			Deps{
				Renderer: commandtest.Renderer(t), Mirror: &commandtest.Mirror{OnList: nothing}, Mayar: client,
				Now: time.Now,
			},
		) {
			if c.Name == "checkout" {
				checkout = c
			}
		}
		run := func(ctx context.Context, user string, n int) (string, error) {
			reply := &commandtest.Responder{}
			text := fmt.Sprintf(
				"0e787345-0000-4000-8000-%012d name:Ani Wijaya email:ani@example.com mobile:081200001111",
				n,
			)
			err := checkout.Run(
				mayar.ForPerson(ctx, user),
				&bot.Request{Kind: bot.KindCommand, Text: text, User: bot.User{ID: user}},
				reply,
			)
			if err != nil {
				return "", err
			}
			return reply.Last(t), nil
		}
		var all sync.WaitGroup
		for n := range 60 {
			all.Go(func() { _, _ = run(t.Context(), "UGREEDY", n) })
		}
		for i, user := range []string{"USECOND", "UTHIRD", "UFOURTH"} {
			began := time.Now()
			shown, err := run(t.Context(), user, 100+i)
			if took := time.Since(began); err != nil || took > 10*time.Second ||
				!strings.Contains(shown, "immutable=opaque") {
				t.Errorf("%s got %q and %v after %s", user, shown, err, took)
			}
		}
		all.Wait()
		_, err = run(t.Context(), "UGREEDY", 200)
		if problem := usererr.Explain(err, client.Health(), time.Now()); problem.Kind != "share_spent" ||
			problem.RetryAfter <= 0 {
			t.Errorf("the greedy one is told %+v", problem)
		}
	})
}

// TestPersonIsToldHowManyWait: the refusal names the number, and is no fault of the program's.
func TestPersonIsToldHowManyWait(t *testing.T) {
	t.Parallel()
	problem := usererr.Explain(
		&usererr.Error{Op: "checkout", Err: &mayar.WaitingError{Op: "x", Waiting: 10}},
		mayar.Health{},
		time.Now(),
	)
	if problem.Kind != "waiting" || problem.Count != 10 {
		t.Errorf("got %+v", problem)
	}
}
