package bot

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/panicsafe"
	"github.com/slack-go/slack"
)

const (
	// mostChanged is how many changes may wait to be passed on.
	mostChanged = 1024

	// changeWithin bounds the passing on of one, and the question whether there was one.
	changeWithin = time.Second
)

// Changes is where the processes of one app tell each other that somebody has changed, become a guest say.
type Changes interface {
	// Changed records that a user has changed.
	Changed(ctx context.Context, user string) error

	// Last names the last change of a user, "" when there was none lately.
	Last(ctx context.Context, user string) (string, error)
}

// change forgets who somebody was, here at once and elsewhere soon. It never waits.
func (b *Bot) change(user string) {
	b.people.users.forget(user)
	if b.cfg.Changes == nil {
		return
	}
	select {
	case b.changed <- user:
	default:
		b.metrics.lost("change")
	}
}

// passOn tells the other processes of changes until done is closed.
func (b *Bot) passOn(ctx context.Context, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case user := <-b.changed:
			if p := panicsafe.Try(func() { b.passOne(ctx, user) }); p != nil {
				b.log.Error("panic in Config.Changes", "panic", p, "stack", p.Stack)
			}
		}
	}
}

func (b *Bot) passOne(ctx context.Context, user string) {
	ctx, cancel := context.WithTimeout(ctx, changeWithin)
	defer cancel()
	if err := b.cfg.Changes.Changed(ctx, user); err != nil {
		b.metrics.lost("change")
		b.log.Error("the other processes were not told that somebody has changed", "user", user, "error", err)
	}
}

// user returns who somebody is. When it cannot be told whether they have changed, Slack is asked.
func (b *Bot) user(ctx context.Context, id string) (*slack.User, error) {
	since := ""
	if b.cfg.Changes != nil {
		ctx, cancel := context.WithTimeout(ctx, changeWithin)
		defer cancel()
		var err error
		if since, err = b.cfg.Changes.Last(ctx, id); err != nil {
			b.log.Warn("whether somebody has changed is not known, so Slack is asked", "user", id, "error", err)
			b.people.users.forget(id)
		}
	}
	return b.people.users.get(ctx, id, since)
}
