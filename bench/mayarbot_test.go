package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestMeasureMayarbot(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("building mayarbot takes a while")
	}
	p, err := buildMayarbot(t.Context(), "..", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	checkMeasurement(t, p)
	checkBurst(t, p)
	file := filepath.Join(t.TempDir(), "message.json")
	if err := saveAnswer(t.Context(), p, file); err != nil {
		t.Fatal(err)
	}
	var message struct{ Blocks []any }
	if raw, err := os.ReadFile(file); err != nil || json.Unmarshal(raw, &message) != nil || len(message.Blocks) < 12 {
		t.Errorf("a page of ten has %d blocks, %v", len(message.Blocks), err)
	}
}
