package blockkit

import "github.com/slack-go/slack"

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
