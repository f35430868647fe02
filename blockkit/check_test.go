package blockkit

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/mayarbot/mayarbot/blockkit/schema"
	"github.com/slack-go/slack"
)

var ignoreMessage = cmpopts.IgnoreFields(Violation{}, "Message")

func TestCheckKnowsTheLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range messageLimits {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Check(Message{Text: "a", Blocks: tt.within}); len(got) > 0 {
				t.Errorf("at the limit: %+v", got)
			}
			want := []Violation{{Pointer: tt.pointer, Rule: tt.rule}}
			over := Message{Text: "a", Blocks: tt.over}
			if diff := cmp.Diff(want, Check(over), ignoreMessage); diff != "" {
				t.Errorf("one over (-want +got):\n%s", diff)
			}
			if got := Check(Fit(over, more)); len(got) > 0 {
				t.Errorf("after Fit: %+v", got)
			}
		})
	}
}

// A server sees blocks that slack-go decoded from JSON, and must find the same violations.
func TestCheckOfDecodedBlocks(t *testing.T) {
	t.Parallel()
	for _, tt := range messageLimits {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			encoded, err := json.Marshal(slack.Blocks{BlockSet: tt.over})
			if err != nil {
				t.Fatal(err)
			}
			var decoded slack.Blocks
			if err := json.Unmarshal(encoded, &decoded); err != nil {
				t.Skipf("slack-go does not decode this: %v", err)
			}
			want := []Violation{{Pointer: tt.pointer, Rule: tt.rule}}
			got := Check(Message{Text: "a", Blocks: decoded.BlockSet})
			if diff := cmp.Diff(want, got, ignoreMessage); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckText(t *testing.T) {
	t.Parallel()
	if got := Check(Message{Text: letters(4000)}); len(got) > 0 {
		t.Errorf("4000 characters: %+v", got)
	}
	for _, text := range []string{"", letters(4001)} {
		if got := Check(Message{Text: text}); len(got) != 1 || got[0].Pointer != "/text" {
			t.Errorf("%d bytes: %+v", len(text), got)
		}
	}
}

func TestViolationReadsLikeSlacks(t *testing.T) {
	t.Parallel()
	got := Check(Message{Text: "a", Blocks: []slack.Block{section(1), section(3001)}})
	want := []Violation{{
		Pointer: "/blocks/1/text/text",
		Rule:    RuleLength,
		Message: "must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCheckPassesUnknownBlocks(t *testing.T) {
	t.Parallel()
	var decoded slack.Blocks
	if err := json.Unmarshal([]byte(`[{"type":"hologram","block_id":"h","depth":3}]`), &decoded); err != nil {
		t.Fatal(err)
	}
	if got := Check(Message{Text: "a", Blocks: decoded.BlockSet}); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestLimitCasesHaveValidShape compares the examples at the limits with Slack's own types.
func TestLimitCasesHaveValidShape(t *testing.T) {
	t.Parallel()
	for _, tt := range messageLimits {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			encoded, err := json.Marshal(map[string]any{"text": "a", "blocks": tt.within})
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Check(encoded); err != nil {
				t.Error(err)
			}
		})
	}
}
