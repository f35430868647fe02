package message

import (
	"encoding/json"
	"hash/fnv"
	"strconv"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// A sheet is a message being written. It gives its blocks ids that are unique in the message and change with what it
// shows: Slack's clients keep what was chosen in a menu for as long as the id of its block stays. Everybody who reads a
// message can read its ids, so they are made of what the message shows and of nothing that it hides.
type sheet struct {
	name   string
	blocks []slack.Block
}

// newSheet begins a message of a name.
func newSheet(name string) *sheet { return &sheet{name: name} }

// finished returns the blocks, each with its id.
func (s *sheet) finished() []slack.Block {
	sum := fnv.New32a()
	_ = json.NewEncoder(sum).Encode(s.blocks) // blocks without ids, of plain values: cannot fail
	shown := s.name + "." + strconv.FormatUint(uint64(sum.Sum32()), 36) + "."
	for i, block := range s.blocks {
		blockkit.SetID(block, shown+strconv.Itoa(i))
	}
	return s.blocks
}

func (s *sheet) header(text string) {
	s.blocks = append(s.blocks, slack.NewHeaderBlock(blockkit.Plain(text)))
}

func (s *sheet) section(text markup) {
	s.sectionWith(text, nil)
}

// sectionWith is a section with a button at its right, which may be nil.
func (s *sheet) sectionWith(text markup, button *slack.ButtonBlockElement) {
	block := slack.NewSectionBlock(blockkit.Verbatim(string(text)), nil, nil)
	if button != nil {
		block.Accessory = slack.NewAccessory(button)
	}
	s.blocks = append(s.blocks, block)
}

// maxSection is how much text a section takes, in characters, with some room to spare.
const maxSection = 2900

// lines puts short lines into as few sections as take them.
func (s *sheet) lines(lines []markup) {
	var kept []markup
	size := 0
	for _, line := range lines {
		n := utf8.RuneCountInString(string(line)) + 1
		if size+n > maxSection && len(kept) > 0 {
			s.expanded(stacked(kept))
			kept, size = nil, 0
		}
		kept, size = append(kept, line), size+n
	}
	if len(kept) > 0 {
		s.expanded(stacked(kept))
	}
}

// expanded is a section that Slack does not fold behind "See more".
func (s *sheet) expanded(text markup) {
	s.blocks = append(s.blocks, slack.NewSectionBlock(blockkit.Verbatim(string(text)), nil, nil, slack.SectionBlockOptionExpand(true)))
}

// context is a small grey line; an empty one is left out.
func (s *sheet) context(text markup) {
	if text != "" {
		s.blocks = append(s.blocks, slack.NewContextBlock("", blockkit.Verbatim(string(text))))
	}
}

func (s *sheet) divider() {
	s.blocks = append(s.blocks, slack.NewDividerBlock())
}

func (s *sheet) actions(elements ...slack.BlockElement) {
	if len(elements) > 0 {
		s.blocks = append(s.blocks, slack.NewActionBlock("", elements...))
	}
}

// copyable shows a text to be copied, byte for byte.
func (s *sheet) copyable(text string) {
	s.blocks = append(s.blocks, slack.NewRichTextBlock("", &slack.RichTextPreformatted{
		Type:     slack.RTEPreformatted,
		Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(text, nil)},
	}))
}

// notify mentions a user or a user group so that Slack notifies them; an id that is neither is left out. Nothing else in a message notifies anybody.
func (s *sheet) notify(id string) {
	var who slack.RichTextSectionElement
	switch {
	case userID.MatchString(id):
		who = slack.NewRichTextSectionUserElement(id, nil)
	case groupID.MatchString(id):
		who = slack.NewRichTextSectionUserGroupElement(id)
	default:
		return
	}
	s.blocks = append(s.blocks, slack.NewRichTextBlock("", slack.NewRichTextSection(who)))
}

// message ends the sheet. The text is what notifications and screen readers say.
func (s *sheet) message(text markup) blockkit.Message {
	return blockkit.Message{Text: string(text), Blocks: s.finished()}
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

// escaped makes a plain text mrkdwn, for the text beside the blocks. It is cleaned already.
func escaped(text string) markup {
	return markup(blockkit.Escape(text))
}
