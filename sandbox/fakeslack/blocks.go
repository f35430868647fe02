package fakeslack

import (
	"crypto/rand"
	"encoding/json"
	"slices"
)

// element is one interactive element of a message or view, with its block.
type element struct {
	kind     string // "button", "static_select", …
	blockID  string
	actionID string
	node     object
	input    bool // it is in an input block
	optional bool // the field may stay empty
}

// stateless elements trigger an action; all others hold a value.
var stateless = []string{"button", "workflow_button", "overflow", "feedback_buttons", "icon_button"}

var interactive = append([]string{
	"static_select", "external_select", "users_select", "conversations_select", "channels_select",
	"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
	"multi_channels_select",
	"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes",
	"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
}, stateless...)

// blockContainers are the block types that can contain elements.
var blockContainers = []string{"section", "actions", "input", "context_actions", "card"}

// elements lists the interactive elements of blocks, in order.
func elements(blocks json.RawMessage) []element {
	all, err := decode[[]any](blocks)
	if err != nil {
		return nil
	}
	var found []element
	walkElements(all, nil, func(node, block object) {
		found = append(found, element{
			kind: text(node, "type"), blockID: text(block, "block_id"), actionID: text(node, "action_id"), node: node,
			input: text(block, "type") == "input", optional: isTrue(block["optional"]),
		})
	})
	return found
}

// walkElements calls visit for every interactive element below v, with its block.
func walkElements(v any, block object, visit func(node, block object)) {
	switch v := v.(type) {
	case []any:
		for _, child := range v {
			walkElements(child, block, visit)
		}
	case object:
		kind := text(v, "type")
		if slices.Contains(blockContainers, kind) {
			block = v
		}
		if slices.Contains(interactive, kind) {
			visit(v, block)
			return
		}
		for _, key := range []string{"accessory", "element", "elements", "actions", "child_blocks", "blocks", "rows"} {
			walkElements(v[key], block, visit)
		}
	}
}

// withIDs adds an id to every block and element without one, like Slack. Blocks that have all ids
// are not re-encoded.
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
	walkElements(all, nil, func(node, block object) {
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
