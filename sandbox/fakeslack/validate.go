package fakeslack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/blockkit"
	"github.com/slack-go/slack"
)

// checkBlocks returns Slack's error for the blocks of a message.
func (s *Server) checkBlocks(raw json.RawMessage) error {
	if emptyBlocks(raw) {
		return nil
	}
	blocks, err := readBlocks(raw, "")
	if err != nil {
		return err
	}
	for i, block := range blocks.BlockSet {
		if s.faults.refuses(string(block.BlockType())) {
			return rejected("invalid_blocks", fmt.Sprintf(
				"unsupported type: %s [json-pointer:/blocks/%d/type]", block.BlockType(), i,
			))
		}
	}
	// The message's text has its own rules and is not checked here.
	return invalidBlocks(blockkit.Check(blockkit.Message{Text: "-", Blocks: blocks.BlockSet}))
}

func emptyBlocks(raw json.RawMessage) bool {
	switch string(raw) {
	case "", "null", "[]", `""`:
		return true
	}
	return false
}

func readBlocks(raw json.RawMessage, under string) (slack.Blocks, error) {
	blocks, err := unmarshalBlocks(raw)
	if err != nil {
		if _, notBlocks := decode[[]object](raw); notBlocks != nil {
			return slack.Blocks{}, apiError("invalid_blocks_format")
		}
		return slack.Blocks{}, rejected("invalid_blocks", fmt.Sprintf("%s [json-pointer:%s/blocks]", err, under))
	}
	for i, block := range blocks.BlockSet {
		if _, unknown := block.(*slack.UnknownBlock); unknown {
			return slack.Blocks{}, rejected("invalid_blocks", fmt.Sprintf(
				"unsupported type: %s [json-pointer:%s/blocks/%d/type]", block.BlockType(), under, i,
			))
		}
	}
	return blocks, nil
}

var errNoList = errors.New("blocks are a list")

// unmarshalBlocks avoids the extra validation pass of json.Unmarshal. slack-go accepts {} as no
// blocks; Slack rejects it.
func unmarshalBlocks(raw json.RawMessage) (blocks slack.Blocks, err error) {
	if raw = bytes.TrimSpace(raw); string(raw) != "null" && !bytes.HasPrefix(raw, []byte("[")) {
		return blocks, errNoList
	}
	err = blocks.UnmarshalJSON(raw)
	return blocks, err
}

// checkView returns Slack's error for a modal or a Home tab.
func checkView(raw json.RawMessage, want string) error {
	view, err := decode[object](raw)
	if err != nil {
		return apiError("invalid_arguments")
	}
	if kind := text(view, "type"); kind != want {
		return rejected("invalid_arguments", fmt.Sprintf("must be one of [%s] [json-pointer:/view/type]", want))
	}
	if len(raw) > 250_000 {
		return apiError("view_too_large")
	}
	if _, err := readBlocks(encode(view["blocks"]), "/view"); err != nil {
		return err
	}
	var modal slack.ModalViewRequest
	if err := json.Unmarshal(raw, &modal); err != nil {
		return rejected("invalid_arguments", err.Error()+" [json-pointer:/view]")
	}
	if want == "home" {
		modal = asModal(modal)
	}
	problems := blockkit.CheckModal(modal)
	if len(problems) == 0 {
		return nil
	}
	return rejected("invalid_arguments", messages(problems)...)
}

// asModal adds the fields that only modals must have, so that the shared rules can be checked.
func asModal(home slack.ModalViewRequest) slack.ModalViewRequest {
	home.Type = slack.VTModal
	home.Title = slack.NewTextBlockObject(slack.PlainTextType, "Home", false, false)
	home.Submit = home.Title
	return home
}

// invalidBlocks returns Slack's error for problems in a message. Blocks that are too long in total
// have their own error.
func invalidBlocks(problems []blockkit.Violation) error {
	if len(problems) == 0 {
		return nil
	}
	for _, problem := range problems {
		if problem.Rule != blockkit.RuleTotal || problem.Pointer != "/blocks" {
			return rejected("invalid_blocks", messages(problems)...)
		}
	}
	return apiError("msg_blocks_too_long")
}

func messages(problems []blockkit.Violation) []string {
	var out []string
	for _, problem := range problems {
		out = append(out, problem.Message)
	}
	return out
}
