package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// newReplicas starts two bots on one Postgres database, one Slack and one Mayar that enforces its
// limits. Slack takes the sockets in turn: two of the first replica, two of the second.
func newReplicas(t *testing.T) (first, second *testBot) {
	t.Helper()
	database := storetest.MigratedPostgresURL(t)
	first = newTestBot(t, func(cfg *config, shop *fakemayar.Options) {
		cfg.DatabaseURL = databaseURL(database)
		cfg.MayarRequestsPerMinute, shop.RequestsPerMinute, shop.DuplicateWindow = 20, 20, time.Minute
	})
	return first, first.startReplica()
}

// startReplica starts another replica of the same bot.
func (r *testBot) startReplica() *testBot {
	r.Helper()
	other := *r
	var err error
	if other.app, err = newApp(r.Context(), r.cfg, slog.New(slog.DiscardHandler), r.clock.now); err != nil {
		r.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(r.Context()))
	ended := make(chan error, 1)
	go func() { ended <- other.app.Run(ctx) }()
	other.end = sync.OnceFunc(func() {
		stop()
		if err := <-ended; err != nil {
			r.Errorf("the second replica ended: %v", err)
		}
	})
	r.Cleanup(other.end)
	r.waitUntil("the sockets of both replicas", func() bool { return len(r.slack.Sockets()) == 2*int(r.cfg.Sockets) })
	return &other
}

// waitForAudit waits for n audit records and returns how many each replica wrote, by kind.
func (r *testBot) waitForAudit(n int) map[string]map[string]int {
	r.Helper()
	var records []audit.Record
	r.poll(fmt.Sprintf("%d audit records", n), func() bool {
		var err error
		records, err = store.NewAudit(r.app.db, "").Recent(r.Context(), 1000)
		return err == nil && len(records) >= n
	})
	replicas := map[string]map[string]int{}
	for _, rec := range records {
		if replicas[rec.Kind] == nil {
			replicas[rec.Kind] = map[string]int{}
		}
		replicas[rec.Kind][rec.Replica]++
	}
	return replicas
}

// poll waits for a condition that no change in Slack announces.
func (r *testBot) poll(what string, cond func() bool) {
	r.Helper()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	late := time.After(patience)
	for !cond() {
		select {
		case <-ticker.C:
		case <-late:
			r.Fatalf("waited in vain for %s", what)
		}
	}
}

// requests counts the requests to Mayar whose path contains path. It fails the test when one was
// over the limit.
func (r *testBot) requests(method, path string) int {
	r.Helper()
	n := 0
	for _, request := range r.mayar.Requests() {
		if request.Status == http.StatusTooManyRequests {
			r.Errorf("Mayar refused %s %s", request.Method, request.Path)
		}
		if request.Method == method && strings.Contains(request.Path, path) {
			n++
		}
	}
	return n
}

func TestReplicasServeOneWorkspace(t *testing.T) {
	t.Parallel()
	first, second := newReplicas(t)
	r := first

	list := r.expectAnswer("/unpaid", "278 unpaid")
	for page := 2; page <= 5; page++ {
		r.click(list, message.ActionUnpaidNext)
		r.waitForText(fmt.Sprintf("age %d of", page))
	}
	product := r.membershipProduct()
	forms := 0
	// Slack takes the sockets in turn. How many envelopes a form needs is not certain, because the
	// event of the direct message with the links may come at any time. So the searches differ.
	for served := 0; served < 2; forms++ {
		if forms == 6 {
			t.Fatal("one replica served six forms")
		}
		form := r.sendForForm("/checkout")
		for range forms + 1 {
			if _, err := r.slack.Suggest(t.Context(), fakeslack.Suggest{
				User: r.user, ViewID: form.ID, BlockID: message.BlockCheckoutProduct,
				ActionID: message.ActionCheckoutProduct, Value: product.ID,
			}); err != nil {
				t.Fatal(err)
			}
		}
		r.submit(form, map[string]string{
			message.BlockCheckoutProduct: product.ID, message.BlockCheckoutName: "Ani Wijaya",
			message.BlockCheckoutEmail:  fmt.Sprintf("ani%d@example.com", forms),
			message.BlockCheckoutMobile: "081200001111",
		})
		r.waitUntil("links in the form",
			func() bool { return containsAll(string(r.waitForForm().Blocks), "immutable=") })
		served = len(r.waitForAudit(5 + 2*(forms+1))["form"])
	}
	if lists := r.requests("GET", "unpaid"); lists > 8 {
		t.Errorf("%d pages of the list were read by two replicas, where one would have read 6", lists)
	}
	repeats := r.repeatCheckout("/checkout " + product.ID + person)
	for kind, replicas := range r.waitForAudit(6 + repeats + 2*forms) {
		if replicas[first.app.replica] == 0 || replicas[second.app.replica] == 0 || len(replicas) != 2 {
			t.Errorf("every %s was served by %v, want both of %s and %s", kind, replicas, first.app.replica,
				second.app.replica)
		}
	}

	second.end()
	r.waitUntil("the sockets of the other to go", func() bool { return len(r.slack.Sockets()) == int(r.cfg.Sockets) })
	r.expectAnswer("/unpaid", "278 unpaid")
	r.expectAnswer("/mayar status", "20")
}

