package message

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/mayarbot/mayarbot/blockkit"
)

// An UnpaidTemplate is an Unpaid message as JSON, with blanks for the ListID, the ShareKey and the
// ids of the blocks, which depend on both. It holds what everybody reads who asks for the same.
type UnpaidTemplate struct {
	text        string
	blocks      []templateBlock
	zone        *time.Location
	from, until time.Time
	size        int
}

// A templateBlock is the JSON of a block, cut at its blanks.
type templateBlock struct {
	kind      slack.MessageBlockType
	fragments []fragment
}

// A fragment is JSON and the blank after it.
type fragment struct {
	text  []byte
	blank blank
}

type blank int

const (
	blankNone blank = iota // the last fragment of a block
	blankListID
	blankShareKey
	blankBlockID
)

// An UnpaidKey is all that messages can differ in that have templates, beside the time, and the
// ListID and ShareKey themselves.
type UnpaidKey struct {
	view                         uint64
	asOf                         int64
	state                        UnpaidState // without ListID
	synced, complete, refreshing bool
	listIDLen, shareKeyLen       int
}

// TemplateKey returns the key of a message that may have a template.
func (v Unpaid) TemplateKey() (key UnpaidKey, ok bool) {
	if v.View == 0 || !v.ClosedSince.IsZero() || v.Outage != nil || v.Problem != nil || v.Shared || v.SharedTS != "" ||
		v.Unshared || v.AlreadyShared || v.State.validListID() == "" || !listID.MatchString(v.ShareKey) {
		return UnpaidKey{}, false
	}
	state := v.State
	state.ListID = ""
	return UnpaidKey{
		v.View, v.AsOf.UnixNano(), state, v.Synced, v.Complete, v.Refreshing, len(v.State.ListID), len(v.ShareKey),
	}, true
}

// UnpaidTemplate returns what Unpaid returns for v, which has a TemplateKey, and a template for
// others with that key. There is none if it would not make the very same message of v.
func (w *Renderer) UnpaidTemplate(v Unpaid) (blockkit.Message, *UnpaidTemplate) {
	msg := w.Unpaid(v)
	if len(blockkit.Check(msg)) > 0 {
		return msg, nil
	}
	t := &UnpaidTemplate{zone: w.zone, from: v.Now, until: v.nextAge(), text: msg.Text}
	blanks := v
	blanks.State.ListID = strings.Repeat("L", len(v.State.ListID))
	blanks.ShareKey = strings.Repeat("S", len(v.ShareKey))
	for _, block := range w.Unpaid(blanks).Blocks {
		t.add(block, blanks.State.ListID, blanks.ShareKey)
	}
	if !sameJSON(msg, t.Fill(v.State.ListID, v.ShareKey)) {
		return msg, nil // such as for a customer who is called like a blank
	}
	return msg, t
}

// sameJSON reports whether two messages are the same bytes.
func sameJSON(a, b blockkit.Message) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func (t *UnpaidTemplate) add(block slack.Block, listID, shareKey string) {
	raw, _ := json.Marshal(block) // cannot fail: the blocks hold plain values
	b := templateBlock{kind: block.BlockType()}
	before, after, found := bytes.Cut(raw, []byte(blockIDField(block.ID())))
	b.cut(before, listID, shareKey)
	if found {
		b.fragments[len(b.fragments)-1].blank = blankBlockID
		b.cut(after, listID, shareKey)
	}
	t.blocks = append(t.blocks, b)
	t.size += len(raw) + 8 // an id may be longer
}

func blockIDField(id string) string { return `,"block_id":"` + id + `"` }

// cut adds JSON, cut where a blank is.
func (b *templateBlock) cut(raw []byte, listID, shareKey string) {
	for {
		next, blank, size := len(raw), blankNone, 0
		if i := bytes.Index(raw, []byte(listID)); i >= 0 {
			next, blank, size = i, blankListID, len(listID)
		}
		if i := bytes.Index(raw[:next], []byte(shareKey)); i >= 0 {
			next, blank, size = i, blankShareKey, len(shareKey)
		}
		b.fragments = append(b.fragments, fragment{raw[:next], blank})
		if blank == blankNone {
			return
		}
		raw = raw[next+size:]
	}
}

// ValidAt reports whether the message would be the same now.
func (t *UnpaidTemplate) ValidAt(now time.Time) bool {
	return !now.Before(t.from) && now.Before(t.until) && calendarDays(now.In(t.zone), t.from.In(t.zone)) == 0
}

// Size is about how many bytes of memory the template takes.
func (t *UnpaidTemplate) Size() int { return 2*t.size + len(t.text) + 1024 }

// Fill returns the message for a ListID and a ShareKey of the lengths of the key.
func (t *UnpaidTemplate) Fill(listID, shareKey string) blockkit.Message {
	values := [...][]byte{blankListID: []byte(listID), blankShareKey: []byte(shareKey), blankBlockID: nil}
	prefix := t.idPrefix(values[:])
	encoded := make([]blockkit.EncodedBlock, len(t.blocks))
	msg := blockkit.Message{Text: t.text, Blocks: make([]slack.Block, len(t.blocks))}
	raw := make([]byte, 0, t.size)
	for i, block := range t.blocks {
		id, begin := prefix+strconv.Itoa(i), len(raw)
		for _, f := range block.fragments {
			raw = append(raw, f.text...)
			if f.blank == blankBlockID {
				raw = append(raw, blockIDField(id)...)
			} else {
				raw = append(raw, values[f.blank]...)
			}
		}
		encoded[i] = blockkit.EncodedBlock{Type: block.kind, BlockID: id, JSON: raw[begin:len(raw):len(raw)]}
		msg.Blocks[i] = &encoded[i]
	}
	return msg
}

// idPrefix begins the ids of the blocks, as blocksWithIDs makes them.
func (t *UnpaidTemplate) idPrefix(values [][]byte) string {
	sum := fnv.New32a()
	separator := []byte("[")
	for _, block := range t.blocks {
		sum.Write(separator)
		separator = []byte(",")
		for _, f := range block.fragments {
			sum.Write(f.text)
			sum.Write(values[f.blank])
		}
	}
	sum.Write([]byte("]\n"))
	return idPrefix(unpaidName, sum)
}

// nextAge is when one of the ages in the message is written differently.
func (v Unpaid) nextAge() (at time.Time) {
	consider := func(t time.Time, next func(time.Duration) time.Duration) {
		if changes := t.Add(next(v.Now.Sub(t))); !t.IsZero() && (at.IsZero() || changes.Before(at)) {
			at = changes
		}
	}
	consider(v.AsOf, nextAgo)
	for _, row := range v.Rows {
		consider(row.Newest, nextAge)
		consider(row.Oldest, nextAge)
	}
	return at
}
