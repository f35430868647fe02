package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/mayarbot/mayarbot/internal/ttl"
	"github.com/sourcegraph/conc"
)

const (
	// stopGrace is how long running handlers may go on after a shutdown began. Then their contexts
	// end, and cancelGrace is how long the bot waits for them after that.
	stopGrace   = 10 * time.Second
	cancelGrace = 2 * time.Second

	// ackDrain lets pending acks get out before the sockets close.
	ackDrain = 100 * time.Millisecond
)

// A Bot serves one Slack app.
type Bot struct {
	cfg      Config
	log      *slog.Logger
	router   *router
	redactor redactor
	api      *slackapi.Client
	sender   *slackapi.Sender
	metrics  *metrics

	messages     *ttl.Cache[string, struct{}] // ids of messages without a slash
	beginning    chan struct{}                // an element for each job that has just begun
	available    chan Event                   // for Config.OnChannelAvailable and the listeners
	changedUsers chan string                  // user ids, for Config.UserChanges
	tokenErrors  chan error                   // of the bot token
	userLimiter  userLimiter
	denials      *ttl.Cache[string, struct{}] // logged lately, by user and reason
	formQueue    *fairQueue[*formSubmission]  // for checkForms
	queue        *fairQueue[*job]             // for work
	busyQueue    *fairQueue[*job]             // for answerBusy
	running      atomic.Int64
	stopping     atomic.Bool
	ran          atomic.Bool
	grace        time.Duration // softStop, less in tests
	ackWait      time.Duration // maxAckWait, another in tests

	shutdownCtx context.Context // ends when a stopping bot may send no more replies
}

// New returns a bot that has not contacted Slack yet. It fails when cfg lacks something, when two
// parts of the registry have the same name, or when the metrics are registered already.
func New(cfg Config) (*Bot, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	router, err := newRouter(cfg.Prefix, cfg.Default, cfg.Commands)
	if err != nil {
		return nil, err
	}
	b := &Bot{
		cfg: cfg, log: cfg.Log, router: router, redactor: newRedactor(cfg.PersonalKeys),
		metrics: newMetrics(), grace: stopGrace, ackWait: maxAckWait,
		messages: ttl.New[string, struct{}](cfg.Now, maxMessages),
		denials:  ttl.New[string, struct{}](cfg.Now, maxDenials),
		api:      cfg.API, sender: cfg.API.Sender(), beginning: make(chan struct{}, beginners()),
		available: make(chan Event, maxAvailable), changedUsers: make(chan string, maxChangedUsers),
		tokenErrors: make(chan error, 1),
		formQueue:   newFairQueue[*formSubmission](maxForms, maxFormsPerUser, 1),
		queue:       newFairQueue[*job](cfg.Queue, max(4, cfg.Queue/8), max(2, cfg.Workers/16)),
		busyQueue:   newFairQueue[*job](busyQueueSize, maxBusyPerUser, 1),
	}
	if err := b.metrics.register(cfg.Registerer, b); err != nil {
		return nil, err
	}
	return b, nil
}

// Run serves until ctx ends and then returns nil: it takes no new work, gives running handlers ten
// seconds, and then ends their contexts. It returns a *slackapi.FatalError when Slack refuses the
// bot for good, at the start or later. A bot runs once.
func (b *Bot) Run(ctx context.Context) error {
	if b.ran.Swap(true) {
		return errors.New("bot: Run was called twice")
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	defer b.api.HTTP().CloseIdleConnections()

	shutdownCtx, cancelShutdown := context.WithCancel(context.WithoutCancel(ctx))
	defer cancelShutdown()
	b.shutdownCtx = shutdownCtx
	handlerCtx, cancelHandlerCtx := context.WithCancel(shutdownCtx)
	defer cancelHandlerCtx()
	cancelHandlers := func() {
		cancelHandlerCtx()
		time.AfterFunc(finalReplies, cancelShutdown)
	}
	var workers conc.WaitGroup
	for range b.cfg.Workers {
		workers.Go(func() { b.work(handlerCtx) })
	}
	var checkers conc.WaitGroup
	for range formCheckers() {
		checkers.Go(b.checkForms)
	}
	var busyGroup conc.WaitGroup
	stopped := make(chan struct{})
	for range busyWorkers {
		busyGroup.Go(func() { b.answerBusy(handlerCtx) })
	}
	busyGroup.Go(func() { b.notifyAvailable(handlerCtx, stopped) })
	busyGroup.Go(func() { b.publishChanges(handlerCtx, stopped) })
	// Sockets outlive ctx for a moment, so that their acks get out.
	socketCtx, closeSockets := context.WithCancel(context.WithoutCancel(ctx))
	defer closeSockets()
	var sockets conc.WaitGroup
	sockets.Go(func() { b.cfg.Connections.Run(socketCtx, receiver{b}, stop) })
	sockets.Go(func() { stopOnError(stop, b.api.Authenticate(ctx)) })
	sockets.Go(func() { stopOnError(stop, b.checkTokenErrors(ctx)) })

	<-ctx.Done()
	b.log.Info("shutting down", "running", b.running.Load(), "waiting", b.queue.len())
	b.stopping.Store(true)
	time.Sleep(ackDrain)
	closeSockets()
	sockets.Wait()
	b.formQueue.close()
	b.waitForGroup(&checkers, cancelHandlers)
	b.queue.close()
	b.waitForGroup(&workers, cancelHandlers)
	b.busyQueue.close()
	close(stopped)
	b.waitForGroup(&busyGroup, cancelHandlers)

	if fatal, ok := errors.AsType[*slackapi.FatalError](context.Cause(ctx)); ok {
		return fatal
	}
	return nil
}

func stopOnError(stop context.CancelCauseFunc, err error) {
	if err != nil {
		stop(err)
	}
}

// waitForGroup waits for a group to end, and cancels the handlers when the grace period is over.
func (b *Bot) waitForGroup(group *conc.WaitGroup, cancelHandlers context.CancelFunc) {
	done := make(chan struct{})
	go func() {
		if p := group.WaitAndRecover(); p != nil {
			recovered := panicsafe.Of(p.Value, p.Stack)
			b.log.Error("worker panicked", "panic", recovered, "stack", recovered.Stack)
		}
		close(done)
	}()
	select {
	case <-done:
		return
	case <-time.After(b.grace):
		cancelHandlers()
	}
	select {
	case <-done:
	case <-time.After(cancelGrace):
		b.log.Error("shutdown timeout", "running", b.running.Load())
	}
}
