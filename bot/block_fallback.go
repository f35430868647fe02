package bot

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// rejectedTTL is how long a type of block is not tried again in this workspace: Slack rolls new
// types out to one workspace after the other.
const rejectedTTL = 24 * time.Hour

// rejectedTypes remembers the types of block that the workspace rejects. The zero value is ready
// for use.
type rejectedTypes struct {
	mu    sync.Mutex
	until map[slack.MessageBlockType]time.Time
}

// rejectedBlocks is a message whose blocks Slack rejected.
type rejectedBlocks struct {
	msg blockkit.Message
	err *PostError
}

// usable returns the variants to try, in order. The last is always among them.
func (r *rejectedTypes) usable(variants []blockkit.Message, now time.Time) []blockkit.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []blockkit.Message
	for i, msg := range variants {
		isRejected := func(k slack.MessageBlockType) bool { return now.Before(r.until[k]) }
		if i == len(variants)-1 || !slices.ContainsFunc(blockTypes(msg), isRejected) {
			out = append(out, msg)
		}
	}
	return out
}

// record remembers the types that the rejected messages had and the accepted one has not.
func (r *rejectedTypes) record(rejected []rejectedBlocks, accepted blockkit.Message, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, each := range rejected {
		for _, blockType := range each.offendingTypes() {
			if slices.Contains(blockTypes(accepted), blockType) {
				continue
			}
			if r.until == nil {
				r.until = map[slack.MessageBlockType]time.Time{}
			}
			r.until[blockType] = now.Add(rejectedTTL)
		}
	}
}

// offendingTypes returns the types that Slack points at, or all when it points at none. A message
// that was rejected for its size has none.
func (r rejectedBlocks) offendingTypes() []slack.MessageBlockType {
	if r.err.Code != "invalid_blocks" && r.err.Code != "invalid_blocks_format" {
		return nil
	}
	var out []slack.MessageBlockType
	for _, pointer := range r.err.Pointers {
		parts := strings.Split(pointer, "/")
		if len(parts) < 3 || parts[1] != "blocks" {
			continue
		}
		if i, err := strconv.Atoi(parts[2]); err == nil && i >= 0 && i < len(r.msg.Blocks) {
			out = append(out, r.msg.Blocks[i].BlockType())
		}
	}
	if len(out) == 0 {
		return blockTypes(r.msg)
	}
	return out
}

func blockTypes(msg blockkit.Message) []slack.MessageBlockType {
	out := make([]slack.MessageBlockType, len(msg.Blocks))
	for i, block := range msg.Blocks {
		out[i] = block.BlockType()
	}
	return out
}
