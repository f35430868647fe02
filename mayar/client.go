package mayar

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
)

// DefaultBaseURL is Mayar's production API.
const DefaultBaseURL = "https://api.mayar.id"

// maxBody is the largest answer that is read, in bytes after decompression. A page of 50
// transactions is about 50 kB.
const maxBody = 1 << 20

// A Client talks to Mayar with one API key. Its methods may be called at the same time.
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
	transport http.RoundTripper
	resty     *resty.Client

	mu           sync.Mutex
	found        Version // what Auto found, Auto until then
	checkoutPath string  // the path that made the last link
	health       Health
}

type service struct{ client *Client }

// An Option changes a Client as it is made.
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

// checkKey refuses what cannot be a key. Its errors do not quote it.
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

// WithBaseURL sets the scheme and host of the API, for example Mayar's sandbox. A path is kept in
// front of all others. It is https://, or http:// on this machine.
func WithBaseURL(u string) Option {
	return func(c *Client) (err error) {
		c.baseURL, err = checkBaseURL("base URL", u)
		return err
	}
}

// WithCreditURL sets the scheme and host of the credit service, which makes the checkout links,
// where it is not that of the API.
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
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return "", fmt.Errorf(
			"mayar: the %s is http://, which would show the key to the network: only this machine may be asked so",
			what)
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return "", fmt.Errorf("mayar: the %s has more to it than scheme, host and path", what)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// isLoopback tells whether a host is this machine.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.Unmap().IsLoopback()
}

// WithVersion sets which version of the API is spoken. The default, Auto, finds out.
func WithVersion(v Version) Option {
	return func(c *Client) (err error) {
		c.version, err = ParseVersion(string(v))
		return err
	}
}

// WithBudget shares a budget of requests with other clients. The default is one of its own of
// DefaultPerMinute.
func WithBudget(b *Budget) Option {
	return func(c *Client) error { c.budget = b; return nil }
}

// WithNow sets the clock behind Health and dates in Retry-After. The budget and the waiting go by
// the machine's clock all the same.
func WithNow(now func() time.Time) Option {
	return func(c *Client) error { c.now = now; return nil }
}

// WithTransport sets what carries the requests. The default speaks HTTP/1.1 and honours
// HTTPS_PROXY.
func WithTransport(rt http.RoundTripper) Option {
	return func(c *Client) error { c.transport = rt; return nil }
}

// WithTimeout sets how long one attempt at a request may take, 20 seconds by default. The context
// of a call bounds all its attempts together.
func WithTimeout(d time.Duration) Option {
	return func(c *Client) error {
		if d <= 0 {
			return fmt.Errorf("mayar: a timeout of %s is too short", d)
		}
		c.timeout = d
		return nil
	}
}

// WithRetry sets how often a request is tried in all, and how long the first wait in between is, on
// average; it doubles with each further one. The default is three attempts and 400 milliseconds.
func WithRetry(attempts int, wait time.Duration) Option {
	return func(c *Client) error {
		c.attempts, c.backoff = max(attempts, 1), max(wait, 0)
		return nil
	}
}

// WithLogger sets where requests are logged, at debug level, without the key, the query or any
// customer's data.
func WithLogger(log *slog.Logger) Option {
	return func(c *Client) error { c.log = log; return nil }
}

// Budget returns the budget that the client's requests are taken from.
func (c *Client) Budget() *Budget { return c.budget }

// String describes the client without its key, so that it may be printed.
func (c *Client) String() string { return fmt.Sprintf("mayar.Client(%s, %s)", c.baseURL, c.Version()) }

// GoString is String, for %#v.
func (c *Client) GoString() string { return c.String() }
