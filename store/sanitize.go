package store

import "strings"

// Text returns s as both engines can keep it in a TEXT column: Postgres refuses NUL characters and what is not UTF-8.
func Text(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}
