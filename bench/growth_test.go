package main

import (
	"context"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestGrowth(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var out strings.Builder
	postgres := os.Getenv("TEST_POSTGRES_URL")
	args := []string{"-growth", "-transactions", "120", "-digests", "3", "-postgres", postgres}
	if err := run(ctx, args, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for line, times := range map[string]int{
		`\| first sweep \| 120 \| .* \|`:                        1,
		`\| /unpaid status:all \| 120 \| .* \| – \| – \|`:       1,
		`\| /unpaid status:expired \| 12 \| .* \| – \| – \|`:    1,
		`\| a tick with 3 digests for the same minute \| .* \|`: 1,
	} {
		if postgres != "" {
			times *= 2
		}
		if found := regexp.MustCompile(line).FindAllString(out.String(), -1); len(found) != times {
			t.Errorf("%s: %d times in\n%s", line, len(found), &out)
		}
	}
}
