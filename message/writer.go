package message

import (
	"errors"
	"time"
)

// A Writer writes messages in one language and one time zone. It is safe for use by several goroutines.
type Writer struct {
	language string
	zone     *time.Location
}

// New returns a Writer for a language ("en" or "id") and a time zone.
func New(language string, zone *time.Location) (*Writer, error) {
	if zone == nil {
		return nil, errors.New("message: no time zone")
	}
	return &Writer{language: language, zone: zone}, nil
}
