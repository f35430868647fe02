package blockkit

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"
)

// A message with encoded blocks is the message with the blocks that they were made from.
func TestEncodedBlocks(t *testing.T) {
	t.Parallel()
	blocks := []slack.Block{
		slack.NewHeaderBlock(Plain("278 & more")), slack.NewDividerBlock(),
		slack.NewSectionBlock(Verbatim("<b>"), nil, nil),
	}
	var encoded []slack.Block
	for i, block := range blocks {
		SetID(block, string(rune('a'+i)))
		raw, err := json.Marshal(block)
		if err != nil {
			t.Fatal(err)
		}
		encoded = append(encoded, &EncodedBlock{Type: block.BlockType(), BlockID: block.ID(), JSON: raw})
	}
	more := func(int) string { return "and more" }
	fitted := Fit(Message{Text: "a", Blocks: encoded}, more)
	want, err := json.Marshal(struct {
		Text   string        `json:"text"`
		Blocks []slack.Block `json:"blocks"`
	}{"a", blocks})
	if err != nil {
		t.Fatal(err)
	}
	for name, blocks := range map[string][]slack.Block{
		"fitted": fitted.Blocks, "mixed": {blocks[0], encoded[1], blocks[2]}, "plain": blocks,
	} {
		got, err := AppendField([]byte(`{"text":"a"}`), "blocks", blocks)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, got) {
			t.Errorf("%s:\n%s\n%s", name, want, got)
		}
		if again, err := json.Marshal(blocks); err != nil || !bytes.Contains(want, again) {
			t.Errorf("%s: the package json makes %s of them: %v", name, again, err)
		}
	}
}
