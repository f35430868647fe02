package bot

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// callTimeout bounds one call of Slack, of the Web API and of a response_url alike.
const callTimeout = 10 * time.Second

// newHTTPClient returns the client for everything that goes to Slack. Redirects are not followed: they would carry tokens and messages elsewhere.
func newHTTPClient(base *http.Client, m *metrics) *http.Client {
	var transport http.RoundTripper
	if base != nil {
		transport = base.Transport
	}
	if transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = 32 // all calls go to one or two hosts
		transport = own
	}
	return &http.Client{
		Transport:     countingTransport{transport, m},
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// newAPIClient returns the client of the Web API with the bot's token. A call is repeated after a 429 only: whatever else failed may have been done.
func newAPIClient(cfg Config, client *http.Client) *slack.Client {
	return slack.New(cfg.BotToken,
		slack.OptionAPIURL(cfg.APIURL),
		slack.OptionHTTPClient(client),
		slack.OptionRetryConfig(slack.RetryConfig{MaxRetries: maxRetries, Handlers: []slack.RetryHandler{rateLimitRetry{}}}))
}

// rateLimitRetry repeats what was refused with 429, when Slack does not ask for a longer wait than people have patience.
type rateLimitRetry struct{}

func (rateLimitRetry) ShouldRetry(state *slack.RetryState, req *http.Request, resp *http.Response, _ error) (bool, time.Duration) {
	if resp == nil || resp.StatusCode != http.StatusTooManyRequests || state.Attempt >= state.MaxRetries || req.Body != nil && req.GetBody == nil {
		return false, 0
	}
	wait := retryAfter(resp.Header)
	return wait <= maxRetryWait, wait
}

// countingTransport counts calls by method and status, and sees to it that slack-go takes a 429 for one.
type countingTransport struct {
	next    http.RoundTripper
	metrics *metrics
}

func (c countingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(req)
	status := "error"
	if err == nil {
		status = strconv.Itoa(resp.StatusCode)
		dropInvalidRetryAfter(resp)
	}
	c.metrics.apiRequest(methodOf(req.URL.Path), status)
	return resp, err
}

// dropInvalidRetryAfter takes away a Retry-After that is not a number of seconds, as a proxy may send: slack-go would return a syntax error in place of the 429.
func dropInvalidRetryAfter(resp *http.Response) {
	if resp.StatusCode != http.StatusTooManyRequests {
		return
	}
	if _, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil {
		resp.Header.Del("Retry-After")
	}
}

// methodOf names a call: "users.info", or "response_url" for addresses that are secret.
func methodOf(urlPath string) string {
	if method := path.Base(urlPath); strings.Contains(method, ".") && strings.Contains(urlPath, "/api/") {
		return method
	}
	return "response_url"
}
