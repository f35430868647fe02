package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestRiverLogKeepsWarnings(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	log := slog.New(riverLogHandler{slog.NewTextHandler(&out, nil)}).With("component", "river").WithGroup("job")
	log.Info("chatter")
	log.Error("cut short", "error", fmt.Errorf("begin: %w", context.Canceled).Error())
	log.Error("cut short", "error", context.Canceled)
	log.Error("disk is full", "error", errors.New("full"))
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "disk is full") {
		t.Errorf("the log is:\n%s", got)
	}
}
