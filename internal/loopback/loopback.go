// Package loopback tells which hosts are this machine.
package loopback

import (
	"net"
	"strings"
)

// Is reports whether a host, without a port, is this machine: localhost, 127.0.0.1, ::1.
func Is(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
