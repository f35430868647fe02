package spelling_test

import (
	"slices"
	"testing"

	"github.com/mayarbot/mayarbot/internal/spelling"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"unpaid", "paid", "plaid", "help"}
	for _, tt := range []struct {
		word string
		most int
		want string
	}{
		{"unpaid", 0, "unpaid"}, {"unpiad", 2, "unpaid"}, {"unpiad", 1, ""}, {"laid", 1, "paid"}, {"", 3, ""},
		{"xyz", 1, ""},
	} {
		if got := spelling.Nearest(tt.word, slices.Values(names), tt.most); got != tt.want {
			t.Errorf("Nearest(%q, %d) = %q, want %q", tt.word, tt.most, got, tt.want)
		}
	}
}
