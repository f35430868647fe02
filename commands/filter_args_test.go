package commands

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
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
		for _, word := range writer.TypeWords() {
			for _, typed := range []string{"type:" + word, `type:"` + word + `"`, "type:" + strings.ToUpper(word)} {
				query, err := receivables.ParseQuery(typed+" ani", noon)
				if err != nil || len(query.Words) != 1 {
					t.Errorf("%s: %+v, %v", typed, query, err)
				}
			}
		}
	}
}

func TestHelpOfACommand(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"help", "?", " HELP ", "bantuan"} {
		for name, run := range map[string]bot.Handler{"/unpaid": anUnpaid(t, &fakeMirror{}).run, "/checkout": aCheckout(t, nil, &fakeTiers{}).run} {
			var reply fakeReply
			if err := run(t.Context(), &bot.Request{Text: words}, &reply); err != nil {
				t.Fatal(err)
			}
			if len(reply.forms) != 0 || !strings.Contains(reply.last(t), name) {
				t.Errorf("%s %s: %d forms, %v", name, words, len(reply.forms), reply.shown)
			}
		}
	}
}

// What the filters hold may be read in the record, and in a channel.
func TestFiltersOfEveryNameAreNobodys(t *testing.T) {
	t.Parallel()
	open := anUnpaid(t, nil).command().Loggable
	for word, want := range map[string]bool{
		"older:7d": true, "lama:7hari": true, "type:acara": true, "urut:terbesar": true, "min:1,5jt": true,
		"type:budi": false, "sort:ani": false, "older:ani": false, "ani": false,
	} {
		if open(word) != want {
			t.Errorf("%s: %t", word, !want)
		}
	}
}
