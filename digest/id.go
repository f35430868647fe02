package digest

import (
	"crypto/rand"
	"encoding/base32"
)

// NewID draws an id for a subscription that is to be made: see Create.
func NewID() string { return newID(4) }

// newID returns so many letters and digits in lower case: base32, without what looks alike. A letter comes first, so that nobody's id is 200d, which to
// /digest pause is how long.
func newID(length int) string {
	for {
		var random [8]byte
		rand.Read(random[:])
		id := base32.NewEncoding("abcdefghjkmnpqrstuvwxyz023456789").EncodeToString(random[:])[:length]
		if id[0] > '9' {
			return id
		}
	}
}
