package digest_test

import (
	"regexp"
	"testing"

	"github.com/mayarbot/mayarbot/digest"
)

// No id looks like the duration of a pause.
func TestAnIDIsNoDuration(t *testing.T) {
	t.Parallel()
	duration := regexp.MustCompile(`^\d+[hdw]$`)
	for range 10_000 {
		if id := digest.NewID(); duration.MatchString(id) {
			t.Fatalf("%s would pause for that long", id)
		}
	}
}
