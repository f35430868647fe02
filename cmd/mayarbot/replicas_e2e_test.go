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

	"github.com/mayarbot/mayarbot/audit"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/store/storetest"
)

// newReplicas starts two bots on one Postgres database, between one Slack and one Mayar that
// enforces its limits. Slack hands what people do to the sockets in turn: two of the first replica,
// two of the second.
func newReplicas(t *testing.T) (first, second *rig) {
	t.Helper()
	database := storetest.PostgresURL(t)
	first = newRig(t, func(cfg *config, shop *fakemayar.Options) {
		cfg.DatabaseURL = databaseURL(database)
		cfg.MayarRequestsPerMinute, shop.RequestsPerMinute, shop.DuplicateWindow = 20, 20, time.Minute
	})
	return first, first.beside()
}

// beside starts another replica of the same bot.
func (r *rig) beside() *rig {
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
	r.wait("the sockets of both replicas", func() bool { return len(r.slack.Sockets()) == 2*int(r.cfg.Sockets) })
	return &other
}

// audited waits for n records of the audit and returns who made those of each kind.
func (r *rig) audited(n int) map[string]map[string]int {
	r.Helper()
	var records []audit.Record
	r.eventually(fmt.Sprintf("%d audit records", n), func() bool {
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

// eventually waits for what nobody in Slack can see.
func (r *rig) eventually(what string, cond func() bool) {
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

// requests counts the requests to Mayar that a path is part of, and fails the test when one was
// over the limit.
func (r *rig) requests(method, path string) int {
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

	list := r.answers("/unpaid", "278 unpaid")
	for page := 2; page <= 5; page++ {
		r.click(list, message.ActionUnpaidNext)
		r.sees(fmt.Sprintf("age %d of", page))
	}
	product := r.membership()
	opened, forms := "", 0
	// Slack takes the sockets in turn. How many envelopes a form needs is not certain, because the
	// event of the direct message with the links may come at any time. So the searches differ.
	for served := 0; served < 2; forms++ {
		if forms == 6 {
			t.Fatal("one replica served six forms")
		}
		r.say("/checkout")
		r.wait("a new form", func() bool { return r.form().ID != opened })
		form := r.form()
		opened = form.ID
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
		r.wait("links in the form", func() bool { return holds(string(r.form().Blocks), "immutable=") })
		served = len(r.audited(5 + 2*(forms+1))["form"])
	}
	if lists := r.requests("GET", "unpaid"); lists > 8 {
		t.Errorf("%d pages of the list were read by two replicas, where one would have read 6", lists)
	}
	repeats := r.repeatCheckout("/checkout " + product.ID + person)
	for kind, replicas := range r.audited(6 + repeats + 2*forms) {
		if replicas[first.app.replica] == 0 || replicas[second.app.replica] == 0 || len(replicas) != 2 {
			t.Errorf("every %s was served by %v, want both of %s and %s", kind, replicas, first.app.replica,
				second.app.replica)
		}
	}

	second.end()
	r.wait("the sockets of the other to go", func() bool { return len(r.slack.Sockets()) == int(r.cfg.Sockets) })
	r.answers("/unpaid", "278 unpaid")
	r.answers("/mayar status", "20")
}

// repeatCheckout asks for the same links until both replicas were asked: the one that made them
// shows them again, and the other one says that Mayar refuses the repeat. It returns how often.
func (r *rig) repeatCheckout(command string) (repeats int) {
	r.Helper()
	const reused, refused = "these are the same links", "Mayar got the same request less than a minute ago"
	r.answers(command, "immutable=")
	seen := map[bool]bool{} // by whether the links were shown
	for ; len(seen) < 2; repeats++ {
		if repeats == 8 {
			r.Fatalf("one replica served %d commands in a row", repeats)
		}
		before := len(r.messages())
		r.say(command)
		r.wait("the links, or why there are none", func() bool {
			return len(r.messages()) > before && (holds(r.lastText(), reused) || holds(r.lastText(), refused))
		})
		seen[holds(r.lastText(), reused)] = true
	}
	return repeats
}

// However much is asked of two replicas, Mayar gets no more than its limit, and everybody an
// answer.
func TestReplicasHaveOneBudget(t *testing.T) {
	t.Parallel()
	r, _ := newReplicas(t)
	r.answers("/unpaid", "278 unpaid")
	product := r.membership().ID
	before := len(r.messages())
	const asked = 30
	var people sync.WaitGroup
	for i := range asked {
		people.Go(func() {
			r.say(fmt.Sprintf(`/checkout %s name:"Ani Wijaya" email:ani%d@example.com mobile:081200001111`, product, i))
		})
	}
	people.Wait()
	links, refused := 0, 0
	r.wait("30 answers", func() bool {
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

// Without the database nobody knows what the others have spent: the person reads a sentence, and
// Mayar hears nothing.
func TestReplicaWithoutItsDatabaseAsksNothing(t *testing.T) {
	t.Parallel()
	database := storetest.PostgresURL(t)
	r := newRig(t, func(cfg *config, _ *fakemayar.Options) { cfg.DatabaseURL = databaseURL(database) })
	r.answers("/unpaid", "278 unpaid")
	product := r.membership().ID
	if err := r.app.db.Close(); err != nil {
		t.Fatal(err)
	}
	before := len(r.mayar.Requests())
	r.say("/checkout " + product + person)
	r.wait("an answer", func() bool { return settled(r) && !strings.Contains(r.lastText(), "278") })
	if strings.Contains(r.lastText(), "immutable=") || leaks(r.lastText()) {
		t.Errorf("the answer is %s", r.lastText())
	}
	if more := len(r.mayar.Requests()) - before; more != 0 {
		t.Errorf("%d requests beside the budget", more)
	}
}

// The doctor may be asked while replicas run, and twice in a minute: its requests are out of the
// same budget, whichever process made the others.
func TestDoctorAsksOutOfTheSharedBudget(t *testing.T) {
	for engine, databaseURL := range map[string]func(testing.TB) string{
		"SQLite": storetest.SQLiteURL, "Postgres": storetest.PostgresURL,
	} {
		t.Run(engine, func(t *testing.T) {
			slack, mayar := pretend(t, fakeslack.Options{}, fakemayar.Options{})
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
				out, code := doctorSays(t)
				if left := fmt.Sprintf("%d left after", 20-len(mayar.Requests())); code != 0 ||
					!strings.Contains(out, left) {
					t.Errorf("exit %d, want %s", code, left)
				}
			}
		})
	}
}
