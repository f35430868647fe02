package slackapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/bot/slackapi"
	"github.com/mayarbot/mayarbot/sandbox/fakeslack"
	"github.com/slack-go/slack"
)

// messageOf returns a message of blocks. Its text names them, so that tests can tell which message
// was posted.
func messageOf(blocks ...slack.Block) blockkit.Message {
	names := make([]string, len(blocks))
	for i, block := range blocks {
		names[i] = string(block.BlockType())
	}
	return blockkit.Message{Text: strings.Join(names, " "), Blocks: blocks}
}

func section() slack.Block { return slack.NewSectionBlock(blockkit.Plain("how it stands"), nil, nil) }

func table() slack.Block {
	row := func(a, b string) []slack.TableCell {
		return []slack.TableCell{slack.NewTableRawTextCell(a), slack.NewTableRawTextCell(b)}
	}
	return &slack.TableBlock{Type: slack.MBTTable, Rows: [][]slack.TableCell{row("who", "how much"), row("Ayu", "Rp1")}}
}

func markdown() slack.Block { return slack.NewMarkdownBlock("", "**how** it stands") }

// A step is one post in a workspace; steps follow each other.
type step struct {
	what     string
	variants []blockkit.Message
	want     string // the text of the message that was posted
	calls    int
}

func runSteps(t *testing.T, b *harness, clock *clock, steps ...step) {
	t.Helper()
	for _, s := range steps {
		clock.advance(time.Second)
		before := b.CallCounts()["chat.postMessage"]
		ts, err := b.api.PostWithFallback(t.Context(), fakeslack.Finance, s.variants, slackapi.Metadata{})
		if err != nil {
			t.Fatalf("%s: %v", s.what, err)
		}
		all := b.Messages(fakeslack.Budi, fakeslack.Finance)
		if last := all[len(all)-1]; last.TS != ts || last.Text != s.want {
			t.Errorf("%s: posted %q, want %q", s.what, last.Text, s.want)
		}
		if n := b.CallCounts()["chat.postMessage"] - before; n != s.calls {
			t.Errorf("%s: %d calls, want %d", s.what, n, s.calls)
		}
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, clock.now)
	rich, plainer, plain := messageOf(section(), markdown(), table()), messageOf(section(), table()),
		messageOf(section())
	all := []blockkit.Message{rich, plainer, plain}

	runSteps(t, b, clock, step{"everything is taken", all, rich.Text, 1})
	b.RefuseBlocks("markdown")
	runSteps(t, b, clock,
		step{"the first one is refused", all, plainer.Text, 2},
		step{"only messages with the block are", []blockkit.Message{plain, rich}, plain.Text, 1},
	)
	b.RefuseBlocks("markdown", "table")
	runSteps(t, b, clock, step{"the next one is refused too", all, plain.Text, 3})
	b.RefuseBlocks()
	runSteps(t, b, clock, step{"everything is taken again", all, rich.Text, 1})
}

func TestAllVariantsRejected(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, clock.now)
	b.RefuseBlocks("table", "section")
	variants := []blockkit.Message{messageOf(section(), table()), messageOf(section())}
	_, err := b.api.PostWithFallback(t.Context(), fakeslack.Finance, variants, slackapi.Metadata{})
	got := postErrorOf(t, err)
	if !got.InvalidBlocks() || !got.NotPosted() || !got.Permanent() {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff([]string{"/blocks/0/type"}, got.Pointers); diff != "" {
		t.Errorf("pointers (-want +got):\n%s", diff)
	}
	b.RefuseBlocks()
	runSteps(t, b, clock, step{"nothing is remembered", variants, variants[0].Text, 1})

	if _, err := b.api.PostWithFallback(t.Context(), fakeslack.Finance, nil, slackapi.Metadata{}); err == nil {
		t.Error("no message at all is posted")
	}
}

// The next variant is tried only after an error about blocks, and by this message alone.
func TestWhenVariantsAreTried(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		how  fakeslack.Failure
		next bool
	}{
		"no pointers":        {fakeslack.Failure{Error: "invalid_blocks"}, true},
		"format":             {fakeslack.Failure{Error: "invalid_blocks_format"}, true},
		"too long":           {fakeslack.Failure{Error: "msg_blocks_too_long"}, true},
		"only one table":     {fakeslack.Failure{Error: "invalid_attachments"}, true},
		"not in the channel": {fakeslack.Failure{Error: "not_in_channel"}, false},
		"perhaps posted":     {fakeslack.Failure{Error: "internal_error"}, false},
		"cut":                {fakeslack.Failure{Drop: true}, false},
		"429":                {fakeslack.Failure{Status: 429, RetryAfter: time.Second}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			b := startAging(t, clock)
			variants := []blockkit.Message{messageOf(section(), table()), messageOf(section())}
			b.Fail("chat.postMessage", 1, c.how)
			_, err := b.api.PostWithFallback(t.Context(), fakeslack.Finance, variants, slackapi.Metadata{})
			if (err == nil) != c.next {
				t.Errorf("the next one was tried: %v (%v)", !c.next, err)
			}
			clock.advance(2 * time.Second)
			runSteps(t, b, clock, step{"afterwards", variants, variants[0].Text, 1})
		})
	}
}

// Slack's pointers count the blocks that were sent, after the cut.
func TestVariantsAreCutFirst(t *testing.T) {
	t.Parallel()
	clock := newClock()
	b := start(t, clock.now)
	broken := slack.NewSectionBlock(nil, nil, nil)
	variants := []blockkit.Message{messageOf(section(), broken, table()), messageOf(section())}
	runSteps(t, b, clock, step{"what Slack would refuse is left out", variants, variants[0].Text, 1})
	b.RefuseBlocks("table")
	runSteps(t, b, clock, step{"refused", variants, "section", 2})
}
