package store

import "strings"

// Sanitize returns s as both engines can store it in a TEXT column: Postgres rejects NUL characters
// and invalid UTF-8.
func Sanitize(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
