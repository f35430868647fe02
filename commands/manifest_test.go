package commands

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/message"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

func manifestSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	file, err := os.ReadFile("testdata/slack-manifest.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("manifest.json", document); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile("manifest.json")
}

// manifest.yml is a manifest that Slack accepts. TestManifestIsThatOfTheRegistry compares it with
// the commands.
func TestManifestMatchesSlacksSchema(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("../manifest.yml")
	if err != nil {
		t.Fatal(err)
	}
	var manifest map[string]any
	if err := yaml.Unmarshal(file, &manifest); err != nil {
		t.Fatal(err)
	}
	schema := manifestSchema(t)
	if err := schema.Validate(manifest); err != nil {
		t.Error(err)
	}
	home := manifest["features"].(map[string]any)["app_home"].(map[string]any)
	if home["messages_tab_enabled"] != true || home["messages_tab_read_only_enabled"] != false {
		t.Errorf("nobody can type in the direct messages: %v", home)
	}
	home["messages_tab_read_only_enabled"] = "no"
	if schema.Validate(manifest) == nil {
		t.Error("the schema takes anything")
	}
}

// Slack sends no event without its scope.
func TestEventsHaveTheirScopes(t *testing.T) {
	t.Parallel()
	needs := map[string]string{
		"app_mention": "app_mentions:read", "message.im": "im:history", "channel_unarchive": "channels:read",
		"group_unarchive":       "groups:read",
		"member_joined_channel": "channels:read", "user_change": "users:read",
	}
	for _, event := range bot.Events {
		if scope, known := needs[event]; !known || !slices.Contains(Scopes, scope) {
			t.Errorf("%s needs the scope %q", event, scope)
		}
	}
}

// The manifests of all languages keep Slack's limits.
func TestManifestsOfAllLanguages(t *testing.T) {
	t.Parallel()
	schema := manifestSchema(t)
	for _, language := range message.Languages {
		writer, err := message.New(language, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		client, err := mayar.New("none")
		if err != nil {
			t.Fatal(err)
		}
		text, err := Manifest(Commands(Deps{Renderer: writer, Mayar: client, Now: time.Now}))
		if err != nil {
			t.Fatal(err)
		}
		var manifest map[string]any
		if err := yaml.Unmarshal(text, &manifest); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(manifest); err != nil {
			t.Errorf("%s: %v", language, err)
		}
	}
}
