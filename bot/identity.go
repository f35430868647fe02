package bot

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// authTimeout is how long a request waits for auth.test, whose answer is missing in the first
// moments after the start only.
const authTimeout = 5 * time.Second

var errNotAuthenticated = errors.New("which workspace this is has not been said yet")

// identity is who the bot is, according to auth.test.
type identity struct {
	ready chan struct{} // closed once the rest is set

	mu   sync.Mutex
	auth slack.AuthTestResponse
}

// team returns the id of our workspace, "" while it is unknown.
func (s *identity) team() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.auth.TeamID
}

// waitTeam waits for the id of our workspace and returns it.
func (s *identity) waitTeam(ctx context.Context) (string, error) {
	timer := time.NewTimer(authTimeout)
	defer timer.Stop()
	select {
	case <-s.ready:
		return s.team(), nil
	case <-ctx.Done():
		return "", ctx.Err()
	case <-timer.C:
		return "", errNotAuthenticated
	}
}

// authenticate calls auth.test until it answers. It returns a FatalError when the token will never
// work.
func (s *identity) authenticate(ctx context.Context, cfg Config, client *http.Client) error {
	install, refusals, log := NewInstallProbe(client), 0, cfg.Log
	api := slack.New(cfg.BotToken, slack.OptionAPIURL(cfg.APIURL), slack.OptionHTTPClient(install))
	for pause := time.Second; ; pause = min(2*pause, 30*time.Second) {
		auth, err := api.AuthTestContext(ctx)
		if err == nil && (install.OrgWide() || strings.HasPrefix(auth.TeamID, "E")) {
			return &FatalError{Message: OrgWideMessage, Err: errOrgWide}
		}
		if err == nil && auth.TeamID != "" {
			s.mu.Lock()
			s.auth = *auth
			s.mu.Unlock()
			close(s.ready)
			log.Info("authenticated", "team", auth.TeamID, "bot", auth.BotID)
			return nil
		}
		if fatal := botToken.fatal(err); fatal != nil {
			if refusals++; refusals == confirmations {
				return fatal
			}
		} else {
			refusals = 0
		}
		if ctx.Err() != nil {
			return nil
		}
		log.Warn("authentication failed, retrying", "reason", reasonOf(err), "in", pause)
		if sleep(ctx, pause) != nil {
			return nil
		}
	}
}

// Name returns the bot's name in its workspace, where people may have renamed it; "" until Slack
// has said it.
func (b *Bot) Name() string {
	b.identity.mu.Lock()
	defer b.identity.mu.Unlock()
	return b.identity.auth.User
}
