package bot

import (
	"context"

	"github.com/mayarbot/mayarbot/bot/slackapi"
)

// reportTokenError asks for a check of the token after Slack refused a call for a bad token: while
// that is so, everybody is denied. It never waits.
func (b *Bot) reportTokenError(err error) {
	if !slackapi.IsTokenError(err) {
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
			fatal := slackapi.BotTokenError(err)
			if slackapi.ErrorCode(err) != "missing_scope" {
				fatal = b.api.ConfirmTokenRefused(ctx)
			}
			if fatal != nil {
				return fatal
			}
		}
	}
}
