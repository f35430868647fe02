package sandbox

import (
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// contentPolicy lets the page load its own files and talk to its own server, and nothing else.
const contentPolicy = "default-src 'none'; " +
	"script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard lets in only the page itself. The sandbox listens on loopback, but every web page that its user visits can send requests there: one
// under a name of its own that resolves to 127.0.0.1 (DNS rebinding) is told by its Host, one across origins by its Origin or Sec-Fetch-Site.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		if why := refusal(r); why != "" {
			writeError(w, http.StatusForbidden, why)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// refusal says why a request is not the page's own, or nothing.
func refusal(r *http.Request) string {
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
	// A form of another page can send text/plain without being asked; application/json it cannot.
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return "The sandbox takes application/json only."
	}
	return ""
}

func fromLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// ownHost reports whether the request names the address that it came in on, or another loopback name with the same port.
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
