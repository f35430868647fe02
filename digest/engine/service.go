package engine

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/store"
	"github.com/mayarbot/mayarbot/workdays"
)

const releaseTimeout = 5 * time.Second

// Config configures a Service.
type Config struct {
	DB      *store.DB
	Mirror  Mirror
	Slack   Poster
	Compose Composer
	Admins  []string // Slack user ids; they get the notices that the owner of a digest does not get

	Calendar workdays.Calendar // which days are holidays

	// ReadFilter restores the typed text of a filter that was stored as Slack delivered it; nil: no
	// change.
	ReadFilter func(string) string

	// time.Now; may be moved, see [Service.Wake]. Leases are times of this clock, so replicas must
	// agree on it: see [store.Clock].
	Now func() time.Time

	// RiverNow is the clock that River goes by, which is the database's: time.Now.
	RiverNow func() time.Time

	Log     *slog.Logger // slog.Default()
	Metrics Metrics      // counts nothing
	Replica string       // unique name of this process for River; empty: River makes one

	PostTimeout time.Duration // limit for a post, after which its outcome is searched for: 10 seconds
	StopTimeout time.Duration // how long Run waits for running attempts when it is stopped: 20 seconds
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.RiverNow == nil {
		c.RiverNow = time.Now
	}
	if c.ReadFilter == nil {
		c.ReadFilter = func(filter string) string { return filter }
	}
	c.Log = cmp.Or(c.Log, slog.Default())
	c.Metrics = cmp.Or[Metrics](c.Metrics, noMetrics{})
	c.PostTimeout = cmp.Or(c.PostTimeout, 10*time.Second)
	c.StopTimeout = cmp.Or(c.StopTimeout, 20*time.Second)
	return c
}

// noMetrics is the default for Config.Metrics.
type noMetrics struct{}

func (noMetrics) Ended(digest.Delivery)       {}
func (noMetrics) ProblemFound(digest.Problem) {}
func (noMetrics) Retried(digest.Problem)      {}
func (noMetrics) Backlog(int)                 {}

// A Service keeps subscriptions and delivers digests. It is safe for concurrent use.
type Service struct {
	cfg         Config
	queue       *queue
	channels    channelLimiter
	refreshing  sharedRefresh
	ticking     sync.Mutex
	woken       chan struct{} // holds at most one
	cleanedHour atomic.Int64  // the hour of the last cleanUp

	loggedUnreadable sync.Map // ids of digests that were logged as unreadable
}

// New returns a Service. Digests are delivered while Run runs, in this process or another one with
// the same database.
func New(cfg Config) (*Service, error) {
	s := &Service{cfg: cfg.withDefaults(), woken: make(chan struct{}, 1)}
	queue, err := newQueue(s)
	if err != nil {
		return nil, err
	}
	s.queue = queue
	return s, nil
}

// now is the present time in milliseconds, the precision of the database.
func (s *Service) now() time.Time { return s.cfg.Now().Truncate(time.Millisecond).UTC() }

// Run delivers digests until ctx ends. Then it waits for running attempts, for as long as
// Config.StopTimeout.
func (s *Service) Run(ctx context.Context) error {
	if !s.awaitDigests(ctx) {
		return nil
	}
	// The end of ctx must not cancel a running post.
	if err := s.queue.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	s.watch(ctx)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.StopTimeout)
	defer cancel()
	if err := s.queue.Stop(stopping); err == nil {
		return nil
	}
	s.cfg.Log.WarnContext(ctx, "shutdown timeout, digests cut short, outcome looked up later")
	cutting, cancelCut := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancelCut()
	return s.queue.StopAndCancel(cutting)
}

// awaitDigests waits until anything of any digest is kept, and reports false if ctx ends first.
// River wakes up 25 times a second, so it does not run where nobody uses digests.
func (s *Service) awaitDigests(ctx context.Context) bool {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		if kept, err := s.keepsAny(ctx); err == nil && kept {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
	}
}

func (s *Service) keepsAny(ctx context.Context) (kept bool, err error) {
	err = s.cfg.DB.ReadRow(ctx, []any{&kept}, `SELECT EXISTS (SELECT 1 FROM subscription)
		OR EXISTS (SELECT 1 FROM delivery) OR EXISTS (SELECT 1 FROM digest_notice)`)
	return kept, err
}

// watch looks at once and then every second for due deliveries until ctx ends, and makes their jobs
// available. River's leader would do so every 5 seconds, and its periodic tick plans ahead every
// 30. But a new leader is elected up to 18 seconds after the last one was killed; then a digest
// would be up to 37 seconds late, and a lease of 45 seconds of a process that died would not be
// found within the promised minute.
func (s *Service) watch(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		if due, err := s.hasDue(ctx); err == nil && due {
			s.tickAndLog(ctx, watchPatience)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.woken:
			s.tickAndLog(ctx, 0)
		case <-ticker.C:
		}
	}
}

func (s *Service) tickAndLog(ctx context.Context, patience time.Duration) {
	if err := s.tick(ctx, patience); err != nil && ctx.Err() == nil {
		s.cfg.Log.WarnContext(ctx, "digest tick failed", "error", err)
	}
}

// Wake looks at once for what is due: the clock was moved, or something may be tried again.
func (s *Service) Wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}
