package blockkit

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func more(n int) string { return fmt.Sprintf("and %d more", n) }

// outline lists the kinds of blocks in a message: "header section … context:and 3 more".
func outline(msg Message) string {
	var parts []string
	for _, b := range msg.Blocks {
		part := string(b.BlockType())
		if c, ok := b.(*slack.ContextBlock); ok {
			part += ":" + c.ContextElements.Elements[0].(*slack.TextBlockObject).Text
		}
		if n := len(parts); n > 0 && parts[n-1] == part {
			continue
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ")
}

func navigation() slack.Block {
	return slack.NewActionBlock("", slack.NewButtonBlockElement("next", "2", Plain("Next")))
}

func smallPrint() slack.Block { return slack.NewContextBlock("", Plain("as of 10:00")) }

func TestFitDropsBlocksFromTheEnd(t *testing.T) {
	t.Parallel()
	header := slack.NewHeaderBlock(Plain("Unpaid"))
	rows := func(n, length int) []slack.Block {
		return times(n, func(int) slack.Block { return section(length) })
	}
	join := func(lists ...[]slack.Block) (all []slack.Block) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	rowsWithButtons := func(n int) (all []slack.Block) {
		for range n {
			all = append(all, section(1), navigation())
		}
		return all
	}
	tests := []struct {
		name   string
		blocks []slack.Block
		want   string
		kept   int
	}{
		{
			"navigation and small print stay",
			join(single(header), rows(60, 1), single(smallPrint()), single(navigation())),
			"header section context:and 14 more context:as of 10:00 actions", 50,
		},
		{
			"too much text", join(single(header), rows(10, 2000), single(navigation())),
			"header section context:and 4 more actions", 9,
		},
		{"nothing closes the message", rows(51, 1), "section context:and 2 more", 50},
		{"buttons of rows are not navigation", rowsWithButtons(30), "section actions section actions", 50},
		{"navigation below rows with buttons", join(rowsWithButtons(30), single(navigation())), "", 50},
		{
			"no divider above the line", join(rows(48, 1), single(slack.NewDividerBlock()), rows(3, 1)),
			"section context:and 3 more", 49,
		},
		{"fields", fields(12, 5), "section context:and 2 more", 2},
		{"table rows", table(112, 1, 1), "table context:and 12 more", 2},
		{"table text", table(100, 20, 10), "table context:and 50 more", 2},
		{
			"second table", join(table(5, 1, 1), table(5, 1, 1), single(navigation())),
			"table context:and 4 more actions", 3,
		},
		{"two more tables", join(table(5, 1, 1), table(5, 1, 1), table(4, 1, 1)), "table context:and 7 more", 2},
		{
			"too much small print",
			join(
				rows(5, 2900),
				single(slack.NewContextBlock("", Plain(letters(3000)), Plain(letters(3000)))),
				single(navigation()),
			),
			"section context:and 2 more actions", 6,
		},
		{
			"broken button", button(func(b *slack.ButtonBlockElement) { b.URL = "javascript:alert(1)" }),
			"context:and 1 more", 1,
		},
		{"options", menu(103, nil), "actions context:and 3 more", 2},
		{
			"one large list",
			richText(slack.NewRichTextList(slack.RTEListBullet, 0, times(30, func(int) slack.RichTextElement {
				return slack.NewRichTextSection(slack.NewRichTextSectionTextElement(letters(1000), nil))
			})...)),
			"rich_text context:and 18 more",
			2,
		},
		{
			"lists cut in a message that is too long", join(fields(12, 2000), rows(3, 1)),
			"section context:and 9 more", 2,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Fit(Message{Text: "a", Blocks: tt.blocks}, more)
			if violations := Check(got); len(violations) > 0 {
				t.Fatalf("after Fit: %+v", violations)
			}
			if tt.want != "" && !strings.HasPrefix(outline(got), tt.want) {
				t.Errorf("got  %s\nwant %s", outline(got), tt.want)
			}
			if len(got.Blocks) != tt.kept {
				t.Errorf("%d blocks, want %d", len(got.Blocks), tt.kept)
			}
		})
	}
}

func TestFitKeepsNavigationBelowRowsWithButtons(t *testing.T) {
	t.Parallel()
	var blocks []slack.Block
	for range 30 {
		blocks = append(
			blocks,
			section(1),
			slack.NewActionBlock("", slack.NewButtonBlockElement("row", "", Plain("Copy"))),
		)
	}
	blocks = append(blocks, navigation())

	fitted := Fit(Message{Text: "a", Blocks: blocks}, more).Blocks
	if got := fitted[len(fitted)-1]; actionID(got.(*slack.ActionBlock).Elements.ElementSet[0]) != "next" {
		t.Errorf("the message ends in %+v", got)
	}
	if got := fitted[len(fitted)-2]; got.BlockType() != slack.MBTContext {
		t.Errorf("Fit kept a button of a dropped row: %+v", got)
	}
}

func TestFitDropsInvalidParts(t *testing.T) {
	t.Parallel()
	good := slack.NewButtonBlockElement("good", "", Plain("Good"))
	bad := slack.NewButtonBlockElement("bad", "", Plain("Bad")).WithURL("ftp://example.com")
	again := slack.NewButtonBlockElement("good", "", Plain("Again"))
	msg := Message{Text: "a", Blocks: []slack.Block{
		slack.NewSectionBlock(Plain("a"), nil, slack.NewAccessory(bad)),
		slack.NewActionBlock("", good, bad, again),
		slack.NewHeaderBlock(Verbatim("Unpaid")),
	}}
	want := Message{Text: "a", Blocks: []slack.Block{
		slack.NewSectionBlock(Plain("a"), nil, nil),
		slack.NewActionBlock("", good),
		slack.NewHeaderBlock(Plain("Unpaid")),
	}}
	if diff := cmp.Diff(want, Fit(msg, more)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFitDoesNotChangeItsArgument(t *testing.T) {
	t.Parallel()
	for _, tt := range messageLimits {
		before, _ := json.Marshal(slack.Blocks{BlockSet: tt.over})
		Fit(Message{Text: "a", Blocks: tt.over}, more)
		after, _ := json.Marshal(slack.Blocks{BlockSet: tt.over})
		if string(before) != string(after) {
			t.Errorf("%s: Fit changed its argument", tt.name)
		}
	}
}

func TestFitText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		msg  Message
		want string
	}{
		{"from a header", Message{Blocks: single(slack.NewHeaderBlock(Plain("Unpaid & due")))}, "Unpaid &amp; due"},
		{"from a section", Message{Blocks: single(slack.NewSectionBlock(Verbatim("*Unpaid*"), nil, nil))}, "*Unpaid*"},
		{"from nothing", Message{}, EmptyValue},
		{"too long", Message{Text: letters(3990) + "&amp;&amp;&amp;"}, letters(3990) + "&amp;…"},
	}
	for _, tt := range tests {
		if got := Fit(tt.msg, more).Text; got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		most     int
		want     string
	}{
		{"fits", "abc", 3, "abc"},
		{"letters", "abcd", 3, "ab…"},
		{"space before the end", "ab cd", 4, "ab…"},
		{"entity", "ab&lt;cd", 6, "ab…"},
		{"entity fits", "ab&lt;cd", 7, "ab&lt;…"},
		{"bare ampersand", "ab&cdefgh", 5, "ab&c…"},
		{"link", "see <https://example.com|here> now", 20, "see…"},
		{"link that never ends", "see <https://example.com", 10, "see <http…"},
		{"mention", "<@U12345678> owes", 8, "…"},
		{"code", "```abcdefgh``` after", 12, "```abcde…```"},
		{"before code", "ab ```cd```", 6, "ab…"},
		{"accents", "ae\u0301e\u0301e\u0301", 5, "ae\u0301…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := truncateMrkdwn(tt.in, tt.most); got != tt.want && tt.name != "accents" {
				t.Errorf("mrkdwn: %q, want %q", got, tt.want)
			}
			if got := truncatePlain(tt.in, tt.most); tt.name == "accents" && got != tt.want {
				t.Errorf("plain: %q, want %q", got, tt.want)
			}
		})
	}
}

