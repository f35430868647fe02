package bot

import (
	"context"
	"time"

	"github.com/mayarbot/mayarbot/internal/panicsafe"
	"github.com/slack-go/slack"
)

const (
	// maxChangedUsers is how many changes may wait to be published.
	maxChangedUsers = 1024

	// userChangeTimeout bounds one call to UserChanges.
	userChangeTimeout = time.Second
)

// UserChanges is where the processes of one app tell each other that a user has changed, for
// example into a guest.
type UserChanges interface {
	// Changed records that a user has changed.
	Changed(ctx context.Context, user string) error

	// Last names the last change of a user, "" when there was none lately.
	Last(ctx context.Context, user string) (string, error)
}

// userChanged forgets a user, here at once and in the other processes soon. It never waits.
func (b *Bot) userChanged(user string) {
	b.api.ForgetUser(user)
	if b.cfg.UserChanges == nil {
		return
	}
	select {
	case b.changedUsers <- user:
	default:
		b.metrics.drop("change")
	}
}

// publishChanges tells the other processes of changes until done is closed.
func (b *Bot) publishChanges(ctx context.Context, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case user := <-b.changedUsers:
			if p := panicsafe.Try(func() { b.publishChange(ctx, user) }); p != nil {
				b.log.Error("panic in Config.UserChanges", "panic", p, "stack", p.Stack)
			}
		}
	}
}

func (b *Bot) publishChange(ctx context.Context, user string) {
	ctx, cancel := context.WithTimeout(ctx, userChangeTimeout)
	defer cancel()
	if err := b.cfg.UserChanges.Changed(ctx, user); err != nil {
		b.metrics.drop("change")
		b.log.Error("publishing a user change failed", "user", user, "error", err)
	}
}

// user returns a user. If the changes cannot be read, it asks Slack.
func (b *Bot) user(ctx context.Context, id string) (*slack.User, error) {
	change := ""
	if b.cfg.UserChanges != nil {
		ctx, cancel := context.WithTimeout(ctx, userChangeTimeout)
		defer cancel()
		var err error
		if change, err = b.cfg.UserChanges.Last(ctx, id); err != nil {
			b.log.Warn("reading user changes failed, asking Slack", "user", id, "error", err)
			b.api.ForgetUser(id)
		}
	}
	return b.api.User(ctx, id, change)
}
