package blockkit

import (
	"slices"

	"github.com/slack-go/slack"
)

// salvage takes out of b, a copy, what Slack would refuse and cannot be cut, where the rest is of use without it.
func salvage(b slack.Block) {
	switch b := b.(type) {
	case *slack.SectionBlock:
		salvageSection(b)
	case *slack.ActionBlock:
		if b.Elements != nil {
			b.Elements.ElementSet = usable(b.Elements.ElementSet, inActions)
		}
	case *slack.ContextActionsBlock:
		if b.Elements != nil {
			b.Elements.ElementSet = usable(b.Elements.ElementSet, inContextActions)
		}
	case *slack.ContextBlock:
		b.ContextElements.Elements = slices.DeleteFunc(b.ContextElements.Elements, func(e slack.MixedElement) bool {
			return refused(func(c *checker) { c.contextElement(path{}, e) })
		})
	}
}

func salvageSection(b *slack.SectionBlock) {
	if refused(func(c *checker) { c.text(path{}, b.Text, maxText) }) {
		b.Text = nil
	}
	b.Fields = slices.DeleteFunc(b.Fields, func(t *slack.TextBlockObject) bool {
		return t == nil || refused(func(c *checker) { c.text(path{}, t, maxField) })
	})
	if b.Accessory != nil && refused(func(c *checker) { c.accessory(path{}, b.Accessory) }) {
		b.Accessory = nil
	}
}

func usable(elements []slack.BlockElement, where place) []slack.BlockElement {
	var kept []slack.BlockElement
	for _, e := range elements {
		if refused(func(c *checker) { c.element(path{}, e, where) }) {
			continue
		}
		if id := actionID(e); id != "" && repeatsAction(kept, id) {
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

func refused(check func(c *checker)) bool {
	var c checker
	check(&c)
	return len(c.problems) > 0
}

// shrink takes items off the end of p until it has at most room characters, and returns how many. It leaves p alone if that is not enough.
func shrink(p *piece, room int) int {
	if p.chars <= room {
		return 0
	}
	shorter := piece{block: clone(p.block), chars: p.chars, items: p.items}
	popped := 0
	for shorter.chars > room {
		chars, ok := pop(shorter.block)
		if !ok {
			return 0
		}
		shorter.chars -= chars
		popped++
	}
	*p = shorter
	return popped
}

// pop takes the last item off a list in b, a copy, and returns how many characters that saves; false when there is nothing to take.
func pop(b slack.Block) (chars int, ok bool) {
	var c checker
	switch b := b.(type) {
	case *slack.SectionBlock:
		if len(b.Fields) < 2 {
			return 0, false
		}
		c.text(path{}, last(&b.Fields), maxField)
	case *slack.RichTextBlock:
		elements := itemsToPop(b)
		if len(*elements) < 2 {
			return 0, false
		}
		c.richTextElement(path{}, last(elements))
	case *slack.TableBlock:
		if len(b.Rows) < 3 {
			return 0, false
		}
		c.tableRow(path{}, last(&b.Rows))
	case *slack.DataTableBlock:
		if len(b.Rows) < 3 {
			return 0, false
		}
		c.dataTableRow(path{}, last(&b.Rows), false)
	default:
		return 0, false
	}
	return c.chars, true
}

// itemsToPop returns the list that b ends in, or the elements of b.
func itemsToPop(b *slack.RichTextBlock) *[]slack.RichTextElement {
	if n := len(b.Elements); n > 0 {
		if list, ok := b.Elements[n-1].(*slack.RichTextList); ok && len(list.Elements) > 1 {
			return &list.Elements
		}
	}
	return &b.Elements
}

// last takes the last item off list.
func last[T any](list *[]T) T {
	end := len(*list) - 1
	item := (*list)[end]
	*list = (*list)[:end]
	return item
}
