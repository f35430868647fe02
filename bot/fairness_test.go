package bot_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

// hangingCheck is a checkout form whose check hangs for e-mails of "hang" until the test releases
// it.
func hangingCheck(goOn <-chan struct{}) bot.Command {
	c := checkoutCommand(answerWith("links"))
	form := checkoutForm(answerWith("links"))
	parse := form.Parse
	form.Parse = func(req *bot.Request) (string, map[string]string) {
		if req.Fields["email"] == "hang" {
			<-goOn
		}
		return parse(req)
	}
	c.Forms["checkout"] = form
	return c
}

// However long the checks of forms take, other users are acknowledged and answered.
func TestCheckOfAFormHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	b := start(t, func(c *testConfig) { c.sockets = 1 }, hangingCheck(goOn))
	defer close(goOn)
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	const many = 10
	sent := make(chan *fakeslack.Sent, many)
	for range many {
		go func() {
			var one *fakeslack.Sent
			defer func() { sent <- one }() // nil if submit has failed the test
			one = b.submit(t, fakeslack.Ayu, form, "hang")
		}()
	}
	other := b.openForm(t, fakeslack.Budi, fakeslack.Finance)
	if got := b.slash(t, fakeslack.Budi, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("another person is told %q", got)
	}
	b.submit(t, fakeslack.Budi, other, "sri@example.com")
	b.modalShows(t, fakeslack.Budi, "links")

	// The hanging forms are acknowledged in time, and what was typed is not lost.
	for range many {
		if s := <-sent; s != nil && s.AckTook() >= 3*time.Second {
			t.Errorf("acknowledged after %v", s.AckTook())
		}
	}
	view := b.Views(fakeslack.Ayu)
	if len(view) != 1 || !cmp.Equal(view[0].Errors, map[string]string{"email": "send it again"}) {
		t.Errorf("the form that hung: %+v", view)
	}
	busy := 0
	eventually(t, func() bool {
		busy = 0
		for _, rec := range b.book.all() {
			if rec.Kind == string(bot.KindForm) && rec.User == fakeslack.Ayu && rec.Outcome == "busy" {
				busy++
			}
		}
		return busy == many
	})
}

// A user whose handlers hang takes only a part of the workers and of the queue, and another user is
// answered.
func TestOnePersonDoesNotTakeAllWorkers(t *testing.T) {
	t.Parallel()
	goOn := make(chan struct{})
	defer close(goOn)
	slow := bot.Command{Name: "slow", Run: func(ctx, *bot.Request, bot.Responder) error { <-goOn; return nil }}
	b := start(t, func(c *testConfig) { c.Workers, c.Queue = 4, 16 }, slow)
	for range 20 {
		b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/slow")
	}
	eventually(t, func() bool { return b.bot.Health().Running == 2 })
	if got := b.slash(t, fakeslack.Budi, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("another person is told %q", got)
	}
}

// A user above the rate limit is told so once, the rest is dropped, and the record stays short.
func TestTooFast(t *testing.T) {
	t.Parallel()
	clock := newStillClock()
	b := start(t, func(c *testConfig) { c.Now = clock.now }, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	const burst, many = 40, 100
	for range many {
		b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	}
	b.waitForAnswers(t, "refused too_fast 7", 1)
	b.waitForAnswers(t, "ok", burst)
	if got := b.slash(t, fakeslack.Budi, fakeslack.Finance, "/help").Text; got != "help" {
		t.Errorf("another person is told %q", got)
	}
	outcomes := map[string]int{}
	for _, rec := range b.book.next(t, burst+2) {
		outcomes[rec.Outcome]++
	}
	if want := map[string]int{"ok": burst + 1, "refused: too_fast": 1}; !cmp.Equal(outcomes, want) {
		t.Errorf("recorded: %v, want %v", outcomes, want)
	}
	clock.advance(time.Minute)
	b.typeCommand(t, fakeslack.Ayu, fakeslack.Finance, "/unpaid")
	b.waitForAnswers(t, "ok", burst+1)
}

// A form above the rate limit comes back unchanged.
func TestFormThatComesTooFast(t *testing.T) {
	t.Parallel()
	clock := newStillClock()
	b := start(t, func(c *testConfig) { c.Now = clock.now }, checkoutCommand(answerWith("links")))
	form := b.openForm(t, fakeslack.Ayu, fakeslack.Finance)
	for range 45 {
		b.submit(t, fakeslack.Ayu, form, "bad")
	}
	if got := b.Views(fakeslack.Ayu)[0].Errors; !cmp.Equal(got, map[string]string{"email": "send it again"}) {
		t.Errorf("errors on the form: %v", got)
	}
	clock.advance(time.Minute)
	b.submit(t, fakeslack.Ayu, form, "sri@example.com")
	b.modalShows(t, fakeslack.Ayu, "links")
}

// A guest who tries again and again makes one record in a minute.
func TestDenialsAreLoggedOnceAMinute(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, func(c *testConfig) { c.Now = clock.now }, bot.Command{Name: "unpaid", Run: answerWith("ok")})
	refused := func(n int) {
		for range n {
			if got := b.slash(t, fakeslack.Guest, fakeslack.Sales, "/unpaid").Text; got != "refused guest 7" {
				t.Errorf("a guest is told %q", got)
			}
		}
	}
	refused(5)
	clock.advance(time.Minute)
	refused(5)
	b.slash(t, fakeslack.Budi, fakeslack.Sales, "/unpaid")
	got := b.book.next(t, 3)
	if len(got) != 3 || got[0].User != fakeslack.Guest || got[1].User != fakeslack.Guest ||
		got[2].User != fakeslack.Budi {
		t.Errorf("recorded: %+v", got)
	}
}
