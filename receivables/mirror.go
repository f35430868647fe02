package receivables

import (
	"context"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/store"
)

// Source is what the mirror asks of Mayar. [mayar.TransactionsService] is one.
type Source interface {
	// UnpaidPages gives the unpaid transactions page by page, newest first as far as is known.
	UnpaidPages(ctx context.Context, opts *mayar.UnpaidOptions) iter.Seq2[mayar.UnpaidPage, error]

	// PaidPages gives the history of payments page by page, newest first as far as is known.
	PaidPages(ctx context.Context, opts *mayar.PaidOptions) iter.Seq2[mayar.PaidPage, error]

	// GetTransaction gives one transaction, whatever became of it.
	GetTransaction(ctx context.Context, id string) (*mayar.TransactionDetail, *mayar.Response, error)
}

// Config is how a mirror works. The zero Config is good for production.
type Config struct {
	Now func() time.Time // time.Now
	Log *slog.Logger     // slog.Default()

	RefreshInterval time.Duration // how often Run brings the mirror up to date: 5 minutes
	SweepInterval   time.Duration // how often Run sweeps at most, long lists less often: 15 minutes
	Retention       time.Duration // how long Run keeps what has gone, and the audit: 90 days
	PollInterval    time.Duration // how often a replica looks whether another one's sync is done: half a second
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	setDefault(&c.RefreshInterval, 5*time.Minute)
	setDefault(&c.SweepInterval, 15*time.Minute)
	setDefault(&c.Retention, 90*day)
	setDefault(&c.PollInterval, 500*time.Millisecond)
	return c
}

func setDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// Mirror is the mirror of the unpaid transactions. It is safe for concurrent use.
type Mirror struct {
	db     *store.DB
	source Source
	cfg    Config

	mu      sync.Mutex
	running *sharedSync // the sync that runs in this process; nil: none
}

// New returns the mirror in db of the transactions in source. Nothing happens until its methods are called.
func New(db *store.DB, source Source, cfg Config) *Mirror {
	return &Mirror{db: db, source: source, cfg: cfg.withDefaults()}
}
