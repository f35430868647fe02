// Package slackapi calls Slack's Web API so that the outcome of each call is known.
//
// [Client] is for programs that record what they deliver. [Client.Post], [Client.PostWithFallback],
// [Client.PostDM] and the like make each call once and wait for five seconds at most; a failure
// comes back at once as a *[PostError], which says what the program needs to know:
//
//	NotPosted()      Slack certainly posted nothing: post again. Otherwise call FindPost first,
//	                 PostTimeout after the call.
//	RetryAfter       not before that: Slack's 429, which stops all posts, or too many messages
//	                 waiting for the same channel
//	Permanent()      not until a person has invited the bot, granted a scope, and so on
//	InvalidBlocks()  not in this form: PostWithFallback tries the next variant by itself
//
// [Metadata] travels with a message unseen, and [Client.FindPost] finds the message by it. Together
// they post exactly once: record that a post is about to be made, post, record the ts; a program
// that finds an unfinished post looks for it before it posts. FindPost never reports "none" for a
// history that it could not read to the end.
//
// [Client.CanPost], [Client.CanFindPost], [Client.Channel] and [Client.Member] tell beforehand what
// would fail and why, in the same errors. They need the scopes channels:read, groups:read and
// im:read, and FindPost needs channels:history, groups:history and im:history, each for its kind of
// conversation.
//
// [Sender] is for answers to people who wait. Public messages are limited to one per second and
// channel. Private answers count but never wait, so a busy channel delays nobody's answer. After a
// 429 an answer waits for up to thirty seconds. It is not retried after a 5xx or a broken
// connection, because Slack may have posted it, unless it is for one user alone.
//
// [Client.Authenticate] finds out who the bot is; until then what needs to know it waits for five
// seconds. What Slack says of a user and of a user group is cached for ten minutes, and who is in a
// channel is asked each time.
package slackapi

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/slack-go/slack"
)

// A Config says how to reach Slack's Web API.
type Config struct {
	Token string // xoxb-…
	URL   string // ends in "/"; default https://slack.com/api/

	// MoreText says "and 12 more" under a message that was cut to Slack's limits.
	MoreText func(n int) string

	// RetryPause is the first pause between attempts to authenticate, or to connect; default one
	// second.
	RetryPause time.Duration

	Log        *slog.Logger          // default slog.Default()
	Registerer prometheus.Registerer // default: none, the requests are not counted
	Now        func() time.Time      // default time.Now
	HTTPClient *http.Client          // only its Transport is used; default a new one
}

// withDefaults fills in the defaults and validates the result.
func (c Config) withDefaults() (Config, error) {
	c.URL = cmp.Or(c.URL, slack.APIURL)
	c.RetryPause = cmp.Or(c.RetryPause, time.Second)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	var wrong []error
	if c.Token == "" {
		wrong = append(wrong, errors.New("SLACK_BOT_TOKEN is empty: "+botToken.remedy))
	}
	if u, err := url.Parse(c.URL); err != nil || u.Host == "" || !strings.HasSuffix(c.URL, "/") {
		wrong = append(wrong, errors.New("SLACK_API_URL is not an address that ends in /"))
	}
	if c.MoreText == nil {
		wrong = append(wrong, errors.New("slackapi: Config.MoreText is missing"))
	}
	return c, errors.Join(wrong...)
}

// callTimeout bounds one request to Slack, to the Web API or to a response_url.
const callTimeout = 10 * time.Second

// A Client calls Slack's Web API with the bot's token. What it posts is not an answer to a request:
// it returns every failure at once, so that the caller, who records each delivery, can decide.
type Client struct {
	cfg      Config
	http     *http.Client
	api      *slack.Client // retries nothing, not even after a 429
	patient  *slack.Client // retries after a 429
	limiter  *postLimiter
	sender   *Sender
	cache    *userCache
	identity identity

	mu           sync.Mutex
	limitedUntil time.Time // no posts before then
}

// New returns a client that has not contacted Slack yet.
func New(cfg Config) (*Client, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	requests := newRequestCounter()
	if cfg.Registerer != nil {
		if err := cfg.Registerer.Register(requests); err != nil {
			return nil, err
		}
	}
	c := &Client{
		cfg: cfg, http: newHTTPClient(cfg.HTTPClient, requests),
		limiter:  newPostLimiter(cfg.Now),
		identity: identity{ready: make(chan struct{})},
	}
	c.api = slack.New(cfg.Token, slack.OptionAPIURL(cfg.URL), slack.OptionHTTPClient(c.http))
	// After any other failure than a 429 Slack may have done what was asked.
	c.patient = slack.New(cfg.Token, slack.OptionAPIURL(cfg.URL), slack.OptionHTTPClient(c.http),
		slack.OptionRetryConfig(slack.RetryConfig{
			MaxRetries: maxRetries, Handlers: []slack.RetryHandler{rateLimitRetry{}},
		}))
	c.cache = newUserCache(c.patient, cfg.Now)
	c.sender = &Sender{
		api: c.patient, post: c.http.Do, apiURL: cfg.URL, limiter: c.limiter, moreText: cfg.MoreText, now: cfg.Now,
	}
	return c, nil
}

// Sender returns the sender of answers.
func (c *Client) Sender() *Sender { return c.sender }

// HTTP returns the client for everything that goes to Slack.
func (c *Client) HTTP() *http.Client { return c.http }

// URL returns the address of the Web API.
func (c *Client) URL() string { return c.cfg.URL }

// RetryPause returns the first pause between attempts.
func (c *Client) RetryPause() time.Duration { return c.cfg.RetryPause }

// fit cuts msg to Slack's limits.
func (c *Client) fit(msg blockkit.Message) blockkit.Message { return blockkit.Fit(msg, c.cfg.MoreText) }

func newRequestCounter() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mayarbot_slack_api_requests_total", Help: "Requests to Slack's Web API by method and HTTP status.",
	}, []string{"method", "status"})
}

// newHTTPClient returns the client for everything that goes to Slack. It follows no redirects: they
// would carry tokens and messages to another host.
func newHTTPClient(base *http.Client, requests *prometheus.CounterVec) *http.Client {
	var transport http.RoundTripper
	if base != nil {
		transport = base.Transport
	}
	if transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = 64   // all calls go to one or two hosts
		own.WriteBufferSize = 16 << 10 // a page of a list goes out at once
		transport = own
	}
	return &http.Client{
		Transport:     countingTransport{transport, requests},
		Timeout:       callTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
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
	next     http.RoundTripper
	requests *prometheus.CounterVec
}

func (c countingTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(req)
	status := "error"
	if err == nil {
		status = strconv.Itoa(resp.StatusCode)
		dropInvalidRetryAfter(resp)
	}
	c.requests.WithLabelValues(methodOf(req.URL.Path), status).Inc()
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
