package digest

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

const (
	// Grace is for how long after its slot a digest is still posted. Then the slot has failed, or is skipped when nothing ever ran.
	MaxLateness = 12 * time.Hour

	// LateAfter is from when on a digest is late, and says so.
	LateAfter = 5 * time.Minute

	releaseTimeout = 5 * time.Second
)

// Errors of a Service.
var (
	ErrNotFound = errors.New("there is no such digest")
	ErrConflict = errors.New("the digest was changed by somebody else meanwhile")
	ErrLimit    = errors.New("the channel has as many digests as it may have")

	// ErrNothingKnown is Preview's: Mayar could not be asked, and what is known of it is too old to be told, or nothing.
	ErrStaleData = errors.New("nothing recent enough is known of Mayar")
)

// Config is what a Service works with.
type Config struct {
	DB      *store.DB
	Mirror  Mirror
	Slack   Poster
	Compose Composer
	Admins  []string // Slack user ids who are told what is not for the owner of a digest, or what its owner cannot be told

	// ReadFilter makes of a filter that was kept as Slack delivered it what the person typed; nil: it stays as it is.
	ReadFilter func(string) string

	Now         func() time.Time // time.Now; may be moved, see [Service.Nudge]. Replicas must agree on it, within a second or so: see [store.Clock]
	DatabaseNow func() time.Time // the database's time, as far as is known, by which River goes: time.Now
	Log         *slog.Logger     // slog.Default()
	Metrics     Metrics          // nobody counts
	Replica     string           // names this process among those of one database, and must be its own; empty: River makes a name

	PostTimeout time.Duration // after which a post is given up, and what became of it is looked up: 10 seconds
	StopTimeout time.Duration // how long Run waits for what is under way when it is stopped: 20 seconds
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.DatabaseNow == nil {
		c.DatabaseNow = time.Now
	}
	if c.ReadFilter == nil {
		c.ReadFilter = func(filter string) string { return filter }
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Metrics == nil {
		c.Metrics = noMetrics{}
	}
	if c.PostTimeout <= 0 {
		c.PostTimeout = 10 * time.Second
	}
	if c.StopTimeout <= 0 {
		c.StopTimeout = 20 * time.Second
	}
	return c
}

// uncounted is the Metrics of those who do not count.
type noMetrics struct{}

func (noMetrics) Ended(Delivery)      {}
func (noMetrics) ProblemFound(string) {}
func (noMetrics) Retried(string)      {}
func (noMetrics) Backlog(int)         {}

// A Service keeps subscriptions and delivers digests. It is safe for concurrent use.
type Service struct {
	cfg         Config
	queue       *queue
	channels    channelLimiter
	refreshing  sharedRefresh // the last time that Mayar was asked
	woken       chan struct{} // holds one: somebody moved the clock
	cleanedHour atomic.Int64  // the hour in which the ledger was last tidied

	loggedUnreadable sync.Map // the digests of which it was logged that they cannot be read
}

// New returns a Service. Digests are delivered while Run runs, in this process or another one with the same database.
func New(cfg Config) (*Service, error) {
	s := &Service{cfg: cfg.withDefaults(), woken: make(chan struct{}, 1)}
	queue, err := newQueue(s)
	if err != nil {
		return nil, err
	}
	s.queue = queue
	return s, nil
}

// now is the present moment to the millisecond, as everything is kept.
func (s *Service) now() time.Time { return s.cfg.Now().Truncate(time.Millisecond).UTC() }

// Run delivers digests until ctx ends. Then it waits for what is under way, for as long as Config.StopTimeout.
func (s *Service) Run(ctx context.Context) error {
	// The end of ctx must not cut the post that is under way.
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

// watch looks every second whether anything has been left behind, until ctx ends. The tick that River runs looks ahead, so there mostly is nothing;
// but it runs on one replica alone, and when that one dies, the others must not wait for the election of another.
func (s *Service) watch(ctx context.Context) {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for {
		patience := watchPatience
		select {
		case <-ctx.Done():
			return
		case <-s.woken:
			patience = 0
		case <-ticker.C:
			if behind, err := s.hasOverdue(ctx); err == nil && !behind {
				continue
			}
		}
		if err := s.tick(ctx, patience); err != nil && ctx.Err() == nil {
			s.cfg.Log.WarnContext(ctx, "digest tick failed", "error", err)
		}
	}
}

// Nudge looks at once for what is due: the clock was moved.
func (s *Service) Wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}
