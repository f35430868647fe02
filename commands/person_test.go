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

// linkTransport is a Mayar that makes links, and answers "not found" to everything else.
type linkTransport struct{}

func (linkTransport) RoundTrip(req *http.Request) (*http.Response, error) {
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

func emptyPage(receivables.Query, int) (receivables.Page, error) { return receivables.Page{}, nil }

// One person sends 60 checkouts, and three others send one each right after: these are answered at
// once.
func TestOnePersonLeavesOthersTheirShare(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, err := mayar.New("key", mayar.WithTransport(linkTransport{}), mayar.WithBudget(mayar.NewBudget(20)))
		if err != nil {
			t.Fatal(err)
		}
		var checkout bot.Command
		for _, c := range Commands(
			Deps{
				Renderer: commandtest.Renderer(t), Mirror: &commandtest.Mirror{OnList: emptyPage}, Mayar: client,
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

// The error says how many requests wait, and is no internal error.
func TestQueueFullNamesTheCount(t *testing.T) {
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
