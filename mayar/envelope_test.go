package mayar

import (
	"context"
	"errors"
	"testing"
)

// Decoding stops when its context ends.
func TestDecodingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	body := []byte(`{"statusCode":200,"data":[{"id":"a"}]}`)
	env, err := readEnvelope(t.Context(), "op", 200, body)
	if err != nil {
		t.Fatal(err)
	}
	for want, end := range map[error]func() (context.Context, context.CancelFunc){
		context.Canceled: func() (context.Context, context.CancelFunc) {
			return context.WithCancel(t.Context())
		},
		context.DeadlineExceeded: func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(t.Context(), 0)
		},
	} {
		ctx, cancel := end()
		cancel()
		if _, err := readEnvelope(ctx, "op", 200, body); !errors.Is(err, want) {
			t.Errorf("the envelope: got %v, want %v", err, want)
		}
		rows, _, err := decodeRows[wireTransaction](ctx, "op", env, false, 50)
		if rows != nil || !errors.Is(err, want) {
			t.Errorf("the rows: got %d and %v, want %v", len(rows), err, want)
		}
	}
}
