package sandbox

import (
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mayarbot/mayarbot/internal/loopback"
)

// contentPolicy lets the page load its own files and connect to its own server only.
const contentPolicy = "default-src 'none'; " +
	"script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// checkOrigin rejects requests that do not come from the sandbox's own page. The sandbox listens on
// loopback, but other web pages in the same browser can send requests there. Host exposes names
// that resolve to 127.0.0.1 (DNS rebinding); Origin and Sec-Fetch-Site expose cross-origin
// requests.
func checkOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if why := denyReason(r); why != "" {
			writeError(w, http.StatusForbidden, why)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// denyReason says why a request is rejected; "" if it is allowed.
func denyReason(r *http.Request) string {
	if !fromLoopback(r.RemoteAddr) {
		return "The sandbox answers only this machine."
	}
	if !ownHost(r) {
		return "The sandbox answers only under its own loopback address."
	}
	if origin := r.Header.Get("Origin"); origin != "" && !ownOrigin(origin, r.Host) {
		return "The sandbox answers only its own page."
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return ""
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return "The sandbox answers only its own page."
	}
	// A form of another page can send text/plain without a preflight, but not application/json.
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return "The sandbox takes application/json only."
	}
	return ""
}

func fromLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	return err == nil && loopback.Is(host)
}

// ownHost reports whether Host is the address of the connection, or another loopback name with the
// same port.
func ownHost(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	ip, port, err := net.SplitHostPort(local.String())
	if err != nil {
		return false
	}
	host, asked, err := net.SplitHostPort(r.Host)
	if err != nil {
		host, asked = strings.Trim(r.Host, "[]"), "80" // a Host without a port
	}
	return asked == port && slices.Contains([]string{ip, "127.0.0.1", "::1", "localhost"}, strings.ToLower(host))
}

func ownOrigin(origin, host string) bool {
	parsed, err := url.Parse(origin)
	return err == nil && parsed.Scheme == "http" && parsed.Host == host
}
