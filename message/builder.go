package message

import (
	"encoding/json"
	"hash"
	"hash/fnv"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A builder collects the blocks of a message. Their ids are unique in the message and change with
// what it shows: Slack's clients keep what was chosen in a menu as long as the id of its block
// stays. Everybody who reads a message can read its ids, so they depend only on what the message
// shows.
type builder struct {
	name   string
	blocks []slack.Block
}

func newBuilder(name string) *builder { return &builder{name: name} }

func (b *builder) blocksWithIDs() []slack.Block {
	sum := fnv.New32a()
	_ = json.NewEncoder(sum).Encode(b.blocks) // cannot fail: the blocks hold plain values
	prefix := idPrefix(b.name, sum)
	for i, block := range b.blocks {
		blockkit.SetID(block, prefix+strconv.Itoa(i))
	}
	return b.blocks
}

// idPrefix begins the ids of the blocks of a message with a name. Sum has read their JSON without
// ids, as an array with a line end.
func idPrefix(name string, sum hash.Hash32) string {
	return name + "." + strconv.FormatUint(uint64(sum.Sum32()), 36) + "."
}

func (b *builder) header(text string) {
	b.blocks = append(b.blocks, slack.NewHeaderBlock(blockkit.Plain(text)))
}

func (b *builder) section(text markup) {
	b.sectionWithButton(text, nil)
}

// sectionWithButton adds a section with a button at its right, unless button is nil.
func (b *builder) sectionWithButton(text markup, button *slack.ButtonBlockElement) {
	block := slack.NewSectionBlock(blockkit.Verbatim(string(text)), nil, nil)
	if button != nil {
		block.Accessory = slack.NewAccessory(button)
	}
	b.blocks = append(b.blocks, block)
}

// maxSection is how much text we put into a section, in characters. Slack allows 3000.
const maxSection = 2900

// lines adds lines in as few sections as possible.
func (b *builder) lines(lines []markup) {
	var kept []markup
	size := 0
	for _, line := range lines {
		n := utf8.RuneCountInString(string(line)) + 1
		if size+n > maxSection && len(kept) > 0 {
			b.expandedSection(joinLines(kept...))
			kept, size = nil, 0
		}
		kept, size = append(kept, line), size+n
	}
	if len(kept) > 0 {
		b.expandedSection(joinLines(kept...))
	}
}

// expandedSection adds a section that Slack does not fold behind "See more".
func (b *builder) expandedSection(text markup) {
	block := slack.NewSectionBlock(blockkit.Verbatim(string(text)), nil, nil)
	block.Expand = true
	b.blocks = append(b.blocks, block)
}

// context adds a small grey line, unless text is empty.
func (b *builder) context(text markup) {
	if text != "" {
		b.blocks = append(b.blocks, slack.NewContextBlock("", blockkit.Verbatim(string(text))))
	}
}

func (b *builder) divider() {
	b.blocks = append(b.blocks, slack.NewDividerBlock())
}

func (b *builder) actions(elements ...slack.BlockElement) {
	if len(elements) > 0 {
		b.blocks = append(b.blocks, slack.NewActionBlock("", elements...))
	}
}

// preformatted adds text to be copied, byte for byte.
func (b *builder) preformatted(text string) {
	b.blocks = append(b.blocks, slack.NewRichTextBlock("", &slack.RichTextPreformatted{
		Type:     slack.RTEPreformatted,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(text, nil)},
	}))
}

// quote adds text of several lines in which nothing formats.
func (b *builder) quote(text string) {
	b.blocks = append(b.blocks, slack.NewRichTextBlock("", &slack.RichTextQuote{
		Type:     slack.RTEQuote,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(text, nil)},
	}))
}

// notify mentions a user or a user group so that Slack notifies them. It ignores other ids. Nothing
// else in a message notifies anybody.
func (b *builder) notify(id string) {
	var who slack.RichTextSectionElement
	switch {
	case blockkit.IsUserID(id):
		who = slack.NewRichTextSectionUserElement(id, nil)
	case blockkit.IsGroupID(id):
		who = slack.NewRichTextSectionUserGroupElement(id)
	default:
		return
	}
	b.blocks = append(b.blocks, slack.NewRichTextBlock("", slack.NewRichTextSection(who)))
}

// message returns the message. Notifications and screen readers use text.
func (b *builder) message(text markup) blockkit.Message {
	return blockkit.Message{Text: string(text), Blocks: b.blocksWithIDs()}
}

func button(actionID, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(actionID, value, blockkit.Plain(label))
}

// linkButton returns a button that opens an address, or nil where the address is not safe.
func linkButton(label, url string) *slack.ButtonBlockElement {
	safe, ok := blockkit.SafeURL(url)
	if !ok {
		return nil
	}
	return button(ActionLink, label, "").WithURL(safe)
}

// escape turns plain text that is sanitized already into mrkdwn.
func escape(text string) markup {
	return markup(blockkit.Escape(text))
}
