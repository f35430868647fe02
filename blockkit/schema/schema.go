// Package schema checks messages and forms against the shapes that Slack itself publishes: the
// types of its package @slack/types, turned into a JSON schema (schema.json, made by
// generate/generate.sh; Slack's licence is in LICENSE.slack-types).
//
// A shape says which fields there are, which are required and what type they have. It knows nothing
// of lengths, counts and places: blockkit.Check does. Together they come nearest to asking Slack.
// The package is for tests; nothing in the program imports it.
package schema

import (
	"bytes"
	_ "embed" // for schema.json
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

//go:embed schema.json
var schema []byte

const schemaURL = "file:///schema.json"

// blocks maps the type of a block to its definition in the schema.
var blocks = map[string]string{
	"actions":         "ActionsBlock",
	"alert":           "AlertBlock",
	"card":            "CardBlock",
	"carousel":        "CarouselBlock",
	"container":       "ContainerBlock",
	"context":         "ContextBlock",
	"context_actions": "ContextActionsBlock",
	"data_table":      "DataTableBlock",
	"divider":         "DividerBlock",
	"file":            "FileBlock",
	"header":          "HeaderBlock",
	"image":           "ImageBlock",
	"input":           "InputBlock",
	"markdown":        "MarkdownBlock",
	"plan":            "PlanBlock",
	"rich_text":       "RichTextBlock",
	"section":         "SectionBlock",
	"table":           "TableBlock",
	"task_card":       "TaskCardBlock",
	"video":           "VideoBlock",
}

var views = map[string]string{
	"modal": "ModalView",
	"home":  "HomeView",
}

// Check returns what is wrong with the shape of a message, given as JSON:
// {"text": …, "blocks": […]}. It ignores other fields.
func Check(message []byte) error {
	value, err := decode(message)
	if err != nil {
		return err
	}
	if text, ok := value["text"]; ok {
		if _, ok := text.(string); !ok {
			return fmt.Errorf("text is a %T, not a string", text)
		}
	}
	return checkBlocks(value["blocks"])
}

// CheckView returns what is wrong with the shape of a modal or a Home tab, given as JSON.
func CheckView(view []byte) error {
	value, err := decode(view)
	if err != nil {
		return err
	}
	if err := check("view", views, value); err != nil {
		return err
	}
	return checkBlocks(value["blocks"])
}

func decode(encoded []byte) (map[string]any, error) {
	decoded, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	value, ok := decoded.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a %T, not an object", decoded)
	}
	return value, nil
}

func checkBlocks(value any) error {
	list, ok := value.([]any)
	if !ok && value != nil {
		return fmt.Errorf("blocks is a %T, not a list", value)
	}
	var errs []error
	for i, block := range list {
		errs = append(errs, check(fmt.Sprintf("blocks/%d", i), blocks, block))
	}
	return errors.Join(errs...)
}

// check picks the definition by the type first: validating against all types at once would report
// the errors of all the other types too.
func check(where string, definitions map[string]string, value any) error {
	object, _ := value.(map[string]any)
	name, _ := object["type"].(string)
	definition, ok := definitions[name]
	if !ok {
		return fmt.Errorf("%s: unknown type %q", where, name)
	}
	s, err := compiled(definition)
	if err != nil {
		return err
	}
	err = s.Validate(value)
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		inner := deepest(invalid)
		return fmt.Errorf("%s (%s): /%s: %w", where, name, strings.Join(inner.InstanceLocation, "/"), inner)
	}
	return err
}

// deepest returns the innermost error. Where several shapes are possible, it follows the one with
// the type of the value.
func deepest(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	found := e
	for _, cause := range e.Causes {
		if len(e.Causes) > 1 && ofOtherType(cause, len(e.InstanceLocation)) {
			continue
		}
		if inner := deepest(cause); found == e || len(inner.InstanceLocation) > len(found.InstanceLocation) {
			found = inner
		}
	}
	return found
}

// ofOtherType reports whether e is about a shape whose "type", at that depth, is not the value's.
func ofOtherType(e *jsonschema.ValidationError, depth int) bool {
	at := e.InstanceLocation
	if _, ok := e.ErrorKind.(*kind.Const); ok && len(at) == depth+1 && at[depth] == "type" {
		return true
	}
	return slices.ContainsFunc(e.Causes, func(cause *jsonschema.ValidationError) bool {
		return ofOtherType(cause, depth)
	})
}

// documented lists properties that slack-go sends and docs.slack.dev has, but not @slack/types
// 3.2.0.
var documented = map[string]string{
	"RichTextList": "offset",
	"HeaderBlock":  "level",
}

var (
	mu   sync.Mutex // guards the compiler
	load = sync.OnceValues(newCompiler)
)

func newCompiler() (*jsonschema.Compiler, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, err
	}
	definitions := document.(map[string]any)["definitions"].(map[string]any)
	for name, property := range documented {
		properties := definitions[name].(map[string]any)["properties"].(map[string]any)
		properties[property] = map[string]any{"type": "number"}
	}
	compiler := jsonschema.NewCompiler()
	return compiler, compiler.AddResource(schemaURL, document)
}

// compiled returns the schema of one definition. The compiler caches it.
func compiled(definition string) (*jsonschema.Schema, error) {
	compiler, err := load()
	if err != nil {
		return nil, err
	}
	mu.Lock()
	defer mu.Unlock()
	return compiler.Compile(schemaURL + "#/definitions/" + definition)
}
