package blockkit

import (
	"reflect"

	"github.com/slack-go/slack"
)

func (c *checker) block(at path, block slack.Block) {
	if block == nil {
		c.reportMissing(at, "type")
		return
	}
	if block.BlockType() == slack.MBTTable && c.surface != inMessage {
		c.report(at.to("type"), RuleSurface, "unsupported type: table")
	}
	c.maxLength(at.to("block_id"), block.ID(), maxID)

	switch b := block.(type) {
	case *slack.SectionBlock:
		c.section(at, b)
	case *slack.HeaderBlock:
		c.header(at, b)
	case *slack.ContextBlock:
		c.context(at, b)
	case *slack.ActionBlock:
		c.actions(at, b)
	case *slack.InputBlock:
		c.input(at, b)
	case *slack.RichTextBlock:
		c.richText(at, b.Elements)
	case *slack.TableBlock:
		c.table(at, b)
	default:
		c.otherBlock(at, block)
	}
}

// otherBlock checks blocks given by value instead of by pointer, and passes kinds that we never
// send.
func (c *checker) otherBlock(at path, block slack.Block) {
	if block.BlockType() == "" {
		c.reportMissing(at, "type")
		return
	}
	if reflect.TypeOf(block).Kind() == reflect.Struct {
		c.block(at, clone(block))
	}
}

func (c *checker) section(at path, b *slack.SectionBlock) {
	if b.Text == nil && len(b.Fields) == 0 {
		c.report(at, RuleRequired, "must define either `text` or `fields`")
	}
	c.text(at.to("text"), b.Text, maxText)

	fields := at.to("fields")
	maxItems(c, fields, &b.Fields, maxFields)
	for i, field := range b.Fields {
		here := fields.item(i)
		if field == nil {
			c.reportNoObject(here)
		}
		c.text(here, field, maxField)
	}
	c.accessory(at.to("accessory"), b.Accessory)
}

func (c *checker) header(at path, b *slack.HeaderBlock) {
	if b.Text == nil {
		c.reportMissing(at, "text")
	}
	c.plain(at.to("text"), b.Text, maxHeader)
}

func (c *checker) context(at path, b *slack.ContextBlock) {
	elements := at.to("elements")
	c.atLeastOne(elements, len(b.ContextElements.Elements))
	maxItems(c, elements, &b.ContextElements.Elements, maxContextElements)
	for i, element := range b.ContextElements.Elements {
		c.contextElement(elements.item(i), element)
	}
}

func (c *checker) contextElement(at path, element slack.MixedElement) {
	switch e := element.(type) {
	case *slack.TextBlockObject:
		c.text(at, e, maxText)
	case slack.TextBlockObject:
		c.text(at, &e, maxText)
	case nil:
		c.reportNoObject(at)
	}
}

func (c *checker) input(at path, b *slack.InputBlock) {
	if b.Label == nil {
		c.reportMissing(at, "label")
	}
	c.plain(at.to("label"), b.Label, maxLabelText)
	c.plain(at.to("hint"), b.Hint, maxLabelText)
	if b.Element == nil {
		c.reportMissing(at, "element")
		return
	}
	c.element(at.to("element"), b.Element, inInput)
}