// repeatCheckout asks for the same links until both replicas were asked: the one that made them
// shows them again, and the other one says that Mayar refuses the repeat. It returns how often.
func (r *testBot) repeatCheckout(command string) (repeats int) {
	r.Helper()
	const reused, refused = "these are the same links", "Mayar got the same request less than a minute ago"
	r.expectAnswer(command, "immutable=")
	seen := map[bool]bool{} // by whether the links were shown
	for ; len(seen) < 2; repeats++ {
		if repeats == 8 {
			r.Fatalf("one replica served %d commands in a row", repeats)
		}
		before := len(r.messages())
		r.send(command)
		r.waitUntil("the links, or why there are none", func() bool {
			return len(r.messages()) > before &&
				(containsAll(r.lastText(), reused) || containsAll(r.lastText(), refused))
		})
		seen[containsAll(r.lastText(), reused)] = true
	}
	return repeats
}

// Two replicas never exceed Mayar's limit together, and everybody gets an answer.
func TestReplicasHaveOneBudget(t *testing.T) {
	t.Parallel()
	r, _ := newReplicas(t)
	r.expectAnswer("/unpaid", "278 unpaid")
	product := r.membershipProduct().ID
	before := len(r.messages())
	const asked = 30
	var people sync.WaitGroup
	for i := range asked {
		people.Go(func() {
			r.send(fmt.Sprintf(`/checkout %s name:"Ani Wijaya" email:ani%d@example.com mobile:081200001111`, product,
				i))
		})
	}
	people.Wait()
	links, refused := 0, 0
	r.waitUntil("30 answers", func() bool {
		links, refused = 0, 0
		for _, msg := range r.messages()[before:] {
			switch text := msg.Text + string(msg.Blocks); {
			case strings.Contains(text, "immutable="):
				links++
			case reference.MatchString(text):
				refused++
			}
		}
		return links+refused == asked
	})
	if links == 0 || refused == 0 {
		t.Errorf("%d have links and %d are to ask again", links, refused)
	}
	if posts := r.requests("POST", "checkout"); posts != links {
		t.Errorf("%d posts for %d answers with links", posts, links)
	}
	if most := r.mayar.MostInAnyMinute(); most > 20 {
		t.Errorf("%d requests in a minute", most)
	}
}

// Without the database the budget of the others is unknown: the person reads a sentence, and Mayar
// gets no request.
func TestReplicaWithoutDatabaseMakesNoRequests(t *testing.T) {
	t.Parallel()
	database := storetest.MigratedPostgresURL(t)
	r := newTestBot(t, func(cfg *config, _ *fakemayar.Options) { cfg.DatabaseURL = databaseURL(database) })
	r.expectAnswer("/unpaid", "278 unpaid")
	product := r.membershipProduct().ID
	if err := r.app.db.Close(); err != nil {
		t.Fatal(err)
	}
	before := len(r.mayar.Requests())
	r.send("/checkout " + product + person)
	r.waitUntil("an answer", func() bool { return isFinal(r) && !strings.Contains(r.lastText(), "278") })
	if strings.Contains(r.lastText(), "immutable=") || leaks(r.lastText()) {
		t.Errorf("the answer is %s", r.lastText())
	}
	if more := len(r.mayar.Requests()) - before; more != 0 {
		t.Errorf("%d requests beside the budget", more)
	}
}

// The doctor may run beside replicas and twice in a minute: its requests come from the same budget.
func TestDoctorUsesTheSharedBudget(t *testing.T) {
	for engine, databaseURL := range map[string]func(testing.TB) string{
		"SQLite": storetest.MigratedSQLiteURL, "Postgres": storetest.MigratedPostgresURL,
	} {
		t.Run(engine, func(t *testing.T) {
			slack, mayar := startServers(t, fakeslack.Options{}, fakemayar.Options{})
			setEnv(t, slack, mayar)
			t.Setenv("DATABASE_URL", databaseURL(t))
			db, err := store.Open(t.Context(), os.Getenv("DATABASE_URL")) // as a replica has made it
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				out, code := runDoctorCommand(t)
				if left := fmt.Sprintf("%d left after", 20-len(mayar.Requests())); code != 0 ||
					!strings.Contains(out, left) {
					t.Errorf("exit %d, want %s", code, left)
				}
			}
		})
	}
}
