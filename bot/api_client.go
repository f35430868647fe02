package bot

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// callTimeout bounds one request to Slack, to the Web API or to a response_url.
const callTimeout = 10 * time.Second

// newHTTPClient returns the client for everything that goes to Slack. It follows no redirects: they
// would carry tokens and messages to another host.
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

// newAPIClient returns a Web API client with the bot's token. It retries after a 429 only: after
// any other failure Slack may have done what was asked.
func newAPIClient(cfg Config, client *http.Client) *slack.Client {
	return slack.New(cfg.BotToken,
		slack.OptionAPIURL(cfg.APIURL),
		slack.OptionHTTPClient(client),
		slack.OptionRetryConfig(slack.RetryConfig{
			MaxRetries: maxRetries, Handlers: []slack.RetryHandler{rateLimitRetry{}},
		}))
}

// rateLimitRetry retries after a 429, unless Slack asks for a wait that is too long for a user.
type rateLimitRetry struct{}

func (rateLimitRetry) ShouldRetry(
	state *slack.RetryState, req *http.Request, resp *http.Response, _ error,
) (bool, time.Duration) {
	if resp == nil || resp.StatusCode != http.StatusTooManyRequests || state.Attempt >= state.MaxRetries ||
		req.Body != nil && req.GetBody == nil {
		return false, 0
	}
	wait := retryAfter(resp.Header)
	return wait <= maxRetryWait, wait
}

// countingTransport counts requests by method and status, and makes slack-go recognise each 429.
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

// dropInvalidRetryAfter removes a Retry-After that is not a number of seconds, which a proxy may
// send: slack-go would return a syntax error instead of the 429.
func dropInvalidRetryAfter(resp *http.Response) {
	if resp.StatusCode != http.StatusTooManyRequests {
		return
	}
	if _, err := strconv.Atoi(resp.Header.Get("Retry-After")); err != nil {
		resp.Header.Del("Retry-After")
	}
}

// methodOf names a request: "users.info", or "response_url" for addresses that are secret.
func methodOf(urlPath string) string {
	if method := path.Base(urlPath); strings.Contains(method, ".") && strings.Contains(urlPath, "/api/") {
		return method
	}
	return "response_url"
}
