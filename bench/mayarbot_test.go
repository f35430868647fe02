package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func TestMeasureMayarbot(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("building mayarbot takes a while")
	}
	binary := filepath.Join(t.TempDir(), "mayarbot")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../cmd/mayarbot").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	isComplete(t, &peer{program: []string{binary, "run"}, mayar: true})
}
