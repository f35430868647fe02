package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthcheckSaysWhetherPeopleCanBeServed(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/readyz" {
			t.Errorf("it asked %s", r.URL.Path)
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	clearEnv(t)
	healthcheck := func() (string, int) {
		var out, errs strings.Builder
		code := run(t.Context(), []string{"healthcheck"}, &out, &errs)
		return out.String() + errs.String(), code
	}
	if said, code := healthcheck(); code != 1 || !strings.Contains(said, "MAYARBOT_LISTEN") {
		t.Errorf("without an address: exit %d, %s", code, said)
	}
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, listen := range []string{"127.0.0.1:" + port, "0.0.0.0:" + port, ":" + port} {
		t.Setenv("MAYARBOT_LISTEN", listen)
		if said, code := healthcheck(); code != 0 || said != "ready\n" {
			t.Errorf("%s: exit %d, %s", listen, code, said)
		}
	}
	status = http.StatusServiceUnavailable
	if said, code := healthcheck(); code != 1 || !strings.Contains(said, "503") {
		t.Errorf("while nobody can be served: exit %d, %s", code, said)
	}
	server.Close()
	if said, code := healthcheck(); code != 1 || !strings.Contains(said, "nothing answers") {
		t.Errorf("without a server: exit %d, %s", code, said)
	}
}

// A container may have no names, not even localhost.
func TestHealthcheckAsksAnAddress(t *testing.T) {
	t.Parallel()
	for listen, want := range map[listenAddr]string{
		":9090": "127.0.0.1:9090", "0.0.0.0:9090": "127.0.0.1:9090", "[::]:9090": "127.0.0.1:9090",
		"10.0.0.7:9090": "10.0.0.7:9090", "[::1]:9090": "[::1]:9090",
	} {
		if got := reachable(listen); got != want {
			t.Errorf("%s is asked at %s, want %s", listen, got, want)
		}
	}
}
