package slackapi

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Codes of a PostError that are ours and not Slack's.
const (
	CodeNotSent        = "not_sent"         // no connection, or the context had ended
	CodeQueueFull      = "not_yet"          // the channel has too many waiting, see RetryAfter
	CodeNoAnswer       = "no_answer"        // sent, but no readable answer came
	CodeServerError    = "server_error"     // an HTTP status that is neither 200 nor 429
	CodeHistoryTooLong = "too_much_to_read" // the history or member list is longer than we read
	CodeRateLimited    = "ratelimited"      // 429; Slack's own name for it too
)

// defaultRetryAfter is how long a rate limit lasts when Slack gives no time.
const defaultRetryAfter = 30 * time.Second

// A PostError says why Slack did not do what it was asked, or may not have done it.
type PostError struct {
	Method     string        // "chat.postMessage"
	Code       string        // Slack's error ("not_in_channel") or a code above
	RetryAfter time.Duration // how long a retry is useless; 0 when unknown
	Needed     string        // the missing scope, or that to post without joining
	Pointers   []string      // invalid_blocks: JSON pointers to the rejected parts
	Ambiguous  bool          // the message may have been posted nevertheless
	Err        error         // the cause, nil for our own codes
}

// Error holds no tokens and nothing of the message's text.
func (e *PostError) Error() string {
	text := e.Method + ": " + e.Code
	switch {
	case e.Needed != "":
		text += " (needed: " + e.Needed + ")"
	case len(e.Pointers) > 0:
		text += " (" + strings.Join(e.Pointers, ", ") + ")"
	case e.RetryAfter > 0:
		text += fmt.Sprintf(" (again after %v)", e.RetryAfter)
	case e.Err != nil && e.Err.Error() != e.Code:
		text += ": " + Reason(e.Err)
	}
	return text
}

func (e *PostError) Unwrap() error { return e.Err }

// NotPosted reports whether Slack certainly posted nothing: it said so, or was never reached. After
// a timeout, a broken connection, a 5xx, or Slack's internal_error and fatal_error ("it's possible
// some aspect of the operation succeeded", say the docs), only the history can tell, and not before
// PostTimeout has passed since the call.
func (e *PostError) NotPosted() bool { return !e.Ambiguous }

// Permanent reports whether a retry fails until somebody acts: invites the bot, grants a scope,
// unarchives the channel, or sends a message that Slack accepts.
func (e *PostError) Permanent() bool {
	_, token := permanentErrors[e.Code]
	return token || e.InvalidBlocks() || slices.Contains(permanentCodes, e.Code) ||
		strings.HasPrefix(e.Code, "restricted_action")
}

// InvalidBlocks reports whether Slack rejected the content of the message, so that a plainer one
// may be accepted.
func (e *PostError) InvalidBlocks() bool { return slices.Contains(invalidBlockCodes, e.Code) }

var (
	// permanentCodes need a person to act; those about tokens are in permanentErrors.
	permanentCodes = []string{
		"not_in_channel", "channel_not_found", "is_archived", "posting_to_general_channel_denied",
		"channel_type_not_supported", "accesslimited",
		"user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "messages_tab_disabled",
		"users_not_found",
		"message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed",
		"method_deprecated", "deprecated_endpoint", "unknown_method", "two_factor_setup_required",
		"no_text", "invalid_arguments", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large",
		"metadata_must_be_sent_from_app",
	}
	invalidBlockCodes = []string{
		"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments", "too_many_attachments",
		"attachment_payload_limit_exceeded", "msg_too_long",
	}
	ambiguousCodes = []string{"internal_error", "fatal_error", "service_unavailable"}

	// limitCodes are rate limits that come as ok:false instead of a 429.
	limitCodes = []string{"ratelimited", "rate_limited", "message_limit_exceeded"}
)

// newPostError makes a PostError of an error of the Web API. reached tells whether there was a
// connection: without one, Slack cannot have done anything.
func newPostError(method string, err error, reached bool) *PostError {
	e := &PostError{Method: method, Err: err}
	if refused, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		e.Code, e.Needed, e.Pointers = refused.Err, refused.Needed, jsonPointers(refused)
		e.Ambiguous = slices.Contains(ambiguousCodes, e.Code)
		if slices.Contains(limitCodes, e.Code) {
			e.RetryAfter = defaultRetryAfter
		}
		return e
	}
	if wait, ok := RateLimitOf(err); ok {
		e.Code, e.RetryAfter = CodeRateLimited, min(max(wait, time.Second), 24*time.Hour)
		return e
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		refused := status.Code >= 400 && status.Code < 500 && status.Code != http.StatusRequestTimeout
		e.Code, e.Ambiguous = CodeServerError, !refused
		return e
	}
	e.Code = CodeNotSent
	if reached {
		e.Code, e.Ambiguous = CodeNoAnswer, true
	}
	return e
}

// RateLimitOf returns how long a 429 lasts, and false for every other error.
func RateLimitOf(err error) (wait time.Duration, ok bool) {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return limited.RetryAfter, true
	}
	status, ok := errors.AsType[slack.StatusCodeError](err)
	return defaultRetryAfter, ok && status.Code == http.StatusTooManyRequests
}

// readError makes a PostError of a failed call that posts nothing.
func readError(method string, err error) *PostError {
	e := newPostError(method, err, true)
	e.Ambiguous = false
	return e
}

var jsonPointer = regexp.MustCompile(`\[json-pointer:([^\]\s]+)\]`)

// jsonPointers returns the places in the message that Slack objects to, without their content.
func jsonPointers(refused slack.SlackErrorResponse) []string {
	said := slices.Clone(refused.ResponseMetadata.Messages)
	for _, e := range refused.Errors {
		if e.Message != nil {
			said = append(said, *e.Message)
		}
	}
	var found []string
	for _, message := range said {
		for _, match := range jsonPointer.FindAllStringSubmatch(message, -1) {
			found = append(found, match[1])
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
