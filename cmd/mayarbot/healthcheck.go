package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthcheckTimeout is shorter than what supervisors allow by default.
const healthcheckTimeout = 5 * time.Second

// runHealthcheck is `mayarbot healthcheck`: it asks /readyz of the mayarbot that runs here with the
// same MAYARBOT_LISTEN, for containers that have no other program.
func runHealthcheck(ctx context.Context, args []string, stdout, _ io.Writer) error {
	if err := noArguments(args); err != nil {
		return err
	}
	cfg, _, _ := readConfig()
	if cfg.Listen == "" {
		return errors.New("MAYARBOT_LISTEN is not set, or malformed: set it to what the running mayarbot has")
	}
	ctx, cancel := context.WithTimeout(ctx, healthcheckTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(cfg.Listen)+"/readyz", nil)
	if err != nil {
		return errors.New("MAYARBOT_LISTEN is no address")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return errors.New("nothing answers at MAYARBOT_LISTEN")
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("people cannot be served now: /readyz says %d", response.StatusCode)
	}
	fmt.Fprintln(stdout, "ready")
	return nil
}

// reachable turns an address to listen on into one to ask. All addresses include the loopback; its
// name may be unknown in a container without files.
func reachable(listen listenAddr) string {
	host, port, _ := net.SplitHostPort(string(listen)) // checked by Decode
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = ""
	}
	return net.JoinHostPort(cmp.Or(host, "127.0.0.1"), port)
}
