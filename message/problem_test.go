package message_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/samples"
)

var kinds = []message.ProblemKind{
	message.ProblemNoRoute, message.ProblemBudgetSpent,
	message.ProblemUnauthorized, message.ProblemReadOnlyKey, message.ProblemNotFound, message.ProblemNotCredit, message.ProblemInvalid,
	message.ProblemDuplicate, message.ProblemRateLimited, message.ProblemMayarDown, message.ProblemTimeout, message.ProblemShutdown,
	message.ProblemBadAnswer,
	message.ProblemNoLinks, message.ProblemBadFilter, message.ProblemFilterUnknown, message.ProblemFilterDuplicate, message.ProblemFilterContradiction,
	message.ProblemLongFilter, message.ProblemWithheld, message.ProblemNoCustomer,
	message.ProblemCouldNotShare, message.ProblemOldButton, message.ProblemInternal,
	message.ProblemBadSchedule, message.ProblemNoTime, message.ProblemScheduleTooClose, message.ProblemScheduleNever, message.ProblemNoDigest,
	message.ProblemNotInChannel, message.ProblemSharedChannel, message.ProblemDigestChanged, message.ProblemDigestLimit, message.ProblemAdminsOnly, message.ProblemMayarRejected, message.ProblemSlackTimeout,
}

// Each kind of problem has a text of its own in both languages, and a sample.
func TestProblemsAreToldApart(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, sample := range samples.All("en") {
		names[sample.Name] = true
	}
	for _, language := range message.Languages {
		w, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]message.ProblemKind{}
		for _, kind := range kinds {
			text := w.Problem(message.Problem{Kind: kind}).Text
			if other, twice := said[text]; twice {
				t.Errorf("%s: %s and %s say the same", language, kind, other)
			}
			said[text] = kind
			if name := "problem-" + strings.ReplaceAll(string(kind), "_", "-"); !names[name] {
				t.Errorf("there is no sample %s", name)
			}
		}
	}
}

func TestProblemsSayWhatToDo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 3, 9, 43, 0, 0, time.UTC)
	for _, tt := range []struct {
		problem message.Problem
		want    []string
	}{
		{message.Problem{Kind: message.ProblemUnauthorized, Ref: "k7m2qa"}, []string{"MAYAR_API_KEY", "https://web.mayar.id/api-keys", "k7m2qa"}},
		{message.Problem{Kind: message.ProblemReadOnlyKey}, []string{"Read &amp; Write", "https://web.mayar.id/api-keys"}},
		{message.Problem{Kind: message.ProblemMayarDown, Since: now.Add(-26 * time.Hour), Now: now}, []string{"since 2 Nov 07:43"}},
		{message.Problem{Kind: message.ProblemRateLimited, RetryAfter: 37 * time.Second}, []string{"37 seconds"}},
		{message.Problem{Kind: message.ProblemBadFilter, Word: "older:soon", Example: "older:7d"}, []string{"`older:soon`", "`older:7d`"}},
		{message.Problem{Kind: message.ProblemBadFilter, Word: "sort:x", Example: "sort:newest · sort:oldest"}, []string{"`sort:newest` · `sort:oldest`"}},
		{message.Problem{Kind: message.ProblemInvalid, Fields: []string{"customerInfo.mobile", "somethingNew"}}, []string{"Mobile number", "`somethingNew`"}},
		{message.Problem{Kind: message.ProblemDuplicate}, []string{"Try again in a minute"}},
	} {
		raw := string(messageJSON(t, english(t).Problem(tt.problem)))
		raw = strings.NewReplacer(`\u0026`, "&").Replace(raw)
		for _, want := range tt.want {
			if !strings.Contains(raw, want) {
				t.Errorf("%s does not say %q: %s", tt.problem.Kind, want, raw)
			}
		}
	}
}

// Under a field nothing is formatted, and every filter problem is said there too.
func TestFilterProblem(t *testing.T) {
	t.Parallel()
	for problem, want := range map[message.ProblemKind]string{
		message.ProblemBadFilter:           "“sort:x” cannot be used here. Write, for example, sort:newest · sort:oldest.",
		message.ProblemFilterUnknown:       "“sort:x” is none of the filters. Those there are look like older:7d · newer:2d · min:100000 · max:500000 · type:invoice · status:paid · sort:largest. To search for it as a word, put it in quotes.",
		message.ProblemFilterDuplicate:     "“sort:x” is one too many: give each filter once.",
		message.ProblemFilterContradiction: "Together with what stands before it, “sort:x” leaves nothing: min may not be above max, and older has to be shorter than newer.",
		"something new":                    "This is not a filter of /unpaid, or is too long.",
	} {
		got := english(t).FilterError(message.Problem{Kind: problem, Word: "so\u200Brt:x", Example: "sort:newest · sort:oldest"})
		if got != want {
			t.Errorf("%s: %s", problem, got)
		}
	}
}

// A field of the form that is filled in wrongly has a text of its own in both languages.
func TestFieldProblems(t *testing.T) {
	t.Parallel()
	fields := []message.FieldError{
		message.FieldName, message.FieldEmail, message.FieldMobile, message.FieldCredit, message.FieldProductMissing, message.FieldProductID,
		message.FieldPersonID, "something new",
	}
	for _, language := range message.Languages {
		w, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		said := map[string]bool{}
		for _, field := range fields {
			text := w.FieldError(field)
			if text == "" || said[text] {
				t.Errorf("%s: %s: %q is empty or said of another field", language, field, text)
			}
			said[text] = true
		}
	}
}

func TestSummariesAndUsages(t *testing.T) {
	t.Parallel()
	w := english(t)
	for _, command := range []string{"unpaid", "checkout", "help", "status", "mayar"} {
		if w.Summary(command) == "" {
			t.Errorf("no summary of %s", command)
		}
	}
	if w.Usage("unpaid") == "" || w.Usage("checkout") == "" || w.Usage("help") != "" || w.Summary("xyzzy") != "" {
		t.Error("usages are not those of the commands that take words")
	}
}
