package message_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/blockkit/schema"
	"github.com/mayarbot/mayarbot/message"
	"github.com/mayarbot/mayarbot/message/samples"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/slack-go/slack"
)

// Slack documents 50 blocks, and rejects messages of about 13,200 characters (msg_blocks_too_long).
const (
	maxBlocks = 49
	maxChars  = 13_000
)

func TestSamplesStayBelowSlacksLimits(t *testing.T) {
	t.Parallel()
	for _, language := range message.Languages {
		for _, sample := range samples.All(language) {
			if sample.Message == nil {
				continue
			}
			if n := len(sample.Message.Blocks); n > maxBlocks {
				t.Errorf("%s/%s has %d blocks", language, sample.Name, n)
			}
			if n := countCharacters(t, asJSON(t, sample)); n > maxChars {
				t.Errorf("%s/%s has %d characters", language, sample.Name, n)
			}
		}
	}
}

// countCharacters counts texts, addresses and the values of buttons.
func countCharacters(t *testing.T, raw []byte) int {
	t.Helper()
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	count := 0
	walk(tree, func(object map[string]any) {
		for _, key := range []string{"text", "url", "value", "accessibility_label"} {
			if s, ok := object[key].(string); ok {
				count += utf8.RuneCountInString(s)
			}
		}
	})
	return count
}

// Slack's clients keep what was chosen in a menu as long as its block keeps its id, so an update
// changes all ids.
func TestBlockIDsChangeWithTheMessage(t *testing.T) {
	t.Parallel()
	w := english(t)
	list := unpaidPage(1, 1)
	first := blockIDs(w.Unpaid(list).Blocks)
	list.State.Sort = receivables.SortLargest
	for _, id := range blockIDs(w.Unpaid(list).Blocks) {
		if id == "" || slices.Contains(first, id) {
			t.Errorf("block id %q stays", id)
		}
	}
}

// Members of a channel can read the ids of its messages. If these depended on masked text, one
// could guess names and addresses until the ids match.
func TestBlockIDsDoNotDependOnMaskedText(t *testing.T) {
	t.Parallel()
	w := english(t)
	idsFor := func(email, mobile string) []string {
		row := receivables.Row{Customer: "Ani", Product: "Kelas", Email: email, Mobile: mobile, Count: 1}
		list := unpaidPage(1, 1)
		list.Rows = []receivables.Row{row}
		return blockIDs(w.UnpaidShared(list, "U1").Blocks)
	}
	a, b := idsFor("ani@example.com", "081200000099"), idsFor("a.wijaya@example.com", "081277777799")
	if !slices.Equal(a, b) {
		t.Errorf("two messages with the same visible text have the ids %v and %v", a, b)
	}
}

func blockIDs(blocks []slack.Block) []string {
	ids := make([]string, len(blocks))
	for i, block := range blocks {
		ids[i] = block.ID()
	}
	return ids
}

// An answer replaces the form, so it must fit into a modal too.
func TestFormAnswersFitAModal(t *testing.T) {
	t.Parallel()
	answers := regexp.MustCompile(
		`^(links|checkout|problem|busy|refused|digest-created|digest-saved|digest-working|cannot-post)`,
	)
	for _, sample := range samples.All("id") {
		if !answers.MatchString(sample.Name) || sample.Message == nil {
			continue
		}
		view := slack.ModalViewRequest{Type: slack.VTModal, Title: blockkit.Plain("Link checkout"),
			Blocks: slack.Blocks{BlockSet: sample.Message.Blocks}}
		for _, problem := range blockkit.CheckModal(view) {
			t.Errorf("%s: %s", sample.Name, problem.Message)
		}
		if err := schema.CheckView(encode(t, view)); err != nil {
			t.Errorf("%s: %v", sample.Name, err)
		}
	}
}
