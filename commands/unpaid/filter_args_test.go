package unpaid

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// Whatever a row says of its type can be typed, in either language.
func TestEveryTypeThatRowsShowCanBeTyped(t *testing.T) {
	t.Parallel()
	for _, language := range message.Languages {
		writer, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range writer.TypeNames() {
			for _, typed := range []string{"type:" + word, `type:"` + word + `"`, "type:" + strings.ToUpper(word)} {
				query, err := receivables.ParseQuery(typed+" ani", commandtest.Noon)
				if err != nil || len(query.Words) != 1 {
					t.Errorf("%s: %+v, %v", typed, query, err)
				}
			}
		}
	}
}

// What the filters hold may be read in the record, and in a channel.
func TestFiltersOfEveryNameAreNobodys(t *testing.T) {
	t.Parallel()
	open := anUnpaid(t, nil).Command().Loggable
	for word, want := range map[string]bool{
		"older:7d": true, "lama:7hari": true, "type:acara": true, "urut:terbesar": true, "min:1,5jt": true,
		"type:budi": false, "sort:ani": false, "older:ani": false, "ani": false,
	} {
		if open(word) != want {
			t.Errorf("%s: %t", word, !want)
		}
	}
}
