package blockkit

import (
	"reflect"
	"slices"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Fit returns msg cut to what Slack takes: Check finds nothing in the result. Nothing of msg is changed, and a message that fits is returned as it is,
// without allocating.
//
// Texts that are too long end in "…". Lists that are too long (fields, options, rows of a table) lose their end, and a line below says more(n), as in
// "and 12 more". Where there are too many blocks, or too much text in them, they go from the end; the buttons and small print that close the message
// stay below the line, so that one can still page on. What Slack would refuse and cannot be cut, such as a button with a broken address, is left
// out. more must not be nil.
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

// fitText falls back to the first words of the blocks: notifications show the text alone.
func fitText(text string, blocks []slack.Block) string {
	for _, b := range blocks {
		if text != "" {
			break
		}
		text = firstWords(b)
	}
	if text == "" {
		return EmptyValue
	}
	return cutMrkdwn(text, maxMessageText)
}

func firstWords(b slack.Block) string {
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

// A fitter collects blocks that fit each by itself, then takes as many as fit together.
type fitter struct {
	more   func(n int) string
	used   totals // by the pieces, but for chars
	pieces []piece
}

// A piece is a block that is fine by itself.
type piece struct {
	block slack.Block
	chars int
	items int  // that a reader misses when it is left out
	note  bool // it only says how many items are missing
}

const (
	maxNote      = 150
	maxTail      = 3
	maxTailChars = maxBlocksText / 4
)

// add takes a block, cut to its own limits.
func (f *fitter) add(b slack.Block) {
	if b == nil {
		return
	}
	b = clone(b)
	f.uniqueID(b)

	mending := checker{mend: true, totals: f.used}
	mending.block(path{}, b)
	checked := f.check(b)
	if len(checked.problems) > 0 {
		salvage(b)
		checked = f.check(b)
	}
	if len(checked.problems) > 0 {
		f.note(itemsOf(b))
		return
	}
	f.pieces = append(f.pieces, piece{block: b, chars: checked.chars, items: itemsOf(b)})
	f.used = checked.totals
	f.used.chars = 0
	f.note(mending.leftOut)
}

func (f *fitter) check(b slack.Block) checker {
	c := checker{totals: f.used}
	c.block(path{}, b)
	return c
}

// uniqueID takes the id from a block whose id Slack would refuse; Slack then gives it one.
func (f *fitter) uniqueID(b slack.Block) {
	id := b.ID()
	taken := slices.ContainsFunc(f.pieces, func(p piece) bool { return p.block.ID() == id })
	if !taken && !longer(id, maxID) {
		return
	}
	SetID(b, "")
}

// SetID gives a block its block_id, where it is of a kind that has one; "" lets Slack choose.
func SetID(b slack.Block, id string) {
	if field := reflect.ValueOf(b).Elem().FieldByName("BlockID"); field.IsValid() {
		field.SetString(id)
	}
}

// note says that n items are missing here.
func (f *fitter) note(n int) {
	if n == 0 {
		return
	}
	if last := len(f.pieces) - 1; last >= 0 && f.pieces[last].note {
		n += f.pieces[last].items
		f.pieces = f.pieces[:last]
	}
	f.pieces = append(f.pieces, f.noteOf(n))
}

func (f *fitter) noteOf(n int) piece {
	text := Sanitize(f.more(n), maxNote)
	return piece{block: slack.NewContextBlock("", Plain(text)), chars: utf8.RuneCountInString(text), items: n, note: true}
}

// blocks returns what fits together.
func (f *fitter) blocks() []slack.Block {
	if len(f.pieces) > maxMessageBlocks || sum(f.pieces, charsOf) > maxBlocksText {
		f.leaveOut()
	}
	var blocks []slack.Block
	for _, p := range f.pieces {
		blocks = append(blocks, p.block)
	}
	return blocks
}

// leaveOut drops pieces from the end of the body, and says so between the body and what closes the message.
func (f *fitter) leaveOut() {
	body, tail := f.split()
	roomBlocks := maxMessageBlocks - len(tail) - 1
	roomChars := maxBlocksText - sum(tail, charsOf) - maxNote

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
	missing += sum(body[kept:], func(p piece) int { return p.items })

	f.pieces = slices.Clone(body[:kept])
	f.note(missing)
	f.pieces = append(f.pieces, tail...)
}

// split parts the body from what closes the message: buttons for the whole of it and small print.
func (f *fitter) split() (body, tail []piece) {
	start := len(f.pieces)
	for start > 0 && len(f.pieces)-start < maxTail && closes(f.pieces[start-1].block) {
		start--
	}
	if start < len(f.pieces) && f.belongsToRow(start) {
		start++
	}
	for sum(f.pieces[start:], charsOf) > maxTailChars {
		start++
	}
	return f.pieces[:start], f.pieces[start:]
}

func closes(b slack.Block) bool {
	switch b.BlockType() {
	case slack.MBTAction, slack.MBTContext, slack.MBTContextActions, slack.MBTDivider:
		return true
	}
	return false
}

// belongsToRow tells whether the buttons at i are those of the row above them rather than of the whole message: other rows have buttons as well.
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

func sum(pieces []piece, of func(piece) int) int {
	total := 0
	for _, p := range pieces {
		total += of(p)
	}
	return total
}

func charsOf(p piece) int { return p.chars }

// itemsOf returns how many things a reader misses without b.
func itemsOf(b slack.Block) int {
	switch b := b.(type) {
	case *slack.DividerBlock:
		return 0
	case *slack.TableBlock:
		return max(len(b.Rows)-1, 1) // the first row is the heading
	case *slack.DataTableBlock:
		return max(len(b.Rows)-1, 1)
	}
	return 1
}
