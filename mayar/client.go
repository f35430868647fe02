package mayar

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/mayarbot/mayarbot/internal/loopback"
)

// DefaultBaseURL is Mayar's production API.
const DefaultBaseURL = "https://api.mayar.id"

// maxBody is the largest answer that is read, in bytes after decompression. A page of 50
// transactions is about 50 kB.
const maxBody = 1 << 20

// A Client calls Mayar with one API key. It is safe for concurrent use.
type Client struct {
	Transactions *TransactionsService
	Checkout     *CheckoutService
	Memberships  *MembershipsService
	Products     *ProductsService

	key       string
	baseURL   string
	creditURL string
	version   Version // as configured
	timeout   time.Duration
	attempts  int
	backoff   time.Duration
	budget    *Budget
	now       func() time.Time
	log       *slog.Logger
	observe   func(op string, err error)
	transport http.RoundTripper
	resty     *resty.Client

	mu           sync.Mutex
	found        Version // what Auto found, Auto until then
	checkoutPath string  // the path that made the last link
	health       Health
}

type service struct{ client *Client }

// An Option configures a new Client.
type Option func(*Client) error

// New returns a Client for a merchant's API key, as shown at https://web.mayar.id/api-keys. It
// makes no request.
func New(key string, opts ...Option) (*Client, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	c := &Client{
		key:      key,
		baseURL:  DefaultBaseURL,
		version:  Auto,
		found:    Auto,
		timeout:  20 * time.Second,
		attempts: 3,
		backoff:  400 * time.Millisecond,
		now:      time.Now,
		log:      slog.New(slog.DiscardHandler),
		observe:  func(string, error) {},
	}
	for _, opt := range opts {
		if err := opt(c); err != nil {
			return nil, err
		}
	}
	if c.creditURL == "" {
		c.creditURL = c.baseURL
	}
	if c.budget == nil {
		c.budget = NewBudget(DefaultPerMinute)
	}
	if c.transport == nil {
		c.transport = defaultTransport()
	}
	c.resty = newResty(c.transport)
	c.Transactions = &TransactionsService{client: c}
	c.Checkout = &CheckoutService{client: c}
	c.Memberships = &MembershipsService{client: c}
	c.Products = &ProductsService{client: c}
	return c, nil
}

// checkKey rejects a text that cannot be a key. Its errors do not quote it.
func checkKey(key string) error {
	const where = "copy it again from https://web.mayar.id/api-keys"
	switch {
	case strings.TrimSpace(key) == "":
		return errors.New("mayar: the API key is empty: " + where)
	case strings.HasPrefix(strings.ToLower(strings.TrimSpace(key)), "bearer "):
		return errors.New("mayar: the API key begins with \"Bearer\": give the key alone")
	case strings.EqualFold(key, "Paste-Your-API-Key-Here"):
		return errors.New("mayar: the API key is still the placeholder of the documentation: " + where)
	case strings.ContainsAny(key, "\"'`“”"):
		return errors.New("mayar: the API key has quotes in it: " + where)
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("mayar: the API key has a space, a line break or a foreign letter in it: " + where)
	}
	return nil
}

// WithBaseURL sets the URL of the API, for example Mayar's sandbox. Its path is put before all
// others. It must be https://, or http:// on this machine.
func WithBaseURL(u string) Option {
	return func(c *Client) (err error) {
		c.baseURL, err = checkBaseURL("base URL", u)
		return err
	}
}

// WithCreditURL sets the URL of the credit service, which creates checkout links, if it differs
// from the API's.
func WithCreditURL(u string) Option {
	return func(c *Client) (err error) {
		c.creditURL, err = checkBaseURL("credit URL", u)
		return err
	}
}

func checkBaseURL(what, raw string) (string, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Host == "":
		return "", fmt.Errorf("mayar: the %s is not a URL of the form %s", what, DefaultBaseURL)
	case u.Scheme == "http" && !loopback.Is(u.Hostname()):
		return "", fmt.Errorf(
			"mayar: the %s is http://, which would show the key to the network: only this machine may be asked so",
			what)
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return "", fmt.Errorf("mayar: the %s has more to it than scheme, host and path", what)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// WithVersion sets the version of the API. The default, Auto, finds it out.
func WithVersion(v Version) Option {
	return func(c *Client) (err error) {
		c.version, err = ParseVersion(string(v))
		return err
	}
}

// WithBudget shares a budget of requests with other clients. By default a client has a budget of
// its own of DefaultPerMinute.
func WithBudget(b *Budget) Option {
	return func(c *Client) error { c.budget = b; return nil }
}

// WithNow sets the clock for Health and for dates in Retry-After. The budget and all waits use the
// machine's clock.
func WithNow(now func() time.Time) Option {
	return func(c *Client) error { c.now = now; return nil }
}

// WithTransport sets the HTTP transport. The default speaks HTTP/1.1 and honours HTTPS_PROXY.
func WithTransport(rt http.RoundTripper) Option {
	return func(c *Client) error { c.transport = rt; return nil }
}

// WithTimeout bounds one attempt at a request, by default at 20 seconds. The context of a call
// bounds all its attempts together.
func WithTimeout(d time.Duration) Option {
	return func(c *Client) error {
		if d <= 0 {
			return fmt.Errorf("mayar: a timeout of %s is too short", d)
		}
		c.timeout = d
		return nil
	}
}

// WithRetry sets how many times a request is tried in all, and the average first wait between two
// attempts, which doubles each time. The default is three attempts and 400 milliseconds.
func WithRetry(attempts int, wait time.Duration) Option {
	return func(c *Client) error {
		c.attempts, c.backoff = max(attempts, 1), max(wait, 0)
		return nil
	}
}

// WithLogger sets the logger for requests. They are logged at debug level, without the key, the
// query or any customer's data.
func WithLogger(log *slog.Logger) Option {
	return func(c *Client) error { c.log = log; return nil }
}

// WithObserver calls observe after each attempt at a request, with what was attempted and how it
// failed, for example to count requests. Observe must not block.
func WithObserver(observe func(op string, err error)) Option {
	return func(c *Client) error { c.observe = observe; return nil }
}

// Budget returns the budget of the client's requests.
func (c *Client) Budget() *Budget { return c.budget }

// String describes the client without its key, so that it may be printed.
func (c *Client) String() string { return fmt.Sprintf("mayar.Client(%s, %s)", c.baseURL, c.Version()) }

// GoString is String, for %#v.
func (c *Client) GoString() string { return c.String() }
