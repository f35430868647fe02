package mayarbot_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/commands/usererr"
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/receivables"
)

// wantOwnSentences fails for each value that people are told of as of one that nobody knows, or as
// of another value. The sentence of those that nobody knows belongs to the fallback.
func wantOwnSentences[T ~string](
	t *testing.T, values []T, fallback T, tell func(*message.Renderer, T) blockkit.Message,
) {
	t.Helper()
	for _, language := range message.Languages {
		w, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		sentence := func(value T) string {
			msg, err := json.Marshal(tell(w, value).Blocks)
			if err != nil {
				t.Fatal(err)
			}
			return string(msg)
		}
		said := map[string]T{sentence("nobody knows this"): fallback}
		for _, value := range values {
			if other, taken := said[sentence(value)]; taken && other != value {
				t.Errorf("%s: %q is told like %q", language, value, other)
			}
			said[sentence(value)] = value
		}
	}
}

func TestEveryProblemOfADigestHasASentence(t *testing.T) {
	t.Parallel()
	tell := func(w *message.Renderer, problem digest.Problem) blockkit.Message {
		return w.DigestNotice(message.DigestNotice{Notice: digest.Notice{Problem: problem}})
	}
	wantOwnSentences(t, digest.Problems(), digest.ProblemInternal, tell)
}

func TestEveryReasonWhyADigestIsSkippedHasASentence(t *testing.T) {
	t.Parallel()
	var reasons []digest.Problem
	for _, reason := range digest.SkipReasons() {
		if reason != digest.ReasonDeleted { // Nobody sees a deleted digest.
			reasons = append(reasons, reason)
		}
	}
	tell := func(w *message.Renderer, reason digest.Problem) blockkit.Message {
		last := digest.Delivery{Slot: time.Unix(1e9, 0), Status: digest.Skipped, Reason: reason}
		return w.DigestSaved(message.DigestConfirmation{Digest: digest.Subscription{Last: last}})
	}
	wantOwnSentences(t, reasons, "", tell)
}

// What Mayar and the filters can say is explained, and never as a fault of the bot.
func TestEveryErrorHasASentence(t *testing.T) {
	t.Parallel()
	var all []error
	for _, reason := range commandtest.Constants[mayar.Reason](t, "mayar", "Reason") {
		all = append(all, &mayar.Error{Op: "list", Status: 400, Reason: reason})
	}
	for _, reason := range commandtest.Constants[receivables.Reason](t, "receivables", "Reason") {
		all = append(all, &receivables.QueryError{Word: "older:x", Reason: reason, Example: "older:7d"})
	}
	for _, err := range all {
		for _, op := range commandtest.Constants[message.Operation](t, "message", "Operation") {
			got := usererr.Explain(&usererr.Error{Op: op, Err: err}, mayar.Health{}, time.Unix(1e9, 0))
			if got.Kind == message.ProblemInternal || got.Kind == "" {
				t.Errorf("%s of %+v is %q", op, errors.Unwrap(err), got.Kind)
			}
		}
	}
}
