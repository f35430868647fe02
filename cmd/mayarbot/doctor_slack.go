package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/commands"
	"github.com/slack-go/slack"
)

// checkSlack looks at both tokens as Slack sees them.
func (d *doctor) checkSlack(ctx context.Context, cfg config) {
	if d.can("bot token", "SLACK_BOT_TOKEN", "SLACK_API_URL") {
		d.checkBotToken(ctx, cfg)
	}
	if d.can("app token", "SLACK_APP_TOKEN", "SLACK_API_URL") {
		d.checkSocket(ctx, cfg)
	}
}

// slackClient also returns a probe that knows after auth.test how the app is installed.
func (d *doctor) slackClient(cfg config) (*slack.Client, *slackapi.InstallProbe) {
	install := slackapi.NewInstallProbe(&http.Client{
		Timeout: checkFor,
		// A redirect would take the tokens along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	return slack.New(string(cfg.SlackBotToken), slack.OptionAppLevelToken(string(cfg.SlackAppToken)),
		slack.OptionAPIURL(string(cfg.SlackAPIURL)), slack.OptionHTTPClient(install)), install
}

// errNoReason is a failure without a reason, such as {"ok":false}, which slack-go takes for
// success.
var errNoReason = errors.New("refused without a reason")

// unanswered says what to mend after a failed call to Slack. Only Slack's own answer blames the
// token.
func unanswered(cfg config, err error, token string) string {
	status, hasStatus := errors.AsType[slack.StatusCodeError](err)
	_, limited := errors.AsType[*slack.RateLimitedError](err)
	_, refused := errors.AsType[slack.SlackErrorResponse](err)
	switch {
	case refused, errors.Is(err, errNoReason):
		return fmt.Sprintf("%v. %s", err, cmp.Or(slackapi.Remedy(err), token))
	case limited, hasStatus && status.Code >= http.StatusInternalServerError:
		return fmt.Sprintf("%v. Slack has trouble or too much to do: try again in a minute", err)
	}
	return fmt.Sprintf("%v. Slack cannot be reached at %s: is SLACK_API_URL right, and does the network, a firewall "+
		"or a proxy let it through?", err, cfg.SlackAPIURL)
}

func (d *doctor) checkBotToken(ctx context.Context, cfg config) {
	if cfg.SlackBotToken == "" {
		d.fail("bot token",
			"SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of your app")
		return
	}
	client, install := d.slackClient(cfg)
	who, err := client.AuthTestContext(ctx)
	if err == nil && who.UserID == "" {
		err = errNoReason
	}
	if err != nil {
		d.fail("bot token", "auth.test: "+unanswered(cfg, err,
			"Copy SLACK_BOT_TOKEN again from OAuth & Permissions, and reinstall the app when that page asks for it"))
		return
	}
	if install.OrgWide() || strings.HasPrefix(who.TeamID, "E") {
		d.fail("bot token", slackapi.OrgWideMessage)
		return
	}
	d.ok("bot token", fmt.Sprintf("auth.test: @%s in %s (%s)", who.User, who.Team, who.TeamID))
	d.checkScopes(who.Header.Get("X-OAuth-Scopes"))
}

// checkScopes compares the granted scopes with those of the manifest.
func (d *doctor) checkScopes(header string) {
	if header == "" {
		d.note("scopes", "Slack did not say which scopes were granted")
		return
	}
	var missing []string
	granted := strings.Split(strings.ReplaceAll(header, " ", ""), ",")
	for _, scope := range commands.Scopes {
		if !slices.Contains(granted, scope) {
			missing = append(missing, scope)
		}
	}
	if len(missing) > 0 {
		d.fail("scopes", fmt.Sprintf("missing %s: paste manifest.yml under App Manifest, or add them under "+
			"OAuth & Permissions → Bot Token Scopes, and reinstall the app%s",
			strings.Join(missing, ", "), withoutMentions(missing)))
		return
	}
	d.ok("scopes", "all granted: "+strings.Join(commands.Scopes, ", "))
}

// withoutMentions says what an app from an earlier manifest cannot do. Slack does not tell its
// events, but an app without the newest scope lacks the events that came with it too.
func withoutMentions(missing []string) string {
	if !slices.Contains(missing, "app_mentions:read") {
		return ""
	}
	return ". Without app_mentions:read, and the events app_mention and message.im that came with it, only slash " +
		"commands are answered"
}

// checkSocket opens a connection as the bot would, and waits for Slack's hello.
func (d *doctor) checkSocket(ctx context.Context, cfg config) {
	if cfg.SlackAppToken == "" {
		d.fail("app token", "SLACK_APP_TOKEN is not set: make an app-level token (xapp-…) with connections:write "+
			"under Basic Information of your app")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, checkFor)
	defer cancel()
	start := time.Now()
	client, _ := d.slackClient(cfg)
	_, address, err := client.StartSocketModeContext(ctx)
	if err == nil && address == "" {
		err = errNoReason
	}
	if err != nil {
		d.fail("app token", "apps.connections.open: "+unanswered(cfg, err,
			"SLACK_APP_TOKEN needs the scope connections:write, and Socket Mode must be on in the app's settings"))
		return
	}
	d.ok("app token", "apps.connections.open answers")
	connections, err := hello(ctx, address)
	if err != nil {
		d.fail("socket", noHello(err))
		return
	}
	d.ok("socket", fmt.Sprintf("hello after %d ms; %d of at most %d connections open",
		time.Since(start).Milliseconds(), connections, mostConnections))
}

// A hangUpError is Slack's reason for a disconnect instead of its hello or right after it.
type hangUpError string

const (
	linkDisabled      hangUpError = "link_disabled"
	tooManyWebsockets hangUpError = "too_many_websockets"

	mostConnections = 10 // of one app; Slack greets the eleventh too, and then closes it
)

func (e hangUpError) Error() string { return "disconnect: " + string(e) }

// noHello says what to mend when Slack closed a connection without a hello.
func noHello(err error) string {
	reason, _ := errors.AsType[hangUpError](err)
	switch reason {
	case "":
		return "Slack's WebSocket cannot be reached: a firewall or proxy on the way must let wss:// through"
	case linkDisabled:
		return "Slack hangs up (link_disabled): switch on Socket Mode in the app's settings"
	case tooManyWebsockets:
		return "Slack hangs up (too_many_websockets): ten connections are open already, so stop a program that has " +
			"this SLACK_APP_TOKEN"
	}
	return fmt.Sprintf("Slack hangs up (%.60q): try again in a minute", string(reason))
}

// hello connects and returns the number of the app's connections, including this one.
func hello(ctx context.Context, address string) (int, error) {
	conn, response, err := websocket.DefaultDialer.DialContext(ctx, address, nil)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if response.Body != nil {
		defer response.Body.Close()
	}
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetReadDeadline(deadline); err != nil {
			return 0, err
		}
	}
	var first struct {
		Type           string      `json:"type"`
		NumConnections int         `json:"num_connections"`
		Reason         hangUpError `json:"reason"`
	}
	if err := conn.ReadJSON(&first); err != nil {
		return 0, err
	}
	if first.Type == "disconnect" {
		return 0, first.Reason
	}
	if first.Type != "hello" {
		return 0, fmt.Errorf("the first frame is %q, not hello", first.Type)
	}
	if first.NumConnections > mostConnections {
		return 0, tooManyWebsockets
	}
	return first.NumConnections, nil
}