// typical is a page of ten rows, like the list of /unpaid.
func typical() Message {
	blocks := []slack.Block{slack.NewHeaderBlock(Plain("278 unpaid, Rp104.930.000"))}
	for i := range 10 {
		row := Verbatim(
			"*" + EscapeText(
				fmt.Sprintf("Customer %d & Co", i),
				40,
			) + "*\n" + Link(
				"https://example.com/pay?a=1&b=2",
				"pay",
			),
		)
		blocks = append(
			blocks,
			slack.NewSectionBlock(row, []*slack.TextBlockObject{Plain("Rp104.930"), Plain("12 days")}, nil),
		)
	}
	sort := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, "sort", times(3, option)...)
	blocks = append(
		blocks,
		smallPrint(),
		slack.NewActionBlock("pages", slack.NewButtonBlockElement("next", "2", Plain("Next")), sort),
	)
	return Message{Text: "278 unpaid", Blocks: blocks}
}

func TestFitOfFittingMessageDoesNotAllocate(t *testing.T) {
	msg := typical()
	if violations := Check(msg); len(violations) > 0 {
		t.Fatal(violations)
	}
	if allocs := testing.AllocsPerRun(100, func() { Fit(msg, more) }); allocs > 0 {
		t.Errorf("%v allocations", allocs)
	}
}

func BenchmarkFit(b *testing.B) {
	long := typical()
	for range 5 {
		long.Blocks = append(long.Blocks, typical().Blocks...)
	}
	for name, msg := range map[string]Message{"fits": typical(), "too long": long} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fit(msg, more)
			}
		})
	}
}
