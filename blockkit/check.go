package blockkit

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/slack-go/slack"
)

// Check returns what Slack would reject in msg, in the order of the blocks. The blocks may come
// from slack-go's constructors or from JSON; kinds that we never send pass. Two rules are stricter
// than Slack's: the text must have 1 to 4000 characters (Slack would read the blocks aloud instead,
// or split the text), and links must be SafeURLs.
func Check(msg Message) []Violation {
	c := checker{surface: inMessage}
	c.message(&msg)
	return c.violations
}

// CheckModal returns what Slack would reject in view, with pointers that begin with "/view".
func CheckModal(view slack.ModalViewRequest) []Violation {
	c := checker{surface: inModal}
	c.modal(&view)
	return c.violations
}

type surface int

const (
	inMessage surface = iota
	inModal
)

// A checker walks over a message or a form and knows where each limit applies. It reports what
// breaks a limit. With truncate set it shortens a copy instead, and reports only what must not be
// shortened, such as an address or an id.
type checker struct {
	surface  surface
	truncate bool

	violations []Violation
	removed    int // items taken off the end of lists
	totals
}

// totals count what the blocks of a message may use together.
type totals struct {
	chars      int // of all text in blocks
	tables     int
	tableChars int
}

func (c *checker) report(at path, rule Rule, message string) {
	pointer := string(at.appendTo(nil))
	c.violations = append(c.violations, Violation{
		Pointer: pointer,
		Rule:    rule,
		Message: message + " [json-pointer:" + pointer + "]",
	})
}

func (c *checker) reportMissing(at path, field string) {
	c.report(at, RuleRequired, "missing required field: "+field)
}

func (c *checker) reportNoObject(at path) {
	c.report(at, RuleRequired, "must provide an object")
}

func (c *checker) message(msg *Message) {
	text := path{key: "text"}
	if msg.Text == "" {
		c.report(text, RuleRequired, "must be more than 0 characters")
	}
	c.maxLength(text, msg.Text, maxMessageText)

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
	c.maxLength(at.to("private_metadata"), view.PrivateMetadata, maxMetadata)
	c.maxLength(at.to("callback_id"), view.CallbackID, maxID)
	c.maxLength(at.to("external_id"), view.ExternalID, maxID)
	c.blocks(at.to("blocks"), view.Blocks.BlockSet, maxViewBlocks)
	if jsonSize(view) > maxViewBytes {
		c.report(at, RuleTotal, fmt.Sprintf("must be at most %d bytes of JSON", maxViewBytes))
	}
}

func hasInput(blocks []slack.Block) bool {
	return slices.ContainsFunc(blocks, func(b slack.Block) bool { return b != nil && b.BlockType() == slack.MBTInput })
}

func jsonSize(view *slack.ModalViewRequest) int {
	encoded, err := json.Marshal(view)
	if err != nil {
		return 0 // sending the view reports the same error
	}
	return len(encoded)
}

func (c *checker) blocks(at path, blocks []slack.Block, most int) {
	if len(blocks) > most {
		c.report(at, RuleCount, tooMany(most))
	}
	for i, b := range blocks {
		here := at.item(i)
		c.block(here, b)
		if b != nil && hasBlockID(blocks[:i], b.ID()) {
			c.report(here.to("block_id"), RuleDuplicate, "`block_id` already exists: "+b.ID())
		}
	}
}

func hasBlockID(blocks []slack.Block, id string) bool {
	if id == "" {
		return false
	}
	for _, b := range blocks {
		if b != nil && b.ID() == id {
			return true
		}
	}
	return false
}

// maxItems checks a list whose end may be removed.
func maxItems[T any](c *checker, at path, list *[]T, most int) {
	if len(*list) <= most {
		return
	}
	if c.truncate {
		c.removed += len(*list) - most
		*list = (*list)[:most]
		return
	}
	c.report(at, RuleCount, tooMany(most))
}

func (c *checker) atLeastOne(at path, items int) {
	if items == 0 {
		c.report(at, RuleCount, "no fewer than 1 items allowed")
	}
}

func tooMany(most int) string {
	return fmt.Sprintf("no more than %d items allowed", most)
}
