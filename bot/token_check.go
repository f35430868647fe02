package bot

import (
	"context"
	"time"
)

// reportTokenError asks for a check of the token after Slack refused a call for a bad token: while
// that is so, everybody is denied. It never waits.
func (b *Bot) reportTokenError(err error) {
	if permanentErrors[slackCode(err)] == "" {
		return
	}
	select {
	case b.tokenErrors <- err:
	default: // a check is running
	}
}

// checkTokenErrors returns a FatalError once a token error is confirmed. A missing scope is
// certain; any other error must be repeated by auth.test, because it ends the program.
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
	// confirmations is how many answers of auth.test in a row must refuse the token, confirmPause
	// the time between them.
	confirmations = 2
	confirmPause  = time.Second
)

// confirmTokenRefused asks auth.test whether Slack refuses the bot for good. It returns nil when
// Slack does not, or does not answer.
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
