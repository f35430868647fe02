package bot

import (
	"context"
	"testing"
	"time"
)

func newTestContext(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}
