package schema_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/mayarbot/mayarbot/blockkit/schema"
	"github.com/slack-go/slack"
)

func encode(t *testing.T, v any) []byte {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

type message struct {
	Text   string        `json:"text"`
	Blocks []slack.Block `json:"blocks"`
}

func blocks() []slack.Block {
	confirm := slack.NewConfirmationBlockObject(
		blockkit.Plain("Sure?"),
		blockkit.Plain("Sure?"),
		blockkit.Plain("Yes"),
		blockkit.Plain("No"),
	)
	button := slack.NewButtonBlockElement("next", "2", blockkit.Plain("Next")).
		WithConfirm(confirm).
		WithStyle(slack.StylePrimary)
	option := slack.NewOptionBlockObject("newest", blockkit.Plain("Newest"), nil)
	line := slack.NewRichTextSection(
		slack.NewRichTextSectionTextElement("Rp104.930", &slack.RichTextSectionTextStyle{Bold: true}),
		slack.NewRichTextSectionLinkElement("https://example.com", "pay", nil),
	)
	return []slack.Block{
		slack.NewHeaderBlock(blockkit.Plain("Unpaid")),
		slack.NewSectionBlock(
			blockkit.Verbatim("*a*"),
			[]*slack.TextBlockObject{blockkit.Plain("b")},
			slack.NewAccessory(button),
		),
		slack.NewDividerBlock(),
		slack.NewContextBlock(
			"c",
			blockkit.Plain("as of 10:00"),
			slack.NewImageBlockElement("https://example.com/a.png", "a"),
		),
		slack.NewActionBlock(
			"a",
			button,
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, blockkit.Plain("Sort"), "sort", option),
		),
		slack.NewImageBlock("https://example.com/a.png", "a", "", nil),
		slack.NewRichTextBlock(
			"",
			line,
			slack.NewRichTextList(slack.RTEListBullet, 0, line),
			&slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: line.Elements},
		),
		slack.NewTableBlock("t").AddRow(slack.NewTableRawTextCell("a"), slack.NewTableRichTextCell(line)).
			WithColumnSettings(slack.ColumnSetting{Align: slack.ColumnAlignmentRight}),
		slack.NewMarkdownBlock("", "# a"),
	}
}

func TestCheckTakesWhatSlackTakes(t *testing.T) {
	t.Parallel()
	if err := schema.Check(encode(t, message{"Unpaid", blocks()})); err != nil {
		t.Error(err)
	}
	if err := schema.Check([]byte(`{"text":"a","response_type":"ephemeral"}`)); err != nil {
		t.Error(err)
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, message, want string }{
		{"not JSON", `{`, "EOF"},
		{"a list", `[]`, "not an object"},
		{"text", `{"text":3}`, "not a string"},
		{"blocks", `{"blocks":{}}`, "not a list"},
		{"unknown type", `{"blocks":[{"type":"hologram"}]}`, `blocks/0: unknown type "hologram"`},
		{"no type", `{"blocks":[{}]}`, `blocks/0: unknown type ""`},
		{"missing", `{"blocks":[{"type":"divider"},{"type":"header"}]}`, "blocks/1 (header): /"},
		{"mrkdwn in a header", `{"blocks":[{"type":"header","text":{"type":"mrkdwn","text":"a"}}]}`, "/text/type"},
		{"unknown field", `{"blocks":[{"type":"divider","colour":"red"}]}`, "colour"},
		{
			"inside",
			`{"blocks":[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":3}}]}]}`,
			"/elements/0/text/text",
		},
		{
			"align", `{"blocks":[{"type":"table","rows":[],"column_settings":[{"align":""}]}]}`,
			"/column_settings/0/align",
		},
		{
			"number without text", `{"blocks":[{"type":"table","rows":[[{"type":"raw_number","value":3}]]}]}`,
			"/rows/0/0",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := schema.Check([]byte(tt.message))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestCheckView(t *testing.T) {
	t.Parallel()
	view := slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  blockkit.Plain("Checkout"),
		Submit: blockkit.Plain("Create"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock(
				"name",
				blockkit.Plain("Name"),
				nil,
				slack.NewPlainTextInputBlockElement(blockkit.Plain("Budi"), "name"),
			),
			slack.NewInputBlock(
				"product",
				blockkit.Plain("Product"),
				nil,
				slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, nil, "product"),
			),
		}},
	}
	if err := schema.CheckView(encode(t, &view)); err != nil {
		t.Error(err)
	}

	for name, encoded := range map[string]string{
		"no title":        `{"type":"modal","blocks":[]}`,
		"not a view":      `{"type":"dialog","blocks":[]}`,
		"block inside":    `{"type":"modal","title":{"type":"plain_text","text":"a"},"blocks":[{"type":"header"}]}`,
		"title in mrkdwn": `{"type":"modal","title":{"type":"mrkdwn","text":"a"},"blocks":[]}`,
	} {
		if err := schema.CheckView([]byte(encoded)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
