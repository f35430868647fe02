package slackapi

import (
	"context"
	"errors"
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

func (s *identity) get() slack.AuthTestResponse {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.auth
}

// set takes the first answer of auth.test.
func (s *identity) set(auth slack.AuthTestResponse) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.auth = auth
	close(s.ready)
}

// confirmations is how many answers of auth.test in a row must refuse the token.
const confirmations = 2

// Authenticate calls auth.test until it answers. It returns a *FatalError when the token will never
// work.
func (c *Client) Authenticate(ctx context.Context) error {
	install, refusals := NewInstallProbe(c.http), 0
	api := slack.New(c.cfg.Token, slack.OptionAPIURL(c.cfg.URL), slack.OptionHTTPClient(install))
	for pause := c.cfg.RetryPause; ; pause = min(2*pause, 30*time.Second) {
		auth, err := api.AuthTestContext(ctx)
		if err == nil && (install.OrgWide() || strings.HasPrefix(auth.TeamID, "E")) {
			return &FatalError{Message: OrgWideMessage, Err: errOrgWide}
		}
		if err == nil && auth.TeamID != "" {
			c.identity.set(*auth)
			c.cfg.Log.Info("authenticated", "team", auth.TeamID, "bot", auth.BotID)
			return nil
		}
		if fatal := BotTokenError(err); fatal != nil {
			if refusals++; refusals == confirmations {
				return fatal
			}
		} else {
			refusals = 0
		}
		if ctx.Err() != nil {
			return nil
		}
		c.cfg.Log.Warn("authentication failed, retrying", "reason", Reason(err), "in", pause)
		if Sleep(ctx, pause) != nil {
			return nil
		}
	}
}

// ConfirmTokenRefused asks auth.test whether Slack refuses the bot for good. It returns nil when
// Slack does not, or does not answer.
func (c *Client) ConfirmTokenRefused(ctx context.Context) *FatalError {
	var fatal *FatalError
	for n := range confirmations {
		if n > 0 && Sleep(ctx, c.cfg.RetryPause) != nil {
			return nil
		}
		_, err := c.patient.AuthTestContext(ctx)
		if fatal = BotTokenError(err); fatal == nil {
			return nil
		}
	}
	return fatal
}

// Team returns the id of our workspace, "" while it is unknown.
func (c *Client) Team() string { return c.identity.get().TeamID }

// TeamName returns the name of our workspace, "" while it is unknown.
func (c *Client) TeamName() string { return c.identity.get().Team }

// WaitTeam waits for the id of our workspace and returns it.
func (c *Client) WaitTeam(ctx context.Context) (string, error) {
	timer := time.NewTimer(authTimeout)
	defer timer.Stop()
	select {
	case <-c.identity.ready:
		return c.Team(), nil
	case <-ctx.Done():
		return "", ctx.Err()
	case <-timer.C:
		return "", errNotAuthenticated
	}
}

// UserID returns the bot's own user id, "" while it is unknown.
func (c *Client) UserID() string { return c.identity.get().UserID }

// Name returns the bot's name in its workspace, where people may have renamed it; "" while it is
// unknown.
func (c *Client) Name() string { return c.identity.get().User }
