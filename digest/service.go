package digest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/mayarbot/mayarbot/store"
)

const (
	// Grace is for how long after its slot a digest is still posted. Then the slot has failed, or is skipped when nothing ever ran.
	Grace = 12 * time.Hour

	// LateAfter is from when on a digest is late, and says so.
	LateAfter = 5 * time.Minute
)

// Config is what a Service works with.
type Config struct {
	DB      *store.DB
	Mirror  Mirror
	Slack   Poster
	Compose Composer

	Now     func() time.Time // time.Now; may be moved, see [Service.Nudge]
	Log     *slog.Logger     // slog.Default()
	Metrics Metrics          // nobody counts
	Replica string           // names this process among those of one database; empty: River makes a name

	PostTimeout time.Duration // after which a post is given up, and what became of it is looked up: 10 seconds
	StopTimeout time.Duration // how long Run waits for what is under way when it is stopped: 20 seconds
}

// Errors of a Service.
var (
	ErrNotFound = errors.New("there is no such digest")
	ErrChanged  = errors.New("the digest was changed by somebody else meanwhile")
)

// A Service keeps subscriptions and delivers digests. It is safe for concurrent use.
type Service struct{ cfg Config }

// New returns a Service. Digests are delivered while Run runs, in this process or another one with the same database.
func New(cfg Config) (*Service, error) { return &Service{cfg}, nil }

var errStub = errors.New("not there yet")

// Run delivers digests until ctx ends, then waits for what is under way.
func (s *Service) Run(ctx context.Context) error { return errStub }

// Nudge looks at once for what is due: the clock was moved.
func (s *Service) Nudge() {}

// Retry tries again at once what could not be delivered to a channel: the bot was invited to it.
func (s *Service) Retry(ctx context.Context, channel string) error { return errStub }

// Create adds a subscription, and returns it with its ID and when it is due first. Its errors are *WordError, *receivables.QueryError and the database's.
func (s *Service) Create(ctx context.Context, sub Subscription) (Subscription, error) {
	return sub, errStub
}

// Update changes a subscription, from now on. It returns ErrChanged when sub.Revision is not the last one, ErrNotFound, and the errors of Create.
func (s *Service) Update(ctx context.Context, sub Subscription) (Subscription, error) {
	return sub, errStub
}

// Pause pauses a subscription until the given moment, or Indefinitely. It may return ErrNotFound.
func (s *Service) Pause(ctx context.Context, id string, until time.Time) (Subscription, error) {
	return Subscription{}, errStub
}

// Resume ends a pause. It may return ErrNotFound.
func (s *Service) Resume(ctx context.Context, id string) (Subscription, error) {
	return Subscription{}, errStub
}

// Delete removes a subscription. It may return ErrNotFound.
func (s *Service) Delete(ctx context.Context, id string) error { return errStub }

// Get returns one subscription. It may return ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (Subscription, error) {
	return Subscription{}, errStub
}

// List returns a channel's subscriptions, oldest first.
func (s *Service) List(ctx context.Context, channel string) ([]Subscription, error) {
	return nil, errStub
}

// ListAll returns all subscriptions, by channel, oldest first.
func (s *Service) ListAll(ctx context.Context) ([]Subscription, error) { return nil, errStub }

// Now posts a digest to its channel now, besides the schedule: a slot of its own. It returns at once; Get tells in Last what became of it.
func (s *Service) Now(ctx context.Context, id string) (Delivery, error) {
	return Delivery{}, errStub
}

// Preview returns what a digest would say now. Nothing is posted or kept. The subscription need not exist.
func (s *Service) Preview(ctx context.Context, sub Subscription) (Report, error) {
	return Report{}, errStub
}
