package fakeslack

import (
	"crypto/rand"
	"encoding/json"
	"slices"
)

// element is one interactive part of a message or view, with the block that it stands in.
type element struct {
	kind     string // "button", "static_select", …
	blockID  string
	actionID string
	node     object
	input    bool // it stands in an input block
	optional bool // and need not be filled in
}

// stateless elements do something when clicked; all others have a value.
var stateless = []string{"button", "workflow_button", "overflow", "feedback_buttons", "icon_button"}

var interactive = append([]string{
	"static_select", "external_select", "users_select", "conversations_select", "channels_select",
	"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
	"multi_channels_select",
	"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes",
	"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
}, stateless...)

// holders are the blocks that elements stand in.
var holders = []string{"section", "actions", "input", "context_actions", "card"}

// elements lists the interactive parts of blocks, in order.
func elements(blocks json.RawMessage) []element {
	all, err := decode[[]any](blocks)
	if err != nil {
		return nil
	}
	var found []element
	walk(all, nil, func(node, block object) {
		found = append(found, element{
			kind: text(node, "type"), blockID: text(block, "block_id"), actionID: text(node, "action_id"), node: node,
			input: text(block, "type") == "input", optional: truth(block["optional"]),
		})
	})
	return found
}

// walk visits every interactive element below v with the block that holds it.
func walk(v any, block object, visit func(node, block object)) {
	switch v := v.(type) {
	case []any:
		for _, child := range v {
			walk(child, block, visit)
		}
	case object:
		kind := text(v, "type")
		if slices.Contains(holders, kind) {
			block = v
		}
		if slices.Contains(interactive, kind) {
			visit(v, block)
			return
		}
		for _, key := range []string{"accessory", "element", "elements", "actions", "child_blocks", "blocks", "rows"} {
			walk(v[key], block, visit)
		}
	}
}

// withIDs gives every block and element that has no id one of its own, as Slack does. Blocks that lack none are not written anew.
func withIDs(blocks json.RawMessage) json.RawMessage {
	all, err := decode[[]any](blocks)
	if err != nil || len(all) == 0 {
		return nil
	}
	given := 0
	giveID := func(o object, key string) {
		if text(o, key) == "" {
			o[key] = rand.Text()[:5]
			given++
		}
	}
	for _, block := range all {
		if block, ok := block.(object); ok {
			giveID(block, "block_id")
		}
	}
	walk(all, nil, func(node, block object) {
		giveID(node, "action_id")
		if block != nil {
			giveID(block, "block_id")
		}
	})
	if given == 0 {
		return unescaped(blocks)
	}
	return encode(all)
}

// options lists the options of a select, an overflow menu, radio buttons or checkboxes.
func options(node object) []Option {
	found := readOptions(node["options"])
	for _, group := range list(node, "option_groups") {
		if group, ok := group.(object); ok {
			found = append(found, readOptions(group["options"])...)
		}
	}
	return found
}

func readOptions(v any) []Option {
	if v == nil {
		return nil
	}
	read, err := decode[[]Option](encode(v))
	if err != nil {
		return nil
	}
	return read
}
