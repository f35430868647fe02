package message

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/receivables"
)

func TestUnpaidStateRoundTrip(t *testing.T) {
	t.Parallel()
	for _, state := range []UnpaidState{
		{Page: 1, Sort: receivables.SortNewest},
		{ListID: "K7F3QZA", Page: 28, Sort: receivables.SortLargest, Query: `ani "kelas menulis" older:7d|min:100000`},
		{Page: 100_000, Sort: receivables.SortOldest, Query: strings.Repeat("é", MaxQueryLen)},
	} {
		got, err := ParseUnpaidState(state.Value())
		if err != nil || got != state {
			t.Errorf("%+v became %+v, %v", state, got, err)
		}
	}
}

func TestParseUnpaidStateRejects(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"", "1", "1|newest", "0|newest||", "-1|newest||", "100001|newest||", "99999999999999999999|newest||",
		"x|newest||", "1|upwards||", "1|||", "1|newest|no", "1|newest|K7 F3|", "1|newest|" + strings.Repeat("K", 17) +
			"|",
		"1|newest||a\x00b", "1|newest||a\nb", "1|newest||\xff", "1|newest||" + strings.Repeat("a", MaxQueryLen+1),
	} {
		if state, err := ParseUnpaidState(value); err == nil {
			t.Errorf("%q was parsed as %+v", value, state)
		}
	}
}

// For any query, Slack accepts the value, and parsing it gives the same state.
func FuzzUnpaidState(f *testing.F) {
	f.Add(1, "newest", "K7F3QZA", "ani older:7d")
	f.Add(-5, "", "|", "a\x00\n\xff|b")
	f.Fuzz(func(t *testing.T, page int, sort, list, query string) {
		value := UnpaidState{Page: page, Sort: receivables.Sort(sort), ListID: list, Query: query}.Value()
		if utf8.RuneCountInString(value) > 2000 {
			t.Fatalf("%d characters", utf8.RuneCountInString(value))
		}
		state, err := ParseUnpaidState(value)
		if err != nil {
			t.Fatalf("%q cannot be parsed: %v", value, err)
		}
		if again := state.Value(); again != value {
			t.Fatalf("%q became %q", value, again)
		}
	})
}
