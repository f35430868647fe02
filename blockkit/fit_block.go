package blockkit

import (
	"slices"

	"github.com/slack-go/slack"
)

// dropInvalidParts removes from b, a copy, the parts that Slack would reject and that truncating
// does not mend, where the rest is of use without them.
func dropInvalidParts(b slack.Block) {
	switch b := b.(type) {
	case *slack.SectionBlock:
		dropInvalidFields(b)
	case *slack.ActionBlock:
		if b.Elements != nil {
			b.Elements.ElementSet = validElements(b.Elements.ElementSet)
		}
	case *slack.ContextBlock:
		b.ContextElements.Elements = slices.DeleteFunc(b.ContextElements.Elements, func(e slack.MixedElement) bool {
			return violates(func(c *checker) { c.contextElement(path{}, e) })
		})
	}
}

func dropInvalidFields(b *slack.SectionBlock) {
	if violates(func(c *checker) { c.text(path{}, b.Text, maxText) }) {
		b.Text = nil
	}
	b.Fields = slices.DeleteFunc(b.Fields, func(t *slack.TextBlockObject) bool {
		return t == nil || violates(func(c *checker) { c.text(path{}, t, maxField) })
	})
	if violates(func(c *checker) { c.accessory(path{}, b.Accessory) }) {
		b.Accessory = nil
	}
}

func validElements(elements []slack.BlockElement) []slack.BlockElement {
	var kept []slack.BlockElement
	for _, e := range elements {
		if violates(func(c *checker) { c.element(path{}, e, inActions) }) || hasActionID(kept, actionID(e)) {
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

func violates(check func(c *checker)) bool {
	var c checker
	check(&c)
	return len(c.violations) > 0
}

// shrink removes items from the end of p until it has at most room characters, and returns how
// many. It leaves p alone if that is not enough.
func shrink(p *piece, room int) int {
	if p.chars <= room {
		return 0
	}
	shorter := piece{block: clone(p.block), chars: p.chars, items: p.items}
	removed := 0
	for shorter.chars > room {
		chars, ok := removeLast(shorter.block)
		if !ok {
			return 0
		}
		shorter.chars -= chars
		removed++
	}
	*p = shorter
	return removed
}

// removeLast removes the last item of a list in b, a copy, and returns how many characters that
// saves. A list keeps its first item, and a table its first row below the heading.
func removeLast(b slack.Block) (chars int, ok bool) {
	var c checker
	switch b := b.(type) {
	case *slack.SectionBlock:
		if len(b.Fields) < 2 {
			return 0, false
		}
		c.text(path{}, popLast(&b.Fields), maxField)
	case *slack.RichTextBlock:
		elements := lastList(b)
		if len(*elements) < 2 {
			return 0, false
		}
		c.richTextElement(path{}, popLast(elements))
	case *slack.TableBlock:
		if len(b.Rows) < 3 {
			return 0, false
		}
		c.tableRow(path{}, popLast(&b.Rows))
	default:
		return 0, false
	}
	return c.chars, true
}

// lastList returns the list at the end of b, or the elements of b.
func lastList(b *slack.RichTextBlock) *[]slack.RichTextElement {
	if n := len(b.Elements); n > 0 {
		if list, ok := b.Elements[n-1].(*slack.RichTextList); ok && len(list.Elements) > 1 {
			return &list.Elements
		}
	}
	return &b.Elements
}

func popLast[T any](list *[]T) T {
	end := len(*list) - 1
	item := (*list)[end]
	*list = (*list)[:end]
	return item
}
