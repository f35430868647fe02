package bot

import "context"

// doubt has the token looked at when Slack refuses, for want of a good one, to say who somebody is: as long as that is so, everybody is refused. It
// never waits.
func (b *Bot) doubt(err error) {
	if permanent[slackCode(err)] == "" {
		return
	}
	select {
	case b.doubts <- err:
	default: // it is being looked at
	}
}

// settleDoubts returns a FatalError once a doubt turns out to be right. A lacking scope is sure; what else is said of the token in passing has to be
// said by auth.test as well, since it ends the program.
func (b *Bot) settleDoubts(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-b.doubts:
			if slackCode(err) != "missing_scope" {
				_, err = b.api.AuthTestContext(ctx)
			}
			if fatal := botToken.fatal(err); fatal != nil {
				return fatal
			}
		}
	}
}
