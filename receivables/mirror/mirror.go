package mirror

import (
	"cmp"
	"context"
	"iter"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mayarbot/mayarbot/internal/ttl"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// Source is what the mirror needs of Mayar. [mayar.TransactionsService] is one.
type Source interface {
	// UnpaidPages yields the unpaid transactions page by page, newest first as far as is known.
	UnpaidPages(ctx context.Context, opts *mayar.UnpaidOptions) iter.Seq2[mayar.UnpaidPage, error]

	// PaidPages yields the history of payments page by page, newest first as far as is known.
	PaidPages(ctx context.Context, opts *mayar.PaidOptions) iter.Seq2[mayar.PaidPage, error]

	// GetTransaction returns one transaction in any state.
	GetTransaction(ctx context.Context, id string) (*mayar.TransactionDetail, *mayar.Response, error)
}

// Config configures a mirror. The zero Config is good for production.
type Config struct {
	Now func() time.Time // time.Now
	Log *slog.Logger     // slog.Default()

	SyncFailed func() // called after each failed sync; may be nil

	Retention    time.Duration // how long Run keeps closed transactions and the audit: 90 days
	PollInterval time.Duration // how often a replica asks if another one's sync is done: 500 ms
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.SyncFailed == nil {
		c.SyncFailed = func() {}
	}
	c.Log = cmp.Or(c.Log, slog.Default())
	c.Retention = cmp.Or(c.Retention, 90*24*time.Hour)
	c.PollInterval = cmp.Or(c.PollInterval, 500*time.Millisecond)
	return c
}

// Mirror is the mirror of the unpaid transactions. It is safe for concurrent use.
type Mirror struct {
	db     *store.DB
	source Source
	cfg    Config

	mu      sync.Mutex
	running *sharedSync // the sync that runs in this process, or nil

	prepared preparedQueries
	views    *views
	answers  *ttl.Cache[string, answer] // by transaction
	index    index

	lookupsWork atomic.Bool // Mayar has answered about a single transaction
}

// New returns a mirror, in db, of the transactions of source. It does nothing until its methods
// are called.
func New(db *store.DB, source Source, cfg Config) *Mirror {
	return &Mirror{
		db: db, source: source, cfg: cfg.withDefaults(), views: newViews(),
		answers: ttl.New[string, answer](time.Now, maxAnswers), index: index{timeout: indexTimeout},
	}
}
