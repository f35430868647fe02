package bot

import (
	"context"
	"time"
)

// reportTokenError has the token looked at when Slack refuses, for want of a good one, to say who somebody is: as long as that is so, everybody is refused. It
// never waits.
func (b *Bot) reportTokenError(err error) {
	if permanentErrors[slackCode(err)] == "" {
		return
	}
	select {
	case b.tokenErrors <- err:
	default: // it is being looked at
	}
}

// checkTokenErrors returns a FatalError once a doubt turns out to be right. A lacking scope is sure; what else is said of the token in passing has to be
// said by auth.test as well, since it ends the program.
func (b *Bot) checkTokenErrors(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-b.tokenErrors:
			fatal := botToken.fatal(err)
			if slackCode(err) != "missing_scope" {
				fatal = b.confirmTokenRefused(ctx)
			}
			if fatal != nil {
				return fatal
			}
		}
	}
}

const (
	// confirmations are how many answers of auth.test in a row have to say that the token is refused, confirmPause what lies between them.
	confirmations = 2
	confirmPause  = time.Second
)

// confirmTokenRefused asks auth.test whether Slack refuses the bot for good. It returns nil when it does not, and when that cannot be found out.
func (b *Bot) confirmTokenRefused(ctx context.Context) *FatalError {
	var fatal *FatalError
	for n := range confirmations {
		if n > 0 && sleep(ctx, confirmPause) != nil {
			return nil
		}
		_, err := b.api.AuthTestContext(ctx)
		if fatal = botToken.fatal(err); fatal == nil {
			return nil
		}
	}
	return fatal
}
