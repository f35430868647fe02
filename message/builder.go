package message

import (
	"encoding/json"
	"hash/fnv"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A builder is a message being written. It gives its blocks ids that are unique in the message and change with what it
// shows: Slack's clients keep what was chosen in a menu for as long as the id of its block stays. Everybody who reads a
// message can read its ids, so they are made of what the message shows and of nothing that it hides.
type builder struct {
	name   string
	blocks []slack.Block
}

// newBuilder begins a message of a name.
func newBuilder(name string) *builder { return &builder{name: name} }

// blocksWithIDs returns the blocks, each with its id.
func (b *builder) blocksWithIDs() []slack.Block {
	sum := fnv.New32a()
	_ = json.NewEncoder(sum).Encode(b.blocks) // blocks without ids, of plain values: cannot fail
	shown := b.name + "." + strconv.FormatUint(uint64(sum.Sum32()), 36) + "."
	for i, block := range b.blocks {
		blockkit.SetID(block, shown+strconv.Itoa(i))
	}
	return b.blocks
}

func (b *builder) header(text string) {
	b.blocks = append(b.blocks, slack.NewHeaderBlock(blockkit.Plain(text)))
}

func (b *builder) section(text markup) {
	b.sectionWithButton(text, nil)
}

// sectionWithButton is a section with a button at its right, which may be nil.
func (b *builder) sectionWithButton(text markup, button *slack.ButtonBlockElement) {
	block := slack.NewSectionBlock(blockkit.Verbatim(string(text)), nil, nil)
	if button != nil {
		block.Accessory = slack.NewAccessory(button)
	}
	b.blocks = append(b.blocks, block)
}

// maxSection is how much text a section takes, in characters, with some room to spare.
const maxSection = 2900

// lines puts short lines into as few sections as take them.
func (b *builder) lines(lines []markup) {
	var kept []markup
	size := 0
	for _, line := range lines {
		n := utf8.RuneCountInString(string(line)) + 1
		if size+n > maxSection && len(kept) > 0 {
			b.expandedSection(joinLines(kept))
			kept, size = nil, 0
		}
		kept, size = append(kept, line), size+n
	}
	if len(kept) > 0 {
		b.expandedSection(joinLines(kept))
	}
}

// expandedSection is a section that Slack does not fold behind "See more".
func (b *builder) expandedSection(text markup) {
	b.blocks = append(b.blocks, slack.NewSectionBlock(blockkit.Verbatim(string(text)), nil, nil, slack.SectionBlockOptionExpand(true)))
}

// context is a small grey line; an empty one is left out.
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

// preformatted shows a text to be copied, byte for byte.
func (b *builder) preformatted(text string) {
	b.blocks = append(b.blocks, slack.NewRichTextBlock("", &slack.RichTextPreformatted{
		Type:     slack.RTEPreformatted,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(text, nil)},
	}))
}

// notify mentions a user or a user group so that Slack notifies them; an id that is neither is left out. Nothing else in a message notifies anybody.
func (b *builder) notify(id string) {
	var who slack.RichTextSectionElement
	switch {
	case userID.MatchString(id):
		who = slack.NewRichTextSectionUserElement(id, nil)
	case groupID.MatchString(id):
		who = slack.NewRichTextSectionUserGroupElement(id)
	default:
		return
	}
	b.blocks = append(b.blocks, slack.NewRichTextBlock("", slack.NewRichTextSection(who)))
}

// message ends the builder. The text is what notifications and screen readers say.
func (b *builder) message(text markup) blockkit.Message {
	return blockkit.Message{Text: string(text), Blocks: b.blocksWithIDs()}
}

func button(actionID, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(actionID, value, blockkit.Plain(label))
}

// linkButton opens an address, or is nil where the address is not one to open.
func linkButton(label, url string) *slack.ButtonBlockElement {
	safe, ok := blockkit.SafeURL(url)
	if !ok {
		return nil
	}
	return button(ActionLink, label, "").WithURL(safe)
}

// escape makes a plain text mrkdwn, for the text beside the blocks. It is cleaned already.
func escape(text string) markup {
	return markup(blockkit.Escape(text))
}
