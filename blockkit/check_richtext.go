package blockkit

import "github.com/slack-go/slack"

// richText checks rich_text blocks and cells. Slack documents no lengths for them, so their text
// counts for the whole message only.
func (c *checker) richText(at path, list []slack.RichTextElement) {
	elements := at.to("elements")
	c.atLeastOne(elements, len(list))
	for i, element := range list {
		c.richTextElement(elements.item(i), element)
	}
}

func (c *checker) richTextElement(at path, element slack.RichTextElement) {
	switch e := element.(type) {
	case *slack.RichTextSection:
		c.inline(at, e.Elements)
	case slack.RichTextSection:
		c.inline(at, e.Elements)
	case *slack.RichTextQuote:
		c.inline(at, e.Elements)
	case *slack.RichTextPreformatted:
		c.inline(at, e.Elements)
	case *slack.RichTextList:
		c.richTextList(at, e)
	case slack.RichTextList:
		c.richTextList(at, &e)
	case nil:
		c.reportNoObject(at)
	}
}

func (c *checker) richTextList(at path, list *slack.RichTextList) {
	if list.Style != slack.RTEListBullet && list.Style != slack.RTEListOrdered {
		c.report(at.to("style"), RuleValue, "must be bullet or ordered")
	}
	c.richText(at, list.Elements)
}

func (c *checker) inline(at path, list []slack.RichTextSectionElement) {
	elements := at.to("elements")
	c.atLeastOne(elements, len(list))
	for i, element := range list {
		here := elements.item(i)
		switch e := element.(type) {
		case *slack.RichTextSectionTextElement:
			c.visibleText(here.to("text"), &e.Text, maxBlocksText, truncatePlain)
		case *slack.RichTextSectionLinkElement:
			c.link(here.to("url"), e.URL)
			c.chars += len(e.Text)
		case nil:
			c.reportNoObject(here)
		}
	}
}
