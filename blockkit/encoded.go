package blockkit

import (
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"
)

// An EncodedBlock is a block of which the JSON is known already. Check and Fit do not look inside:
// it must come from a message that fits.
type EncodedBlock struct {
	Type    slack.MessageBlockType
	BlockID string
	JSON    []byte // with the type and the id
}

// BlockType returns the type.
func (b *EncodedBlock) BlockType() slack.MessageBlockType { return b.Type }

// ID returns the id.
func (b *EncodedBlock) ID() string { return b.BlockID }

// MarshalJSON returns the JSON.
func (b *EncodedBlock) MarshalJSON() ([]byte, error) { return b.JSON, nil }

// AppendField adds blocks to a JSON object, under a name. It takes encoded ones as they are, where
// the package json would read them again.
func AppendField(object []byte, name string, blocks []slack.Block) ([]byte, error) {
	size := len(object) + len(name) + 8
	for _, block := range blocks {
		if encoded, ok := block.(*EncodedBlock); ok {
			size += len(encoded.JSON) + 1
		}
	}
	all := append(make([]byte, 0, size), object[:len(object)-1]...)
	all = fmt.Appendf(all, ",%q:[", name)
	for i, block := range blocks {
		if i > 0 {
			all = append(all, ',')
		}
		if encoded, ok := block.(*EncodedBlock); ok {
			all = append(all, encoded.JSON...)
			continue
		}
		raw, err := json.Marshal(block)
		if err != nil {
			return nil, err
		}
		all = append(all, raw...)
	}
	return append(all, "]}"...), nil
}
