package fakeslack

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// appManifest is what the fake honours of an app's manifest.
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

// install sets what the app's manifest says. A manifest that cannot be read is a mistake of the caller's, as a port that is taken.
func (o *Options) install(manifest []byte) {
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

// subscribed reports whether the app listens to an event. Messages are subscribed to by the kind of the conversation: "message.im".
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
