package store

import "strings"

// Sanitize returns s as both engines can keep it in a TEXT column: Postgres refuses NUL characters
// and what is not UTF-8.
func Sanitize(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
