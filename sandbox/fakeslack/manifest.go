package fakeslack

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// appManifest has the parts of an app manifest that the fake supports.
type appManifest struct {
	Features struct {
		AppHome struct {
			MessagesTab bool `yaml:"messages_tab_enabled"`
			ReadOnly    bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		Commands []struct {
			Command string `yaml:"command"`
			Escape  bool   `yaml:"should_escape"`
		} `yaml:"slash_commands"`
	} `yaml:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `yaml:"bot"`
		} `yaml:"scopes"`
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `yaml:"bot_events"`
		} `yaml:"event_subscriptions"`
	} `yaml:"settings"`
}

// applyManifest takes settings from the app's manifest. It panics if the manifest is invalid.
func (o *Options) applyManifest(manifest []byte) {
	var m appManifest
	if err := yaml.Unmarshal(manifest, &m); err != nil {
		panic("fakeslack: the manifest cannot be read: " + err.Error())
	}
	o.Scopes, o.Events = append([]string{}, m.OAuth.Scopes.Bot...), append([]string{}, m.Settings.Events.Bot...)
	o.ReadOnlyTab = m.Features.AppHome.ReadOnly || !m.Features.AppHome.MessagesTab
	o.Commands, o.EscapeCommands = nil, false
	for _, command := range m.Features.Commands {
		o.Commands = append(o.Commands, command.Command)
		o.EscapeCommands = o.EscapeCommands || command.Escape
	}
}

// subscribed reports whether the app subscribed to an event. For messages the name includes the
// type of conversation: "message.im".
func (o *Options) subscribed(event object) bool {
	kind := text(event, "type")
	if kind == "message" {
		where := text(event, "channel_type")
		kind += "." + where
		if where == "channel" || where == "group" {
			kind += "s"
		}
	}
	return o.Events == nil || slices.Contains(o.Events, kind)
}
