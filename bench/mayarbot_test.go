package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	checkSoak(t, p)
}

// checkSoak does for some seconds what -soak does for an hour.
func checkSoak(t *testing.T, p *peer) {
	t.Helper()
	s := soak{length: 6 * time.Second, cutEvery: 4 * time.Second, ackWithin: 5 * time.Second, rows: 1000, perSecond: 20}
	result, err := s.run(t.Context(), p, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	first, last := result.first, result.last
	if result.cuts == 0 || len(first.times.acks) == 0 || len(first.times.replies) == 0 || first.file == 0 {
		t.Errorf("a soak saw %+v", result)
	}
	// A goroutine that is lost with each command shows.
	if last.goroutines > first.goroutines+60 {
		t.Errorf("from %v goroutines to %v", first.goroutines, last.goroutines)
	}
	var table strings.Builder
	if err := s.report(&table, result, time.Now()); err != nil || strings.Count(table.String(), "\n| ") != 9 {
		t.Errorf("%v, and the table is\n%s", err, table.String())
	}
}
