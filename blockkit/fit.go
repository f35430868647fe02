package blockkit

import (
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Fit returns msg truncated to what Slack accepts: Check finds nothing in the result. It does not
// change msg, and returns a message that fits as it is, without allocating.
//
// A long text ends in "…". A long list (fields, options, rows of a table) loses its end, and a line
// below shows more(n), as in "and 12 more". Where there are too many blocks, or too much text in
// them, the last ones go; the buttons and small print that close the message stay below the line,
// so that people can still turn the page. What Slack would reject and Fit cannot truncate, such as
// a button with a broken address, is left out. more must not be nil.
func Fit(msg Message, more func(n int) string) Message {
	if len(Check(msg)) == 0 {
		return msg
	}
	f := fitter{more: more}
	for _, b := range msg.Blocks {
		f.add(b)
	}
	blocks := f.blocks()
	return Message{Text: fitText(msg.Text, blocks), Blocks: blocks}
}

// fitText takes a missing text from the first block that has one, because notifications show the
// text alone.
func fitText(text string, blocks []slack.Block) string {
	for _, b := range blocks {
		if text != "" {
			break
		}
		text = textOf(b)
	}
	if text == "" {
		return EmptyValue
	}
	return truncateMrkdwn(text, maxMessageText)
}

func textOf(b slack.Block) string {
	var t *slack.TextBlockObject
	switch b := b.(type) {
	case *slack.HeaderBlock:
		t = b.Text
	case *slack.SectionBlock:
		t = b.Text
	}
	switch {
	case t == nil:
		return ""
	case t.Type == slack.PlainTextType:
		return Escape(t.Text)
	}
	return t.Text
}

// A fitter collects blocks that each fit by themselves, then keeps as many as fit together.
type fitter struct {
	more   func(n int) string
	used   totals // of the pieces, without chars
	pieces []piece
}

// A piece is a block that Slack accepts by itself.
type piece struct {
	block slack.Block
	chars int
	items int  // what a reader misses without the block
	note  bool // the block only says how many items are missing
}

const (
	maxNote      = 150
	maxTail      = 3
	maxTailChars = maxBlocksText / 4
)

// add truncates a block to its own limits and adds it.
func (f *fitter) add(b slack.Block) {
	if b == nil {
		return
	}
	b = clone(b)
	f.dropBadID(b)

	truncating := checker{truncate: true, totals: f.used}
	truncating.block(path{}, b)
	checked := f.check(b)
	if len(checked.violations) > 0 {
		dropInvalidParts(b)
		checked = f.check(b)
	}
	if len(checked.violations) > 0 {
		f.addNote(itemsOf(b))
		return
	}
	f.pieces = append(f.pieces, piece{block: b, chars: checked.chars, items: itemsOf(b)})
	f.used = checked.totals
	f.used.chars = 0
	f.addNote(truncating.removed)
}

func (f *fitter) check(b slack.Block) checker {
	c := checker{totals: f.used}
	c.block(path{}, b)
	return c
}

// dropBadID removes an id that Slack would reject; Slack then makes one.
func (f *fitter) dropBadID(b slack.Block) {
	id := b.ID()
	taken := slices.ContainsFunc(f.pieces, func(p piece) bool { return p.block.ID() == id })
	if taken || longerThan(id, maxID) {
		SetID(b, "")
	}
}

// SetID sets the block_id of a block whose kind has one; with "" Slack chooses it.
func SetID(b slack.Block, id string) {
	if field := reflect.ValueOf(b).Elem().FieldByName("BlockID"); field.IsValid() {
		field.SetString(id)
	}
}

// addNote says that n items are missing here. Two notes in a row become one.
func (f *fitter) addNote(n int) {
	if n == 0 {
		return
	}
	if last := len(f.pieces) - 1; last >= 0 && f.pieces[last].note {
		n += f.pieces[last].items
		f.pieces = f.pieces[:last]
	}
	text := Sanitize(f.more(n), maxNote)
	f.pieces = append(f.pieces, piece{
		block: slack.NewContextBlock("", Plain(text)),
		chars: utf8.RuneCountInString(text),
		items: n,
		note:  true,
	})
}

// blocks returns the blocks that fit together.
func (f *fitter) blocks() []slack.Block {
	if len(f.pieces) > maxMessageBlocks || charsOf(f.pieces) > maxBlocksText {
		f.dropFromEnd()
	}
	var blocks []slack.Block
	for _, p := range f.pieces {
		blocks = append(blocks, p.block)
	}
	return blocks
}

// dropFromEnd drops the last pieces of the body, and puts a note between the body and the tail.
func (f *fitter) dropFromEnd() {
	body, tail := f.split()
	roomBlocks := maxMessageBlocks - len(tail) - 1
	roomChars := maxBlocksText - charsOf(tail) - maxNote

	kept, missing := 0, 0
	for kept < min(len(body), roomBlocks) {
		missing += shrink(&body[kept], roomChars)
		if body[kept].chars > roomChars {
			break
		}
		roomChars -= body[kept].chars
		kept++
		if missing > 0 {
			break
		}
	}
	for kept > 0 && (body[kept-1].items == 0 || body[kept-1].note) { // a divider or a note above the note
		kept--
	}
	for _, p := range body[kept:] {
		missing += p.items
	}

	f.pieces = slices.Clone(body[:kept])
	f.addNote(missing)
	f.pieces = append(f.pieces, tail...)
}

// split returns the body and the tail: small print, and the buttons that belong to the whole
// message.
func (f *fitter) split() (body, tail []piece) {
	start := len(f.pieces)
	for start > 0 && len(f.pieces)-start < maxTail && isTail(f.pieces[start-1].block) {
		start--
	}
	if start < len(f.pieces) && f.belongsToRow(start) {
		start++
	}
	for charsOf(f.pieces[start:]) > maxTailChars {
		start++
	}
	return f.pieces[:start], f.pieces[start:]
}

func isTail(b slack.Block) bool {
	switch b.BlockType() {
	case slack.MBTAction, slack.MBTContext, slack.MBTDivider:
		return true
	}
	return false
}

// belongsToRow reports whether the buttons at i belong to the row above them and not to the whole
// message. They do if other rows have buttons too.
func (f *fitter) belongsToRow(i int) bool {
	if f.pieces[i].block.BlockType() != slack.MBTAction {
		return false
	}
	for j := 1; j < i; j++ {
		if f.pieces[j].block.BlockType() == slack.MBTAction && f.pieces[j-1].block.BlockType() == slack.MBTSection {
			return true
		}
	}
	return false
}

func charsOf(pieces []piece) int {
	total := 0
	for _, p := range pieces {
		total += p.chars
	}
	return total
}

// itemsOf returns how many things a reader misses without b.
func itemsOf(b slack.Block) int {
	switch b := b.(type) {
	case *slack.DividerBlock:
		return 0
	case *slack.TableBlock:
		return max(len(b.Rows)-1, 1) // the first row is the heading
	}
	return 1
}
