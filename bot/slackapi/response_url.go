package slackapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/internal/loopback"
	"github.com/slack-go/slack"
)

const (
	maxURLUses = 5
	maxURLAge  = 30 * time.Minute

	// maxRetryWait bounds how long a post waits after a 429.
	maxRetryWait = 30 * time.Second
	maxRetries   = 3
)

// errURLSpent means that a response_url accepts nothing more: it was used five times, is older than
// 30 minutes, never existed, or Slack rejects it.
var errURLSpent = errors.New("the response_url takes nothing any more")

// A ResponseURL answers one command or click. Slack allows five uses within 30 minutes; both are
// counted here, so that the other way is taken before Slack refuses. The address never shows in an
// error.
type ResponseURL struct {
	post    func(*http.Request) (*http.Response, error)
	now     func() time.Time
	address string // "" when there is none, or it is not allowed

	mu        sync.Mutex // held during a post, so that messages keep their order
	uses      int
	createdAt time.Time
}

// A responseMessage is the body for a response_url. Links are never unfurled: they may be a
// buyer's.
type responseMessage struct {
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"-"`
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal bool          `json:"replace_original"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// encode returns the message as JSON. The package json would read the blocks again that are encoded
// already.
func (m responseMessage) encode() ([]byte, error) {
	raw, err := json.Marshal(m)
	if err != nil || len(m.Blocks) == 0 {
		return raw, err
	}
	return blockkit.AppendField(raw, "blocks", m.Blocks)
}

// send posts msg. It waits after a 429, since then nothing was posted. It does not retry other
// failures, because the message may have been posted.
func (u *ResponseURL) send(ctx context.Context, msg responseMessage) error {
	body, err := msg.encode()
	if err != nil {
		return fmt.Errorf("encoding a message: %w", err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for try := 0; ; try++ {
		if u.address == "" || u.uses >= maxURLUses || u.now().Sub(u.createdAt) >= maxURLAge {
			return errURLSpent
		}
		u.uses++
		err := u.sendOnce(ctx, body)
		limited, ok := errors.AsType[*slack.RateLimitedError](err)
		if !ok {
			if errors.Is(err, errURLSpent) {
				u.address = ""
			}
			return err
		}
		u.uses--
		if try == maxRetries || limited.RetryAfter > maxRetryWait {
			return err
		}
		if err := Sleep(ctx, limited.RetryAfter); err != nil {
			return err
		}
	}
}

func (u *ResponseURL) sendOnce(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.address, bytes.NewReader(body))
	if err != nil {
		return errURLSpent
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := u.post(req)
	if err != nil {
		// The error of net/http holds the address, which is a secret.
		if addressed, ok := errors.AsType[*url.Error](err); ok {
			err = addressed.Err
		}
		return fmt.Errorf("answering through the response_url: %w", err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("reading the answer of the response_url: %w", err)
	}
	return responseError(resp, string(said))
}

// errNotSlack is the error for an answer that Slack does not give, such as the page of a proxy.
var errNotSlack = errors.New("what answers at the response_url does not seem to be Slack")

// slackErrorWord matches an error of Slack's in plain text: "used_url".
var slackErrorWord = regexp.MustCompile(`^[a-z]+(?:_[a-z]+)*$`)

// responseError reads the answer of a response_url: nothing, "ok" or {"ok":true} is a success,
// {"ok":false} with status 200 is not. A refusal is errURLSpent, because Slack will refuse any
// message there, unless it is about the message itself. An answer that leaves open whether Slack
// has the message is neither.
func responseError(resp *http.Response, said string) error {
	if resp.StatusCode == http.StatusTooManyRequests {
		return &slack.RateLimitedError{RetryAfter: retryAfter(resp.Header)}
	}
	var answer struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	said = strings.TrimSpace(said)
	isJSON := json.Unmarshal([]byte(said), &answer) == nil
	refused := answer.OK != nil && !*answer.OK
	if said != "ok" && slackErrorWord.MatchString(said) {
		answer.Error, refused = said, true
	}
	switch {
	case refused && messageErrors[answer.Error]:
		return slack.SlackErrorResponse{Err: answer.Error}
	case refused && resp.StatusCode < http.StatusInternalServerError:
		return fmt.Errorf("%w: %.40s", errURLSpent, answer.Error)
	case resp.StatusCode == http.StatusRequestTimeout, resp.StatusCode < 200,
		resp.StatusCode >= 300 && (resp.StatusCode < 400 || resp.StatusCode >= 500):
		return slack.StatusCodeError{Code: resp.StatusCode, Status: http.StatusText(resp.StatusCode)}
	case resp.StatusCode >= 400:
		return fmt.Errorf("%w: status %d", errURLSpent, resp.StatusCode)
	case said == "" || said == "ok" || isJSON:
		return nil
	}
	return errNotSlack
}

// retryAfter returns how long to wait after a 429, at least a second.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(strings.TrimSpace(header.Get("Retry-After")))
	if err != nil || seconds < 1 {
		return time.Second
	}
	return time.Duration(min(seconds, 86400)) * time.Second
}

// allowedURL reports whether an address is Slack's, or that of the API in the configuration. The
// address in an envelope is not trusted further than that: messages with customers' data go there.
// An API on this machine may use another of its names and another port.
func allowedURL(address, apiURL string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Host == "" {
		return false
	}
	if u.Scheme == "https" && isSlack(u.Host) {
		return true
	}
	api, err := url.Parse(apiURL)
	return err == nil && u.Scheme == api.Scheme &&
		(u.Host == api.Host || loopback.Is(u.Hostname()) && loopback.Is(api.Hostname()))
}

// isSlack knows Slack's hosts, on the default port only.
func isSlack(host string) bool {
	for _, domain := range []string{"slack.com", "slack-gov.com"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}
