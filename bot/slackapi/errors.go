package slackapi

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/slack-go/slack"
)

// A FatalError says why the bot cannot go on. Its Message says what to do about it.
type FatalError struct {
	Message string
	Err     error
}

func (e *FatalError) Error() string { return e.Message }
func (e *FatalError) Unwrap() error { return e.Err }

// A token is one of the two credentials that Slack gives an app.
type token struct {
	variable string // the environment variable that holds it
	remedy   string // where to get the right one
}

var (
	botToken = token{
		variable: "SLACK_BOT_TOKEN",
		remedy: "copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions of your app at " +
			"https://api.slack.com/apps",
	}
	appToken = token{
		variable: "SLACK_APP_TOKEN",
		remedy: "make an app-level token (xapp-…) with the scope connections:write under Basic Information, " +
			"App-Level Tokens, of your app at https://api.slack.com/apps",
	}
)

// permanentErrors are the errors of Slack that no retry solves, with the meaning of each. slack-go
// retries most of them for ever.
var permanentErrors = map[string]string{
	"invalid_auth":             "Slack does not know %s",
	"not_authed":               "Slack got no token: %s is empty or malformed",
	"account_inactive":         "%s belongs to a deleted user or to an app that was removed from the workspace",
	"token_revoked":            "%s was revoked",
	"token_expired":            "%s has expired (turn token rotation off for this app)",
	"missing_scope":            "%s lacks a scope that the bot needs",
	"not_allowed_token_type":   "%s holds a token of the wrong kind",
	"no_permission":            "%s may not do what the bot needs",
	"team_access_not_granted":  "%s has no access to this workspace",
	"access_denied":            "%s is denied access",
	"org_login_required":       "the workspace of %s is being moved to an Enterprise organisation",
	"ekm_access_denied":        "the administrators of the workspace of %s have suspended access",
	"enterprise_is_restricted": "%s is of a kind that this Enterprise organisation does not allow",
	"invalid_app_id":           "%s belongs to an app that Slack does not know",
}

// remedies say what to do about errors that a new token does not solve.
var remedies = map[string]string{
	"account_inactive": "install the app in the workspace again at https://api.slack.com/apps, " +
		"and copy both tokens anew",
	"org_login_required": "wait until the workspace has been moved, and start the bot again; " +
		"the tokens stay unless Slack says otherwise then",
	"ekm_access_denied": "only the administrators of the organisation can give access back; " +
		"then start the bot again",
	"team_access_not_granted":  askAdmins,
	"access_denied":            askAdmins,
	"no_permission":            askAdmins,
	"enterprise_is_restricted": askAdmins,
}

const askAdmins = "ask the administrators of the workspace to approve the app, " +
	"and install it again at https://api.slack.com/apps"

// Remedy returns what to do about an error of Slack's that a new token does not solve, "" for every
// other error.
func Remedy(err error) string { return remedies[ErrorCode(err)] }

// fatal returns the FatalError for err, or nil when a retry may help.
func (t token) fatal(err error) *FatalError {
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		meaning, ok := permanentErrors[refused.Err]
		if !ok {
			return nil
		}
		what := fmt.Sprintf(meaning, t.variable)
		if refused.Needed != "" {
			what += " (needed: " + refused.Needed + ")"
		}
		remedy := cmp.Or(remedies[refused.Err], t.remedy)
		return &FatalError{Message: fmt.Sprintf("%s (%s): %s", what, refused.Err, remedy), Err: err}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok && status.Code == http.StatusNotFound {
		const message = "There is no Slack at SLACK_API_URL (404): " +
			"leave the variable out, or give the address of an API, ending in /"
		return &FatalError{Message: message, Err: err}
	}
	return nil
}

// ErrorCode returns Slack's name of an error, "" for every other error.
func ErrorCode(err error) string {
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return refused.Err
	}
	return ""
}

// BotTokenError returns why the bot token will never work, or nil when a retry may help.
func BotTokenError(err error) *FatalError { return botToken.fatal(err) }

// AppTokenError returns why the app token will never work, or nil when a retry may help.
func AppTokenError(err error) *FatalError { return appToken.fatal(err) }

// AppTokenMissing says where to get an app token.
func AppTokenMissing() error { return errors.New("SLACK_APP_TOKEN is empty: " + appToken.remedy) }

// IsTokenError reports whether Slack refused a call because of the token.
func IsTokenError(err error) bool { return permanentErrors[ErrorCode(err)] != "" }

// Reason returns the text of an error without an address, which may hold a secret.
func Reason(err error) string {
	if addressed, ok := errors.AsType[*url.Error](err); ok {
		err = addressed.Err
	}
	if err == nil {
		return "closed"
	}
	return err.Error()
}
