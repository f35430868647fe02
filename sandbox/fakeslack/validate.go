package fakeslack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mayarbot/mayarbot/message/blockkit"
	"github.com/slack-go/slack"
)

// checkBlocks returns what Slack refuses in the blocks of a message.
func (s *Server) checkBlocks(raw json.RawMessage) error {
	if meaninglessBlocks(raw) {
		return nil
	}
	blocks, err := readBlocks(raw, "")
	if err != nil {
		return err
	}
	for i, block := range blocks.BlockSet {
		if s.faults.refuses(string(block.BlockType())) {
			return refused("invalid_blocks", fmt.Sprintf(
				"unsupported type: %s [json-pointer:/blocks/%d/type]", block.BlockType(), i,
			))
		}
	}
	// The text beside the blocks has its own rules, so it is left out here.
	return invalidBlocks(blockkit.Check(blockkit.Message{Text: "-", Blocks: blocks.BlockSet}))
}

func meaninglessBlocks(raw json.RawMessage) bool {
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
		return slack.Blocks{}, refused("invalid_blocks", fmt.Sprintf("%s [json-pointer:%s/blocks]", err, under))
	}
	for i, block := range blocks.BlockSet {
		if _, unknown := block.(*slack.UnknownBlock); unknown {
			return slack.Blocks{}, refused("invalid_blocks", fmt.Sprintf(
				"unsupported type: %s [json-pointer:%s/blocks/%d/type]", block.BlockType(), under, i,
			))
		}
	}
	return blocks, nil
}

var errNoList = errors.New("blocks are a list")

// unmarshalBlocks spares json.Unmarshal's own look through all of raw. {} is nothing to slack-go, but an error to Slack.
func unmarshalBlocks(raw json.RawMessage) (blocks slack.Blocks, err error) {
	if raw = bytes.TrimSpace(raw); string(raw) != "null" && !bytes.HasPrefix(raw, []byte("[")) {
		return blocks, errNoList
	}
	err = blocks.UnmarshalJSON(raw)
	return blocks, err
}

// checkView returns what Slack refuses in a modal or a Home tab.
func checkView(raw json.RawMessage, want string) error {
	view, err := decode[object](raw)
	if err != nil {
		return apiError("invalid_arguments")
	}
	if kind := text(view, "type"); kind != want {
		return refused("invalid_arguments", fmt.Sprintf("must be one of [%s] [json-pointer:/view/type]", want))
	}
	if len(raw) > 250_000 {
		return apiError("view_too_large")
	}
	if _, err := readBlocks(encode(view["blocks"]), "/view"); err != nil {
		return err
	}
	var modal slack.ModalViewRequest
	if err := json.Unmarshal(raw, &modal); err != nil {
		return refused("invalid_arguments", err.Error()+" [json-pointer:/view]")
	}
	if want == "home" {
		modal = asModal(modal)
	}
	problems := blockkit.CheckModal(modal)
	if len(problems) == 0 {
		return nil
	}
	return refused("invalid_arguments", messages(problems)...)
}

// asModal gives a Home tab what only modals must have, so that the rules that both share can be checked.
func asModal(home slack.ModalViewRequest) slack.ModalViewRequest {
	home.Type = slack.VTModal
	home.Title = slack.NewTextBlockObject(slack.PlainTextType, "Home", false, false)
	home.Submit = home.Title
	return home
}

// invalidBlocks is Slack's error for what is wrong in a message. It has one of its own for blocks that are too much together.
func invalidBlocks(problems []blockkit.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	for _, problem := range problems {
		if problem.Rule != blockkit.RuleTotal || problem.Pointer != "/blocks" {
			return refused("invalid_blocks", messages(problems)...)
		}
	}
	return apiError("msg_blocks_too_long")
}

func messages(problems []blockkit.Problem) []string {
	var out []string
	for _, problem := range problems {
		out = append(out, problem.Message)
	}
	return out
}
