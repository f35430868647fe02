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
	c.surfaceOf(at, block.BlockType())
	c.id(at.to("block_id"), block.ID(), maxID)

	switch b := block.(type) {
	case *slack.SectionBlock:
		c.section(at, b)
	case *slack.HeaderBlock:
		c.header(at, b)
	case *slack.ImageBlock:
		c.imageBlock(at, b)
	case *slack.ContextBlock:
		c.context(at, b)
	case *slack.ActionBlock:
		c.actions(at, b)
	case *slack.ContextActionsBlock:
		c.contextActions(at, b)
	case *slack.InputBlock:
		c.input(at, b)
	case *slack.RichTextBlock:
		c.richText(at, b.Elements)
	case *slack.MarkdownBlock:
		c.markdown(at, b)
	case *slack.TableBlock:
		c.table(at, b)
	case *slack.DataTableBlock:
		c.dataTable(at, b)
	case *slack.AlertBlock:
		c.alert(at, b)
	case *slack.VideoBlock:
		c.video(at, b)
	case *slack.CardBlock:
		c.card(at, b)
	case *slack.CarouselBlock:
		c.carousel(at, b)
	case *slack.ContainerBlock:
		c.container(at, b)
	case *slack.LayoutBlock:
		c.valid(at, b.Validate())
	case *slack.DataVisualizationBlock:
		c.valid(at, b.Validate())
	default:
		c.other(at, block)
	}
}

// other is for blocks that have no limits known to us. Those given by value instead of by pointer are checked like the rest.
func (c *checker) other(at path, block slack.Block) {
	if block.BlockType() == "" {
		c.reportMissing(at, "type")
		return
	}
	if reflect.TypeOf(block).Kind() == reflect.Struct {
		c.block(at, clone(block))
	}
}

// surfaceOf reports blocks that may not be where they are, as docs.slack.dev lists them.
func (c *checker) surfaceOf(at path, kind slack.MessageBlockType) {
	allowed := true
	switch kind {
	case slack.MBTTable, slack.MBTMarkdown, slack.MBTPlan, slack.MBTTaskCard, slack.MBTContextActions, slack.MBTDataVisualization:
		allowed = c.surface == inMessage
	case slack.MBTAlert:
		allowed = c.surface == inModal
	}
	if !allowed {
		c.report(at.to("type"), RuleSurface, "unsupported type: "+string(kind))
	}
}

// valid passes on what slack-go itself finds wrong.
func (c *checker) valid(at path, err error) {
	if err != nil {
		c.report(at, RuleValue, err.Error())
	}
}

func (c *checker) section(at path, b *slack.SectionBlock) {
	if b.Text == nil && len(b.Fields) == 0 {
		c.report(at, RuleRequired, "must define either `text` or `fields`")
	}
	c.text(at.to("text"), b.Text, maxText)

	fields := at.to("fields")
	limit(c, fields, &b.Fields, maxFields)
	for i, field := range b.Fields {
		here := fields.item(i)
		if field == nil {
			c.report(here, RuleRequired, "must provide an object")
		}
		c.text(here, field, maxField)
	}
	if b.Accessory != nil {
		c.accessory(at.to("accessory"), b.Accessory)
	}
}

func (c *checker) header(at path, b *slack.HeaderBlock) {
	if b.Text == nil {
		c.reportMissing(at, "text")
	}
	c.plain(at.to("text"), b.Text, maxHeader)
	if b.Level < 0 || b.Level > 4 {
		c.report(at.to("level"), RuleValue, "must be between 1 and 4")
	}
}

func (c *checker) imageBlock(at path, b *slack.ImageBlock) {
	c.imageSource(at, b.ImageURL, b.SlackFile)
	c.shown(at.to("alt_text"), &b.AltText, maxAlt, cutPlain)
	c.plain(at.to("title"), b.Title, maxImageTitle)
}

func (c *checker) imageSource(at path, url string, file *slack.SlackFileObject) {
	switch {
	case (url == "") == (file == nil):
		c.report(at, RuleRequired, "must define either `image_url` or `slack_file`")
	case url != "":
		c.link(at.to("image_url"), url)
	}
}

func (c *checker) context(at path, b *slack.ContextBlock) {
	elements := at.to("elements")
	c.atLeastOne(elements, len(b.ContextElements.Elements))
	limit(c, elements, &b.ContextElements.Elements, maxContextElements)
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
	case *slack.ImageBlockElement:
		c.image(at, e)
	case slack.ImageBlockElement:
		c.image(at, &e)
	default:
		c.report(at, RuleRequired, "must provide an object")
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

func (c *checker) markdown(at path, b *slack.MarkdownBlock) {
	before := c.chars
	c.shown(at.to("text"), &b.Text, maxMarkdown-c.markdownChars, cutPlain)
	c.markdownChars += c.chars - before
}

func (c *checker) alert(at path, b *slack.AlertBlock) {
	if b.Text == nil {
		c.reportMissing(at, "text")
	}
	c.text(at.to("text"), b.Text, maxText)
}

func (c *checker) video(at path, b *slack.VideoBlock) {
	if b.Title == nil {
		c.reportMissing(at, "title")
	}
	c.plain(at.to("title"), b.Title, maxVideoTitle)
	c.plain(at.to("description"), b.Description, maxVideoTitle)
	c.shown(at.to("alt_text"), &b.AltText, maxAlt, cutPlain)
	c.link(at.to("video_url"), b.VideoURL)
	c.link(at.to("thumbnail_url"), b.ThumbnailURL)
	if b.TitleURL != "" {
		c.link(at.to("title_url"), b.TitleURL)
	}
	if b.ProviderIconURL != "" {
		c.link(at.to("provider_icon_url"), b.ProviderIconURL)
	}
}

func (c *checker) card(at path, b *slack.CardBlock) {
	hasActions := b.Actions != nil && len(b.Actions.ElementSet) > 0
	if b.HeroImage == nil && b.Title == nil && b.Body == nil && !hasActions {
		c.report(at, RuleRequired, "must define one of `hero_image`, `title`, `actions` or `body`")
	}
	c.text(at.to("title"), b.Title, maxCardTitle)
	c.text(at.to("subtitle"), b.Subtitle, maxCardTitle)
	c.text(at.to("body"), b.Body, maxCardBody)
	c.text(at.to("subtext"), b.Subtext, maxCardTitle)
	c.image(at.to("hero_image"), b.HeroImage)
	c.image(at.to("icon"), b.Icon)
	if hasActions {
		c.elements(at.to("actions"), &b.Actions.ElementSet, maxActions, inCard)
	}
}

func (c *checker) carousel(at path, b *slack.CarouselBlock) {
	elements := at.to("elements")
	c.atLeastOne(elements, len(b.Elements))
	limit(c, elements, &b.Elements, maxCards)
	for i, card := range b.Elements {
		here := elements.item(i)
		if card == nil {
			c.report(here, RuleRequired, "must provide an object")
			continue
		}
		c.card(here, card)
	}
}

func (c *checker) container(at path, b *slack.ContainerBlock) {
	before := len(c.problems)
	c.plain(at.to("title"), b.Title, maxContainerTop)
	c.text(at.to("subtitle"), b.Subtitle, maxContainerTop)
	c.image(at.to("icon"), b.Icon)
	children := at.to("child_blocks")
	limit(c, children, &b.ChildBlocks.BlockSet, maxContainer)
	for i, child := range b.ChildBlocks.BlockSet {
		c.block(children.item(i), child)
	}
	if len(c.problems) == before { // slack-go knows the same lengths
		c.valid(at, b.Validate())
	}
}
