package bot

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/slack-go/slack"
	"github.com/sourcegraph/conc"
)

const (
	// softStop is how long running handlers may go on after the bot was told to stop, hardStop how long they are then waited for.
	softStop = 10 * time.Second
	hardStop = 2 * time.Second

	// linger lets acks that are on their way get out before the sockets close.
	linger = 100 * time.Millisecond
)

// A Bot serves one Slack app.
type Bot struct {
	cfg     Config
	log     *slog.Logger
	router  *router
	http    *http.Client
	api     *slack.Client
	out     outbox
	poster  poster
	people  *people
	self    self
	metrics *metrics

	opens   openPace
	sockets []*socket
	seen    envelopes

	turns    turns
	opened   chan Event  // to Config.Opened and the listeners
	changed  chan string // people, to Config.Changes
	doubts   chan error  // of the bot token
	rates    rateLimits
	refusals refusalLog
	checks   *fairQueue[*submission] // to those who check forms
	queue    *fairQueue[*job]        // to the workers
	aside    *fairQueue[*job]        // to those who say "busy"
	running  atomic.Int64
	closing  atomic.Bool
	ran      atomic.Bool
	soft     time.Duration // softStop, less in tests

	words context.Context // ends with the last words of a bot that stops: what has not been said by then is not said, but written down
}

// New returns a bot that has not spoken to Slack yet. It fails when something is missing from cfg, when the registry names something twice, or when
// the metrics are registered already.
func New(cfg Config) (*Bot, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	router, err := newRouter(cfg.Root, cfg.Default, cfg.Commands)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		cfg: cfg, log: cfg.Log, router: router, metrics: newMetrics(), soft: softStop,
		opens: openPace{now: cfg.Now}, seen: envelopes{now: cfg.Now}, self: self{known: make(chan struct{})},
		turns: newTurns(), opened: make(chan Event, mostOpened), changed: make(chan string, mostChanged), doubts: make(chan error, 1),
		checks: newFairQueue[*submission](mostChecks, eachChecks, 1),
		queue:  newFairQueue[*job](cfg.Queue, max(4, cfg.Queue/8), max(2, cfg.Workers/16)),
		aside:  newFairQueue[*job](aside, asideEach, 1),
	}
	b.http = newHTTPClient(cfg.HTTPClient, b.metrics)
	b.api = newWebAPI(cfg, b.http)
	b.people = newPeople(b.api, cfg.Now)
	b.out = outbox{
		api: b.api, post: b.http.Do, apiURL: cfg.APIURL, more: cfg.Voice.More, now: cfg.Now,
		pace: postPace{now: cfg.Now, next: map[string]time.Time{}},
	}
	b.poster = poster{api: newOnceAPI(cfg, b.http), pace: &b.out.pace, fit: b.out.fit, log: cfg.Log, now: cfg.Now}
	for id := range cfg.Sockets {
		b.sockets = append(b.sockets, newSocket(id+1, b))
	}
	if err := b.metrics.register(cfg.Registerer, b); err != nil {
		return nil, err
	}
	return b, nil
}

// Run serves until ctx ends, and then returns nil: no new work is taken, what runs gets ten seconds, then its contexts end. It returns a *FatalError
// when Slack will never let the bot in, or does so no longer. A bot runs once.
func (b *Bot) Run(ctx context.Context) error {
	if b.ran.Swap(true) {
		return errors.New("bot: Run was called twice")
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer b.http.CloseIdleConnections()

	words, hush := context.WithCancel(context.WithoutCancel(ctx))
	defer hush()
	b.words = words
	handlers, cutOff := context.WithCancel(words)
	defer cutOff()
	cut := func() {
		cutOff()
		time.AfterFunc(lastWords, hush)
	}
	var workers conc.WaitGroup
	for range b.cfg.Workers {
		workers.Go(func() { b.work(handlers) })
	}
	var checkers conc.WaitGroup
	for range formCheckers() {
		checkers.Go(b.checkForms)
	}
	var tellers conc.WaitGroup
	noMore := make(chan struct{})
	for range asiders {
		tellers.Go(func() { b.sayBusy(handlers) })
	}
	tellers.Go(func() { b.tellOpened(handlers, noMore) })
	tellers.Go(func() { b.passOn(handlers, noMore) })
	// Sockets stay open for a moment after ctx has ended, so that their acks get out.
	wire, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	var sockets conc.WaitGroup
	for _, s := range b.sockets {
		sockets.Go(func() { fail(stop, s.run(wire)) })
	}
	sockets.Go(func() { fail(stop, b.self.introduce(ctx, b.cfg, b.http)) })
	sockets.Go(func() { fail(stop, b.settleDoubts(ctx)) })

	<-ctx.Done()
	b.log.Info("stopping", "running", b.running.Load(), "waiting", b.queue.len())
	b.closing.Store(true)
	time.Sleep(linger)
	hangUp()
	sockets.Wait()
	b.checks.close()
	b.finish(&checkers, cut)
	b.queue.close()
	b.finish(&workers, cut)
	b.aside.close()
	close(noMore)
	b.finish(&tellers, cut)

	if fatal, ok := errors.AsType[*FatalError](context.Cause(ctx)); ok {
		return fatal
	}
	return nil
}

func fail(stop context.CancelCauseFunc, err error) {
	if err != nil {
		stop(err)
	}
}

// finish waits for a group to end, with patience at first.
func (b *Bot) finish(group *conc.WaitGroup, cut context.CancelFunc) {
	done := make(chan struct{})
	go func() {
		if p := group.WaitAndRecover(); p != nil {
			told := panicsafe.Of(p.Value, p.Stack)
			b.log.Error("a worker panicked", "panic", told, "stack", told.Stack)
		}
		close(done)
	}()
	select {
	case <-done:
		return
	case <-time.After(b.soft):
		cut()
	}
	select {
	case <-done:
	case <-time.After(hardStop):
		b.log.Error("handlers do not stop", "running", b.running.Load())
	}
}
