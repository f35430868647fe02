package blockkit

import (
	"github.com/slack-go/slack"
)

// A limitCase is a rule: within keeps it, over breaks it at pointer.
type limitCase struct {
	name    string
	within  []slack.Block
	over    []slack.Block
	pointer string
	rule    Rule
}

var messageLimits = []limitCase{
	{
		"blocks", times(50, func(int) slack.Block { return section(1) }),
		times(51, func(int) slack.Block { return section(1) }), "/blocks", RuleCount,
	},
	{"all text", sections(3000, 3000, 3000, 3000, 1000), sections(3000, 3000, 3000, 3000, 1001), "/blocks", RuleTotal},
	{"block_id length", withID(letters(255)), withID(letters(256)), "/blocks/0/block_id", RuleLength},
	{"block_id twice", withID("a", "b"), withID("a", "a"), "/blocks/1/block_id", RuleDuplicate},

	{"section text", single(section(3000)), single(section(3001)), "/blocks/0/text/text", RuleLength},
	{"section text empty", single(section(1)), single(section(0)), "/blocks/0/text/text", RuleRequired},
	{"section nothing", single(section(1)), single(slack.NewSectionBlock(nil, nil, nil)), "/blocks/0", RuleRequired},
	{"section fields", fields(10, 1), fields(11, 1), "/blocks/0/fields", RuleCount},
	{"section field", fields(1, 2000), fields(1, 2001), "/blocks/0/fields/0/text", RuleLength},
	{
		"section accessory", sectionWith(slack.NewButtonBlockElement("a", "", Plain("b"))),
		sectionWith(slack.NewPlainTextInputBlockElement(nil, "a")), "/blocks/0/accessory/type", RuleType,
	},
	{
		"text type", single(section(1)),
		single(slack.NewSectionBlock(&slack.TextBlockObject{Type: "html", Text: "a"}, nil, nil)),
		"/blocks/0/text/type", RuleType,
	},
	{
		"mrkdwn emoji", single(section(1)),
		single(slack.NewSectionBlock(&slack.TextBlockObject{Type: "mrkdwn", Text: "a", Emoji: new(bool)}, nil, nil)),
		"/blocks/0/text", RuleValue,
	},
	{
		"plain verbatim", single(section(1)),
		single(slack.NewSectionBlock(&slack.TextBlockObject{Type: "plain_text", Text: "a", Verbatim: true}, nil, nil)),
		"/blocks/0/text", RuleValue,
	},

	{
		"header", single(slack.NewHeaderBlock(Plain(letters(150)))),
		single(slack.NewHeaderBlock(Plain(letters(151)))), "/blocks/0/text/text", RuleLength,
	},
	{
		"header type", single(slack.NewHeaderBlock(Plain("a"))), single(slack.NewHeaderBlock(Verbatim("a"))),
		"/blocks/0/text/type", RuleType,
	},
	{"header missing", nil, single(slack.NewHeaderBlock(nil)), "/blocks/0", RuleRequired},
	{"context elements", contextOf(10), contextOf(11), "/blocks/0/elements", RuleCount},
	{"context empty", contextOf(1), contextOf(0), "/blocks/0/elements", RuleCount},
	{"actions elements", actions(25), actions(26), "/blocks/0/elements", RuleCount},
	{"actions empty", actions(1), actions(0), "/blocks/0/elements", RuleCount},
	{
		"actions type", actions(1), single(slack.NewActionBlock("", slack.NewPlainTextInputBlockElement(nil, "a"))),
		"/blocks/0/elements/0/type", RuleType,
	},
	{
		"action_id twice", actions(2),
		single(
			slack.NewActionBlock(
				"",
				slack.NewButtonBlockElement("a", "", Plain("b")),
				slack.NewButtonBlockElement("a", "", Plain("b")),
			),
		),
		"/blocks/0/elements/1/action_id", RuleDuplicate,
	},

	{
		"rich text link",
		richText(slack.NewRichTextSection(slack.NewRichTextSectionLinkElement("https://example.com", "a", nil))),
		richText(slack.NewRichTextSection(slack.NewRichTextSectionLinkElement("javascript:alert(1)", "a", nil))),
		"/blocks/0/elements/0/elements/0/url", RuleURL,
	},
	{
		"rich text empty text", richText(line("a")), richText(line("")), "/blocks/0/elements/0/elements/0/text",
		RuleRequired,
	},
	{
		"rich text section empty", richText(line("a")), richText(slack.NewRichTextSection()),
		"/blocks/0/elements/0/elements", RuleCount,
	},
	{
		"rich text list", richText(slack.NewRichTextList(slack.RTEListBullet, 0, line("a"))),
		richText(slack.NewRichTextList("dashes", 0, line("a"))), "/blocks/0/elements/0/style", RuleValue,
	},

	{"table rows", table(100, 1, 1), table(101, 1, 1), "/blocks/0/rows", RuleCount},
	{"table columns", table(1, 20, 1), table(1, 21, 1), "/blocks/0/rows/0", RuleCount},
	{"table text", tableText(10_000), tableText(10_001), "/blocks/0/rows", RuleTotal},
	{"table cell empty", table(1, 1, 1), table(1, 1, 0), "/blocks/0/rows/0/0/text", RuleRequired},
	{"table cell null", table(1, 1, 1), single(slack.NewTableBlock("").AddRow(nil)), "/blocks/0/rows/0/0", RuleType},
	{
		"table number without text",
		single(slack.NewTableBlock("").AddRow(slack.NewTableRawNumberCell(3).WithText("3"))),
		single(slack.NewTableBlock("").AddRow(slack.NewTableRawNumberCell(3))), "/blocks/0/rows/0/0/text",
		RuleRequired,
	},
	{
		"table settings", settings(20, slack.ColumnAlignmentRight), settings(21, slack.ColumnAlignmentRight),
		"/blocks/0/column_settings", RuleCount,
	},
	{
		"table align", settings(1, slack.ColumnAlignmentLeft), settings(1, ""), "/blocks/0/column_settings/0/align",
		RuleValue,
	},
	{"one table", append(table(1, 1, 1), section(1)), append(table(1, 1, 1), tableOf(1, 1, 1)), "/blocks/1", RuleTotal},

	{
		"button text", button(func(b *slack.ButtonBlockElement) { b.Text = Plain(letters(75)) }),
		button(func(b *slack.ButtonBlockElement) { b.Text = Plain(letters(76)) }), "/blocks/0/elements/0/text/text",
		RuleLength,
	},
	{
		"button text type", button(func(*slack.ButtonBlockElement) {}),
		button(func(b *slack.ButtonBlockElement) { b.Text = Verbatim("a") }), "/blocks/0/elements/0/text/type",
		RuleType,
	},
	{
		"button without text", nil, button(func(b *slack.ButtonBlockElement) { b.Text = nil }),
		"/blocks/0/elements/0", RuleRequired,
	},
	{
		"button value", button(func(b *slack.ButtonBlockElement) { b.Value = letters(2000) }),
		button(func(b *slack.ButtonBlockElement) { b.Value = letters(2001) }), "/blocks/0/elements/0/value",
		RuleLength,
	},
	{
		"button url", button(func(b *slack.ButtonBlockElement) { b.URL = "https://example.com/" + letters(2980) }),
		button(func(b *slack.ButtonBlockElement) { b.URL = "https://example.com/" + letters(2981) }),
		"/blocks/0/elements/0/url", RuleLength,
	},
	{
		"button url scheme", button(func(b *slack.ButtonBlockElement) { b.URL = "https://example.com" }),
		button(func(b *slack.ButtonBlockElement) { b.URL = "javascript:alert(1)" }), "/blocks/0/elements/0/url",
		RuleURL,
	},
	{
		"button label", button(func(b *slack.ButtonBlockElement) { b.AccessibilityLabel = letters(75) }),
		button(func(b *slack.ButtonBlockElement) { b.AccessibilityLabel = letters(76) }),
		"/blocks/0/elements/0/accessibility_label", RuleLength,
	},
	{
		"button style", button(func(b *slack.ButtonBlockElement) { b.Style = slack.StyleDanger }),
		button(func(b *slack.ButtonBlockElement) { b.Style = "loud" }), "/blocks/0/elements/0/style", RuleValue,
	},
	{
		"action_id length", button(func(b *slack.ButtonBlockElement) { b.ActionID = letters(255) }),
		button(func(b *slack.ButtonBlockElement) { b.ActionID = letters(256) }), "/blocks/0/elements/0/action_id",
		RuleLength,
	},
	{
		"confirm title", confirm(func(c *slack.ConfirmationBlockObject) { c.Title = Plain(letters(100)) }),
		confirm(func(c *slack.ConfirmationBlockObject) { c.Title = Plain(letters(101)) }),
		"/blocks/0/elements/0/confirm/title/text", RuleLength,
	},
	{
		"confirm text", confirm(func(c *slack.ConfirmationBlockObject) { c.Text = Verbatim(letters(300)) }),
		confirm(func(c *slack.ConfirmationBlockObject) { c.Text = Verbatim(letters(301)) }),
		"/blocks/0/elements/0/confirm/text/text", RuleLength,
	},
	{
		"confirm yes", confirm(func(c *slack.ConfirmationBlockObject) { c.Confirm = Plain(letters(30)) }),
		confirm(func(c *slack.ConfirmationBlockObject) { c.Confirm = Plain(letters(31)) }),
		"/blocks/0/elements/0/confirm/confirm/text", RuleLength,
	},
	{
		"confirm no", confirm(func(c *slack.ConfirmationBlockObject) { c.Deny = Plain(letters(30)) }),
		confirm(func(c *slack.ConfirmationBlockObject) { c.Deny = Plain(letters(31)) }),
		"/blocks/0/elements/0/confirm/deny/text", RuleLength,
	},
	{
		"confirm without title", confirm(func(c *slack.ConfirmationBlockObject) { c.Deny = nil }),
		confirm(func(c *slack.ConfirmationBlockObject) { c.Title = nil }), "/blocks/0/elements/0/confirm",
		RuleRequired,
	},

	{"menu options", menu(100, nil), menu(101, nil), "/blocks/0/elements/0/options", RuleCount},
	{"menu nothing", nil, menu(0, nil), "/blocks/0/elements/0", RuleRequired},
	{
		"menu placeholder", menu(1, func(m *slack.SelectBlockElement) { m.Placeholder = Plain(letters(150)) }),
		menu(1, func(m *slack.SelectBlockElement) { m.Placeholder = Plain(letters(151)) }),
		"/blocks/0/elements/0/placeholder/text", RuleLength,
	},
	{
		"menu initial", menu(2, func(m *slack.SelectBlockElement) { m.InitialOption = option(1) }),
		menu(2, func(m *slack.SelectBlockElement) { m.InitialOption = option(2) }),
		"/blocks/0/elements/0/initial_option", RuleValue,
	},
	{"menu groups", groups(100, 1, "g"), groups(101, 1, "g"), "/blocks/0/elements/0/option_groups", RuleCount},
	{
		"menu group options", groups(1, 100, "g"), groups(1, 101, "g"),
		"/blocks/0/elements/0/option_groups/0/options", RuleCount,
	},
	{
		"menu group label", groups(1, 1, letters(75)), groups(1, 1, letters(76)),
		"/blocks/0/elements/0/option_groups/0/label/text", RuleLength,
	},
	{
		"option text", oneOption(func(o *slack.OptionBlockObject) { o.Text = Plain(letters(75)) }),
		oneOption(func(o *slack.OptionBlockObject) { o.Text = Plain(letters(76)) }),
		"/blocks/0/elements/0/options/0/text/text", RuleLength,
	},
	{
		"option value", oneOption(func(o *slack.OptionBlockObject) { o.Value = letters(150) }),
		oneOption(func(o *slack.OptionBlockObject) { o.Value = letters(151) }),
		"/blocks/0/elements/0/options/0/value", RuleLength,
	},
	{
		"option value empty", oneOption(func(*slack.OptionBlockObject) {}),
		oneOption(func(o *slack.OptionBlockObject) { o.Value = "" }), "/blocks/0/elements/0/options/0/value",
		RuleRequired,
	},
	{
		"option description", oneOption(func(o *slack.OptionBlockObject) { o.Description = Plain(letters(75)) }),
		oneOption(func(o *slack.OptionBlockObject) { o.Description = Plain(letters(76)) }),
		"/blocks/0/elements/0/options/0/description/text", RuleLength,
	},
	{
		"option url", oneOption(func(*slack.OptionBlockObject) {}),
		oneOption(func(o *slack.OptionBlockObject) { o.URL = "https://example.com" }),
		"/blocks/0/elements/0/options/0", RuleValue,
	},
	{
		"radio", sectionWith(slack.NewRadioButtonsBlockElement("o", times(10, option)...)),
		sectionWith(slack.NewRadioButtonsBlockElement("o", times(11, option)...)), "/blocks/0/accessory/options",
		RuleCount,
	},
	{
		"checkboxes", sectionWith(slack.NewCheckboxGroupsBlockElement("o", times(10, option)...)),
		sectionWith(slack.NewCheckboxGroupsBlockElement("o", times(11, option)...)), "/blocks/0/accessory/options",
		RuleCount,
	},

	{
		"input label", input(func(b *slack.InputBlock) { b.Label = Plain(letters(2000)) }),
		input(func(b *slack.InputBlock) { b.Label = Plain(letters(2001)) }), "/blocks/0/label/text", RuleLength,
	},
	{
		"input hint", input(func(b *slack.InputBlock) { b.Hint = Plain(letters(2000)) }),
		input(func(b *slack.InputBlock) { b.Hint = Plain(letters(2001)) }), "/blocks/0/hint/text", RuleLength,
	},
	{"input without label", nil, input(func(b *slack.InputBlock) { b.Label = nil }), "/blocks/0", RuleRequired},
	{"input without element", nil, input(func(b *slack.InputBlock) { b.Element = nil }), "/blocks/0", RuleRequired},
	{
		"input button", nil,
		input(func(b *slack.InputBlock) { b.Element = slack.NewButtonBlockElement("a", "", Plain("b")) }),
		"/blocks/0/element/type", RuleType,
	},
	{
		"input placeholder",
		textInput(func(e *slack.PlainTextInputBlockElement) { e.Placeholder = Plain(letters(150)) }),
		textInput(func(e *slack.PlainTextInputBlockElement) { e.Placeholder = Plain(letters(151)) }),
		"/blocks/0/element/placeholder/text", RuleLength,
	},
	{
		"input max_length", textInput(func(e *slack.PlainTextInputBlockElement) { e.MaxLength = 3000 }),
		textInput(func(e *slack.PlainTextInputBlockElement) { e.MaxLength = 3001 }), "/blocks/0/element/max_length",
		RuleValue,
	},
	{
		"input min_length", textInput(func(e *slack.PlainTextInputBlockElement) { e.MinLength, e.MaxLength = 5, 5 }),
		textInput(func(e *slack.PlainTextInputBlockElement) { e.MinLength, e.MaxLength = 6, 5 }),
		"/blocks/0/element/min_length", RuleValue,
	},
	{
		"input initial_value",
		textInput(func(e *slack.PlainTextInputBlockElement) { e.MaxLength, e.InitialValue = 3, "abc" }),
		textInput(func(e *slack.PlainTextInputBlockElement) { e.MaxLength, e.InitialValue = 3, "abcd" }),
		"/blocks/0/element/initial_value", RuleLength,
	},
	{"null block", nil, single(nil), "/blocks/0", RuleRequired},
	{
		"given by value", single(slack.HeaderBlock{Type: slack.MBTHeader, Text: Plain("a")}),
		single(slack.HeaderBlock{Type: slack.MBTHeader, Text: Plain(letters(151))}), "/blocks/0/text/text",
		RuleLength,
	},
}
