package message_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/commands/commandtest"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/samples"
)

// Each kind of problem has a text of its own in both languages, and a sample.
func TestProblemsHaveDistinctTexts(t *testing.T) {
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
		kinds := map[string]message.ProblemKind{} // by text
		for _, kind := range commandtest.Constants[message.ProblemKind](t, ".", "ProblemKind") {
			text := sectionText(t, w.Problem(message.Problem{Kind: kind}))
			if other, twice := kinds[text]; twice {
				t.Errorf("%s: %s and %s have the same text", language, kind, other)
			}
			kinds[text] = kind
			if name := "problem-" + strings.ReplaceAll(string(kind), "_", "-"); !names[name] {
				t.Errorf("there is no sample %s", name)
			}
		}
	}
}

// sectionText returns the text of the first block.
func sectionText(t *testing.T, msg blockkit.Message) string {
	t.Helper()
	section, ok := msg.Blocks[0].(*slack.SectionBlock)
	if !ok {
		t.Fatalf("the first block is a %T", msg.Blocks[0])
	}
	return section.Text.Text
}

func TestProblemsSayWhatToDo(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 3, 9, 43, 0, 0, time.UTC)
	for _, tt := range []struct {
		problem message.Problem
		want    []string
	}{
		{message.Problem{Kind: message.ProblemUnauthorized, Ref: "k7m2qa"},
			[]string{"MAYAR_API_KEY", "https://web.mayar.id/api-keys", "k7m2qa"}},
		{message.Problem{Kind: message.ProblemReadOnlyKey},
			[]string{"Read &amp; Write", "https://web.mayar.id/api-keys"}},
		{message.Problem{Kind: message.ProblemMayarDown, Since: now.Add(-26 * time.Hour), Now: now},
			[]string{"since 2 Nov 07:43"}},
		{message.Problem{Kind: message.ProblemRateLimited, RetryAfter: 37 * time.Second}, []string{"37 seconds"}},
		{message.Problem{Kind: message.ProblemBadFilter, Word: "older:soon", Example: "older:7d"},
			[]string{"`older:soon`", "`older:7d`"}},
		{message.Problem{Kind: message.ProblemBadFilter, Word: "sort:x", Example: "sort:newest · sort:oldest"},
			[]string{"`sort:newest` · `sort:oldest`"}},
		{message.Problem{Kind: message.ProblemInvalid, Fields: []string{"customerInfo.mobile", "somethingNew"}},
			[]string{"Mobile number", "`somethingNew`"}},
		{message.Problem{Kind: message.ProblemDuplicate}, []string{"Try again in a minute"}},
	} {
		raw := jsonText(t, english(t).Problem(tt.problem))
		raw = strings.NewReplacer(`\u0026`, "&").Replace(raw)
		for _, want := range tt.want {
			if !strings.Contains(raw, want) {
				t.Errorf("%s does not say %q: %s", tt.problem.Kind, want, raw)
			}
		}
	}
}

// Text below a field has no formatting. Each problem of filters has one.
func TestFilterError(t *testing.T) {
	t.Parallel()
	for problem, want := range map[message.ProblemKind]string{
		message.ProblemBadFilter: "“sort:x” cannot be used here. " +
			"Write, for example, sort:newest · sort:oldest.",
		message.ProblemFilterUnknown: "“sort:x” is none of the filters. " +
			"Those there are look like older:7d · newer:2d · min:100000 · " +
			"max:500000 · type:invoice · status:paid · sort:largest. To search for it as a word, put it in quotes.",
		message.ProblemFilterDuplicate: "“sort:x” is one too many: give each filter once.",
		message.ProblemFilterContradiction: "Together with what stands before it, “sort:x” leaves nothing: " +
			"min may not be above max, and older has to be shorter than newer.",
		"something new": "This is not a filter of /unpaid, or is too long.",
	} {
		p := message.Problem{Kind: problem, Word: "so\u200Brt:x", Example: "sort:newest · sort:oldest"}
		if got := english(t).FilterError(p); got != want {
			t.Errorf("%s: %s", problem, got)
		}
	}
}

// Each error of a field has a text in both languages. Two fields share the one for times that are
// too close.
func TestFieldErrors(t *testing.T) {
	t.Parallel()
	for _, language := range message.Languages {
		w, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{w.FieldError("something new"): true}
		for _, field := range commandtest.Constants[message.FieldError](t, ".", "FieldError") {
			text := w.FieldError(field)
			if text == "" || seen[text] && field != message.FieldCronTooClose {
				t.Errorf("%s: %s: %q is empty or the text of another field", language, field, text)
			}
			seen[text] = true
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
		t.Error("usages do not match the commands with arguments")
	}
}
