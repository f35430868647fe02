package blockkit

import (
	"strings"

	"github.com/slack-go/slack"
)

func single(b slack.Block) []slack.Block { return []slack.Block{b} }

func letters(n int) string { return strings.Repeat("é", n) } // two bytes each: limits are in characters

func section(n int) slack.Block { return slack.NewSectionBlock(Verbatim(letters(n)), nil, nil) }

func sections(lengths ...int) []slack.Block {
	return times(len(lengths), func(i int) slack.Block { return section(lengths[i]) })
}

func sectionWith(element slack.BlockElement) []slack.Block {
	return single(slack.NewSectionBlock(Plain("a"), nil, slack.NewAccessory(element)))
}

func fields(n, length int) []slack.Block {
	return single(
		slack.NewSectionBlock(nil, times(n, func(int) *slack.TextBlockObject { return Plain(letters(length)) }), nil),
	)
}

func times[T any](n int, make func(i int) T) []T {
	list := []T{}
	for i := range n {
		list = append(list, make(i))
	}
	return list
}

func button(change func(b *slack.ButtonBlockElement)) []slack.Block {
	b := slack.NewButtonBlockElement("next", "2", Plain("Next"))
	change(b)
	return single(slack.NewActionBlock("", b))
}

func actions(n int) []slack.Block {
	return single(slack.NewActionBlock("", times(n, func(i int) slack.BlockElement {
		return slack.NewButtonBlockElement("b"+letters(i), "", Plain("b"))
	})...))
}

func option(i int) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject("v"+letters(i), Plain("o"), nil)
}

func menu(options int, change func(m *slack.SelectBlockElement)) []slack.Block {
	m := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, Plain("Choose"), "sort", times(options, option)...)
	if change != nil {
		change(m)
	}
	return single(slack.NewActionBlock("", m))
}

func oneOption(change func(o *slack.OptionBlockObject)) []slack.Block {
	return menu(1, func(m *slack.SelectBlockElement) { change(m.Options[0]) })
}

func groups(n, options int, label string) []slack.Block {
	return menu(0, func(m *slack.SelectBlockElement) {
		m.OptionGroups = times(n, func(int) *slack.OptionGroupBlockObject {
			return slack.NewOptionGroupBlockElement(Plain(label), times(options, option)...)
		})
	})
}

func confirm(change func(c *slack.ConfirmationBlockObject)) []slack.Block {
	return button(func(b *slack.ButtonBlockElement) {
		b.Confirm = slack.NewConfirmationBlockObject(Plain("t"), Plain("t"), Plain("y"), Plain("n"))
		change(b.Confirm)
	})
}

func input(change func(b *slack.InputBlock)) []slack.Block {
	b := slack.NewInputBlock("name", Plain("Name"), nil, slack.NewPlainTextInputBlockElement(nil, "name"))
	if change != nil {
		change(b)
	}
	return single(b)
}

func textInput(change func(e *slack.PlainTextInputBlockElement)) []slack.Block {
	return input(func(b *slack.InputBlock) { change(b.Element.(*slack.PlainTextInputBlockElement)) })
}

func tableOf(rows, columns, length int) *slack.TableBlock {
	t := slack.NewTableBlock("")
	for range rows {
		t.AddRow(times(columns, func(int) slack.TableCell { return slack.NewTableRawTextCell(letters(length)) })...)
	}
	return t
}

func table(rows, columns, length int) []slack.Block { return single(tableOf(rows, columns, length)) }

func tableText(length int) []slack.Block {
	return single(
		slack.NewTableBlock("").
			AddRow(slack.NewTableRawTextCell(letters(length/2)), slack.NewTableRawTextCell(letters(length-length/2))),
	)
}

func settings(n int, align slack.ColumnAlignment) []slack.Block {
	return single(tableOf(1, 1, 1).WithColumnSettings(times(n, func(int) slack.ColumnSetting {
		return slack.ColumnSetting{Align: align}
	})...))
}

func richText(elements ...slack.RichTextElement) []slack.Block {
	return single(slack.NewRichTextBlock("", elements...))
}

func line(text string) slack.RichTextElement {
	return slack.NewRichTextSection(slack.NewRichTextSectionTextElement(text, nil))
}

func contextOf(n int) []slack.Block {
	return single(slack.NewContextBlock("", times(n, func(int) slack.MixedElement { return Plain("a") })...))
}

func withID(ids ...string) []slack.Block {
	return times(
		len(ids),
		func(i int) slack.Block { return &slack.DividerBlock{Type: slack.MBTDivider, BlockID: ids[i]} },
	)
}
