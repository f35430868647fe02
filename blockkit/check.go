package blockkit

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Check returns what Slack would refuse in msg, in the order of the blocks; nothing if it would take it. The blocks may come from slack-go's
// constructors or from JSON. What slack-go does not know is passed. Two rules are stricter than Slack's: the text must be there and have at most 4000
// characters ("/text"; Slack would read the blocks aloud instead, or split the text), and links must be SafeURLs.
func Check(msg Message) []Violation {
	c := checker{surface: inMessage}
	c.message(&msg)
	return c.problems
}

// CheckModal returns what Slack would refuse in view, with pointers that begin with "/view".
func CheckModal(view slack.ModalViewRequest) []Violation {
	c := checker{surface: inModal}
	c.modal(&view)
	return c.problems
}

type surface int

const (
	inMessage surface = iota
	inModal
)

// A checker walks over a message or a form and knows where which limit applies. It either reports what breaks a limit or, to mend a copy, cuts it;
// what cannot be cut (an address, an id) is reported in both cases.
type checker struct {
	surface surface
	mend    bool

	problems []Violation
	leftOut  int // items that mending cut off lists
	totals
}

// totals are what the blocks of a message may use together.
type totals struct {
	chars         int // of all text in blocks
	tables        int
	tableChars    int
	markdownChars int
}

func (c *checker) report(at path, rule Rule, message string) {
	pointer := string(at.appendTo(nil))
	c.problems = append(c.problems, Violation{
		Pointer: pointer,
		Rule:    rule,
		Message: message + " [json-pointer:" + pointer + "]",
	})
}

func (c *checker) reportMissing(at path, field string) {
	c.report(at, RuleRequired, "missing required field: "+field)
}

func (c *checker) message(msg *Message) {
	text := path{key: "text"}
	if msg.Text == "" {
		c.report(text, RuleRequired, "must be more than 0 characters")
	}
	c.id(text, msg.Text, maxMessageText)

	blocks := path{key: "blocks"}
	c.blocks(blocks, msg.Blocks, maxMessageBlocks)
	if c.chars > maxBlocksText {
		c.report(blocks, RuleTotal, fmt.Sprintf("all blocks together must be less than %d characters", maxBlocksText+1))
	}
}

func (c *checker) modal(view *slack.ModalViewRequest) {
	at := path{key: "view"}
	if view.Type != slack.VTModal {
		c.report(at.to("type"), RuleValue, "must be modal")
	}
	if view.Title == nil {
		c.reportMissing(at, "title")
	}
	c.plain(at.to("title"), view.Title, maxTitle)
	c.plain(at.to("submit"), view.Submit, maxTitle)
	c.plain(at.to("close"), view.Close, maxTitle)
	if view.Submit == nil && hasInput(view.Blocks.BlockSet) {
		c.reportMissing(at, "submit")
	}
	c.id(at.to("private_metadata"), view.PrivateMetadata, maxMetadata)
	c.id(at.to("callback_id"), view.CallbackID, maxID)
	c.id(at.to("external_id"), view.ExternalID, maxID)
	c.blocks(at.to("blocks"), view.Blocks.BlockSet, maxViewBlocks)
	if size(view) > maxViewBytes {
		c.report(at, RuleTotal, fmt.Sprintf("must be at most %d bytes of JSON", maxViewBytes))
	}
}

func hasInput(blocks []slack.Block) bool {
	for _, b := range blocks {
		if b != nil && b.BlockType() == slack.MBTInput {
			return true
		}
	}
	return false
}

func size(view *slack.ModalViewRequest) int {
	encoded, err := json.Marshal(view)
	if err != nil {
		return 0 // it will fail in the same way, with a reason, when it is sent
	}
	return len(encoded)
}

func (c *checker) blocks(at path, blocks []slack.Block, limit int) {
	if len(blocks) > limit {
		c.report(at, RuleCount, fmt.Sprintf("no more than %d items allowed", limit))
	}
	for i, b := range blocks {
		here := at.item(i)
		c.block(here, b)
		if b != nil && repeats(blocks[:i], b.ID()) {
			c.report(here.to("block_id"), RuleDuplicate, "`block_id` already exists: "+b.ID())
		}
	}
}

func repeats(before []slack.Block, id string) bool {
	if id == "" {
		return false
	}
	for _, b := range before {
		if b != nil && b.ID() == id {
			return true
		}
	}
	return false
}

// limit is for lists whose end may be cut off.
func limit[T any](c *checker, at path, list *[]T, most int) {
	if len(*list) <= most {
		return
	}
	if c.mend {
		c.leftOut += len(*list) - most
		*list = (*list)[:most]
		return
	}
	c.report(at, RuleCount, fmt.Sprintf("no more than %d items allowed", most))
}

// atLeastOne is for lists that Slack wants filled.
func (c *checker) atLeastOne(at path, items int) {
	if items == 0 {
		c.report(at, RuleCount, "no fewer than 1 items allowed")
	}
}

// text is for texts of either type that people read.
func (c *checker) text(at path, t *slack.TextBlockObject, most int) {
	switch {
	case t == nil:
		return
	case t.Type == slack.PlainTextType:
		if t.Verbatim {
			c.report(at, RuleValue, "invalid additional property: verbatim")
		}
		c.shown(at.to("text"), &t.Text, most, cutPlain)
	case t.Type == slack.MarkdownType:
		if t.Emoji != nil {
			c.report(at, RuleValue, "invalid additional property: emoji")
		}
		c.shown(at.to("text"), &t.Text, most, cutMrkdwn)
	default:
		c.report(at.to("type"), RuleType, "unsupported type: "+t.Type)
	}
}

// plain is for texts that Slack wants without formatting.
func (c *checker) plain(at path, t *slack.TextBlockObject, most int) {
	if t != nil && t.Type != slack.PlainTextType {
		if !c.mend {
			c.report(at.to("type"), RuleType, "unsupported type: "+t.Type)
			return
		}
		*t = *Plain(t.Text)
	}
	c.text(at, t, most)
}

// shown is for what people read: it must not be empty, counts for the size of the message and may be cut.
func (c *checker) shown(at path, s *string, most int, cut func(string, int) string) {
	n := utf8.RuneCountInString(*s)
	switch {
	case n == 0 && c.mend:
		*s, n = EmptyValue, 1
	case n == 0:
		c.report(at, RuleRequired, "must be more than 0 characters")
	case n > most && c.mend:
		*s, n = cut(*s, most), most
	case n > most:
		c.report(at, RuleLength, tooLong(most))
	}
	c.chars += n
}

// id is for what programs read: it may be empty and can not be cut.
func (c *checker) id(at path, s string, most int) {
	if longer(s, most) {
		c.report(at, RuleLength, tooLong(most))
	}
}

// link is for addresses; they can not be cut either.
func (c *checker) link(at path, s string) {
	switch {
	case longer(s, maxURL):
		c.report(at, RuleLength, tooLong(maxURL))
	case !linkable(s):
		c.report(at, RuleURL, "invalid url")
	}
}

func tooLong(most int) string {
	return fmt.Sprintf("must be less than %d characters", most+1)
}

// longer tells whether s has more than most characters.
func longer(s string, most int) bool {
	return len(s) > most && utf8.RuneCountInString(s) > most
}
