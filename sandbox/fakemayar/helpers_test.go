package fakemayar_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
)

// noon is noon in Jakarta, the start time of every test.
var noon = time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)

// A clock moves only when a test advances it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// start returns a server at noon. It has no rate limit unless opts sets one.
func start(t *testing.T, opts fakemayar.Options) (*fakemayar.Server, *clock) {
	t.Helper()
	c := &clock{now: noon}
	opts.Now = c.Now
	if opts.RequestsPerMinute == 0 {
		opts.RequestsPerMinute = -1
	}
	s := fakemayar.Start(opts)
	t.Cleanup(s.Close)
	return s, c
}

// An answer is a response as received.
type answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// object is a decoded JSON object; numbers keep their notation.
type object = map[string]any

func (a answer) object(t *testing.T) object {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(a.Body)))
	dec.UseNumber()
	var out object
	if err := dec.Decode(&out); err != nil {
		t.Fatalf("not a JSON object: %v: %.200s", err, a.Body)
	}
	return out
}

// rows returns data, which must be a list of objects.
func (a answer) rows(t *testing.T) []object {
	t.Helper()
	list, ok := a.object(t)["data"].([]any)
	if !ok {
		t.Fatalf("data is not a list: %.200s", a.Body)
	}
	out := make([]object, len(list))
	for i, row := range list {
		out[i] = row.(object)
	}
	return out
}

func get(t *testing.T, s *fakemayar.Server, path string) answer {
	t.Helper()
	return do(t, newRequest(t, http.MethodGet, s.URL()+path, ""))
}

func post(t *testing.T, s *fakemayar.Server, path, body string) answer {
	t.Helper()
	return do(t, newRequest(t, http.MethodPost, s.URL()+path, body))
}

func newRequest(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+fakemayar.DefaultKey)
	return req
}

func do(t *testing.T, req *http.Request) answer {
	t.Helper()
	a, err := sendOnce(req)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// sendOnce sends req on a connection of its own, so that net/http does not repeat it after a
// hang-up.
func sendOnce(req *http.Request) (answer, error) {
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, body}, err
}

func wantJSON(t *testing.T, a answer, status int, want string) {
	t.Helper()
	if a.Status != status {
		t.Errorf("HTTP %d, want %d", a.Status, status)
	}
	if diff := cmp.Diff(want, strings.TrimSpace(string(a.Body))); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// wantKeys checks that an object has exactly these keys.
func wantKeys(t *testing.T, got object, want string) {
	t.Helper()
	keys := []string{}
	for k := range got {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	names := strings.Fields(want)
	slices.Sort(names)
	if diff := cmp.Diff(names, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}
