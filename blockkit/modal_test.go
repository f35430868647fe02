package blockkit

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func modal(change func(v *slack.ModalViewRequest)) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  Plain("Checkout"),
		Submit: Plain("Create"),
		Blocks: slack.Blocks{BlockSet: input(nil)},
	}
	change(&v)
	return v
}

func TestCheckModal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		within, over func(v *slack.ModalViewRequest)
		pointer      string
		rule         Rule
	}{
		{
			"type", func(*slack.ModalViewRequest) {}, func(v *slack.ModalViewRequest) { v.Type = slack.VTHomeTab },
			"/view/type", RuleValue,
		},
		{
			"title", func(v *slack.ModalViewRequest) { v.Title = Plain(letters(24)) },
			func(v *slack.ModalViewRequest) { v.Title = Plain(letters(25)) }, "/view/title/text", RuleLength,
		},
		{
			"title missing", func(*slack.ModalViewRequest) {}, func(v *slack.ModalViewRequest) { v.Title = nil },
			"/view", RuleRequired,
		},
		{
			"title type", func(*slack.ModalViewRequest) {},
			func(v *slack.ModalViewRequest) { v.Title = Verbatim("a") }, "/view/title/type", RuleType,
		},
		{
			"submit", func(v *slack.ModalViewRequest) { v.Submit = Plain(letters(24)) },
			func(v *slack.ModalViewRequest) { v.Submit = Plain(letters(25)) }, "/view/submit/text", RuleLength,
		},
		{
			"submit missing",
			func(v *slack.ModalViewRequest) { v.Submit, v.Blocks.BlockSet = nil, single(section(1)) },
			func(v *slack.ModalViewRequest) { v.Submit = nil }, "/view", RuleRequired,
		},
		{
			"close", func(v *slack.ModalViewRequest) { v.Close = Plain(letters(24)) },
			func(v *slack.ModalViewRequest) { v.Close = Plain(letters(25)) }, "/view/close/text", RuleLength,
		},
		{
			"private_metadata", func(v *slack.ModalViewRequest) { v.PrivateMetadata = letters(3000) },
			func(v *slack.ModalViewRequest) { v.PrivateMetadata = letters(3001) }, "/view/private_metadata",
			RuleLength,
		},
		{
			"callback_id", func(v *slack.ModalViewRequest) { v.CallbackID = letters(255) },
			func(v *slack.ModalViewRequest) { v.CallbackID = letters(256) }, "/view/callback_id", RuleLength,
		},
		{
			"external_id", func(v *slack.ModalViewRequest) { v.ExternalID = letters(255) },
			func(v *slack.ModalViewRequest) { v.ExternalID = letters(256) }, "/view/external_id", RuleLength,
		},
		{
			"blocks", blocksOf(times(100, func(int) slack.Block { return section(1) })),
			blocksOf(times(101, func(int) slack.Block { return section(1) })), "/view/blocks", RuleCount,
		},
		{
			"size", blocksOf(times(40, func(int) slack.Block { return section(3000) })),
			blocksOf(times(50, func(int) slack.Block { return section(3000) })), "/view", RuleTotal,
		},
		{"table", blocksOf(nil), blocksOf(table(1, 1, 1)), "/view/blocks/0/type", RuleSurface},
		{
			"input", blocksOf(input(func(b *slack.InputBlock) { b.Optional = true })),
			blocksOf(input(func(b *slack.InputBlock) { b.Label = nil })), "/view/blocks/0", RuleRequired,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := CheckModal(modal(tt.within)); len(got) > 0 {
				t.Errorf("at the limit: %+v", got)
			}
			want := []Violation{{Pointer: tt.pointer, Rule: tt.rule}}
			if diff := cmp.Diff(want, CheckModal(modal(tt.over)), ignoreMessage); diff != "" {
				t.Errorf("one over (-want +got):\n%s", diff)
			}
		})
	}
}

func blocksOf(blocks []slack.Block) func(v *slack.ModalViewRequest) {
	return func(v *slack.ModalViewRequest) { v.Blocks.BlockSet = blocks }
}
