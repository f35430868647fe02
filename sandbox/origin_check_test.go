package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/sandbox"
	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
)

func TestOriginCheck(t *testing.T) {
	t.Parallel()
	w := start(t, fakeslack.Options{})
	own, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"name":"down"}`
	for _, test := range []struct {
		name   string
		method string
		path   string
		host   string
		header map[string]string
		want   int
	}{
		{name: "page", method: "GET", path: "/", want: http.StatusOK},
		{name: "page as localhost", method: "GET", path: "/", host: "localhost:" + own.Port(), want: http.StatusOK},
		{name: "state", method: "GET", path: "/sandbox/state?user=U0AYU00001", want: http.StatusOK},
		{
			name: "rebound name", method: "GET", path: "/", host: "evil.example:" + own.Port(),
			want: http.StatusForbidden,
		},
		{name: "another port", method: "GET", path: "/", host: "127.0.0.1:1", want: http.StatusForbidden},
		{name: "no port", method: "GET", path: "/", host: "127.0.0.1", want: http.StatusForbidden},
		{
			name: "another origin reads", method: "GET", path: "/sandbox/state",
			header: map[string]string{"Origin": "https://evil.example"}, want: http.StatusForbidden,
		},
		{name: "no origin", method: "POST", path: "/sandbox/panel/fault", want: http.StatusOK},
		{
			name: "own origin", method: "POST", path: "/sandbox/panel/fault",
			header: map[string]string{"Origin": w.url}, want: http.StatusOK,
		},
		{
			name: "another origin", method: "POST", path: "/sandbox/panel/fault",
			header: map[string]string{"Origin": "https://evil.example"}, want: http.StatusForbidden,
		},
		{
			name: "null origin", method: "POST", path: "/sandbox/panel/fault",
			header: map[string]string{"Origin": "null"}, want: http.StatusForbidden,
		},
		{
			name: "same site only", method: "POST", path: "/sandbox/panel/fault",
			header: map[string]string{"Sec-Fetch-Site": "same-site"}, want: http.StatusForbidden,
		},
		{
			name: "form", method: "POST", path: "/sandbox/panel/fault",
			header: map[string]string{"Content-Type": "text/plain"}, want: http.StatusForbidden,
		},
		{name: "done by reading", method: "GET", path: "/sandbox/panel/fault", want: http.StatusNotFound},
		{name: "no such page", method: "GET", path: "/nowhere", want: http.StatusNotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(
				t.Context(), test.method, w.url+test.path, strings.NewReader(body),
			)
			if err != nil {
				t.Fatal(err)
			}
			request.Host = test.host
			request.Header.Set("Content-Type", "application/json")
			for name, value := range test.header {
				request.Header.Set(name, value)
			}
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if answer.StatusCode != test.want {
				t.Errorf("status %d, want %d", answer.StatusCode, test.want)
			}
			if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(
				policy, "default-src 'none'; script-src 'self';",
			) {
				t.Errorf("content security policy %q", policy)
			}
		})
	}
}

// A request over a connection that is not loopback is rejected, whatever its headers.
func TestRejectsOtherMachines(t *testing.T) {
	t.Parallel()
	page := sandbox.New(
		sandbox.Config{Slack: fakeslack.New(fakeslack.Options{}), Mayar: fakemayar.New(fakemayar.Options{})},
	)
	request := httptest.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1/", nil)
	request.RemoteAddr = "192.0.2.7:5000"
	answer := httptest.NewRecorder()
	page.ServeHTTP(answer, request)
	if answer.Code != http.StatusForbidden {
		t.Errorf("status %d, want %d", answer.Code, http.StatusForbidden)
	}
}
