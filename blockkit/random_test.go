package blockkit

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/blockkit/schema"
	"github.com/slack-go/slack"
)

// Check accepts any message after Fit, and Fit leaves alone a message that Check accepts.
func TestFitOfRandomMessages(t *testing.T) {
	t.Parallel()
	clean := 0
	for seed := range uint64(120) {
		msg := generator{rand.New(rand.NewPCG(seed, 0))}.message()
		fitted := checkFit(t, msg)
		if seed%10 == 0 {
			checkShape(t, fitted)
		}
		if len(Check(msg)) == 0 {
			clean++
		}
	}
	if clean < 5 || clean > 115 {
		t.Errorf("%d of 120 messages were fine from the start: want between 5 and 115", clean)
	}
}

// FuzzFit decodes blocks from JSON, as a server does.
func FuzzFit(f *testing.F) {
	for _, tt := range messageLimits {
		if encoded, err := json.Marshal(slack.Blocks{BlockSet: tt.over}); err == nil && len(encoded) < 2000 {
			f.Add("a", string(encoded))
		}
	}
	f.Add(
		"",
		`[{"type":"actions"},{"type":"rich_text","elements":[null]},{"type":"section","accessory":{"type":"button"}}]`,
	)
	f.Fuzz(func(t *testing.T, text, encoded string) {
		var decoded slack.Blocks
		if err := json.Unmarshal([]byte(encoded), &decoded); err != nil {
			t.Skip()
		}
		checkFit(t, Message{Text: text, Blocks: decoded.BlockSet})
	})
}

func checkShape(t *testing.T, msg Message) {
	t.Helper()
	encoded, err := json.Marshal(map[string]any{"text": msg.Text, "blocks": msg.Blocks})
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Check(encoded); err != nil {
		t.Error(err)
	}
}

func checkFit(t *testing.T, msg Message) (fitted Message) {
	t.Helper()
	fitted = Fit(msg, more)
	if violations := Check(fitted); len(violations) > 0 {
		t.Fatalf("after Fit: %+v", violations)
	}
	if len(Check(msg)) == 0 && !reflect.DeepEqual(msg, fitted) {
		t.Fatal("Fit changed a message that fits")
	}
	return fitted
}

// A generator makes messages within the limits and beyond them.
type generator struct{ *rand.Rand }

func (g generator) message() Message {
	var msg Message
	msg.Text = g.text(maxMessageText)
	for range g.size(maxMessageBlocks) {
		msg.Blocks = append(msg.Blocks, g.block())
	}
	return msg
}

// size is mostly small, and sometimes at the limit or over it.
func (g generator) size(limit int) int {
	switch g.IntN(12) {
	case 0:
		return limit
	case 1:
		return limit + 1 + g.IntN(limit)
	case 2:
		return 0
	}
	return 1 + g.IntN(4)
}

func (g generator) text(limit int) string {
	tokens := []string{"a", "é", "&amp;", "<https://example.com|pay>", "```", " ", "\n", "e\u0301", "<"}
	var b strings.Builder
	for range g.size(limit) {
		b.WriteString(tokens[g.IntN(len(tokens))])
	}
	return b.String()
}

func (g generator) object(limit int) *slack.TextBlockObject {
	switch g.IntN(20) {
	case 0:
		return nil
	case 1:
		return &slack.TextBlockObject{Type: "html", Text: "a"}
	case 2, 3, 4, 5:
		return Verbatim(g.text(limit))
	}
	return Plain(g.text(limit))
}

func (g generator) id() string {
	return []string{"", "", "", "", "a", "b", g.text(maxID)}[g.IntN(7)]
}

func (g generator) url() string {
	const usual = "https://example.com"
	return []string{"", usual, usual, "ftp://example.com", usual + "/" + letters(g.size(maxURL))}[g.IntN(5)]
}

func (g generator) options(limit int) []*slack.OptionBlockObject {
	return times(g.size(limit), func(i int) *slack.OptionBlockObject {
		return &slack.OptionBlockObject{Text: g.object(maxOption), Value: "v"}
	})
}

func (g generator) element() slack.BlockElement {
	switch g.IntN(7) {
	case 0:
		return slack.NewOptionsSelectBlockElement(
			slack.OptTypeStatic,
			g.object(maxPlaceholder),
			g.id(),
			g.options(maxOptions)...)
	case 1:
		return slack.NewRadioButtonsBlockElement(g.id(), g.options(maxChoices)...)
	case 2:
		return slack.NewCheckboxGroupsBlockElement(g.id(), g.options(maxChoices)...)
	case 3:
		return slack.NewPlainTextInputBlockElement(g.object(maxPlaceholder), g.id())
	}
	b := slack.NewButtonBlockElement(g.id(), g.text(maxButtonValue), g.object(maxButton))
	b.URL = g.url()
	return b
}

func (g generator) elements(limit int) []slack.BlockElement {
	return times(g.size(limit), func(int) slack.BlockElement { return g.element() })
}

func (g generator) block() slack.Block {
	switch g.IntN(10) {
	case 0:
		return &slack.DividerBlock{Type: slack.MBTDivider, BlockID: g.id()}
	case 1:
		return &slack.HeaderBlock{Type: slack.MBTHeader, BlockID: g.id(), Text: g.object(maxHeader)}
	case 2:
		return slack.NewContextBlock(
			g.id(),
			times(g.size(maxContextElements), func(int) slack.MixedElement { return Plain(g.text(10)) })...)
	case 3, 4:
		return slack.NewActionBlock(g.id(), g.elements(maxActions)...)
	case 5:
		return g.table()
	case 6:
		return slack.NewRichTextBlock(
			g.id(),
			times(g.size(20), func(int) slack.RichTextElement { return g.richText() })...)
	}
	b := slack.NewSectionBlock(
		g.object(maxText),
		times(g.size(maxFields), func(int) *slack.TextBlockObject { return g.object(maxField) }),
		nil,
	)
	b.BlockID = g.id()
	if g.IntN(4) == 0 {
		b.Accessory = slack.NewAccessory(g.element())
	}
	return b
}

func (g generator) richText() slack.RichTextElement {
	line := slack.NewRichTextSection(
		slack.NewRichTextSectionTextElement(g.text(2000), nil),
		slack.NewRichTextSectionLinkElement("https://example.com", "pay", nil),
	)
	if g.IntN(2) == 0 {
		return line
	}
	return slack.NewRichTextList(
		slack.RTEListBullet,
		0,
		times(g.size(30), func(int) slack.RichTextElement { return line })...)
}

func (g generator) table() slack.Block {
	t := slack.NewTableBlock(g.id())
	columns := g.size(maxTableColumns)
	for range g.size(maxTableRows) {
		t.AddRow(times(columns, func(int) slack.TableCell {
			if g.IntN(50) == 0 {
				return nil
			}
			return slack.NewTableRawTextCell(g.text(30))
		})...)
	}
	return t
}
