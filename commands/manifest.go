package commands

import (
	"bytes"
	"maps"
	"slices"

	"github.com/mayarbot/mayarbot/bot"
	"github.com/slack-go/slack"
	"go.yaml.in/yaml/v3"
)

// Scopes are what the bot may do in a workspace, each with its reason.
var Scopes = []string{
	"app_mentions:read", // questions that name the bot in a channel
	"channels:history",  // before a digest is posted again, its channel is searched
	"channels:read",     // whether the bot, and who changes a digest, is in the channel
	"chat:write",        // answers in direct messages and in channels
	"commands",          // slash commands
	"groups:history",    // the same for private channels
	"groups:read",
	"im:history", // direct messages with the bot, which can have digests too
	"im:read",
	"im:write",     // answers that cannot be shown in the channel
	"mpim:history", // group direct messages
	"mpim:read",
	"usergroups:read", // MAYARBOT_ALLOWED_USERGROUPS
	"users:read",      // guests, deleted users and bots have no access
}

// Manifest returns the Slack app manifest of the commands, as YAML to paste.
func Manifest(commands []bot.Command) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("# Paste this at https://api.slack.com/apps → Create New App → From a manifest. " +
		"Made by `mayarbot manifest`.\n")
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(manifest(commands)); err != nil {
		return nil, err
	}
	return bytes.Replace(out.Bytes(), []byte(tabOn), []byte(tabOn+tabWritable), 1), nil
}

// People must be able to type in the direct messages with the bot. slack-go omits what is false,
// and Slack may take what is omitted for true.
const (
	tabOn       = "    messages_tab_enabled: true\n"
	tabWritable = "    messages_tab_read_only_enabled: false\n"
)

func manifest(commands []bot.Command) slack.Manifest {
	slashes := []slack.ManifestSlashCommand{{
		Command:      "/" + Prefix,
		Description:  "Unpaid transactions and checkout links of Mayar",
		UsageHint:    "help",
		ShouldEscape: true,
	}}
	for _, c := range commands {
		if c.Slash {
			slashes = append(slashes, slack.ManifestSlashCommand{
				Command: "/" + c.Name, Description: c.Summary, UsageHint: c.Usage, ShouldEscape: true,
			})
		}
	}
	return slack.Manifest{
		Metadata: slack.ManifestMetadata{MajorVersion: 2, MinorVersion: 1},
		Display: slack.Display{
			Name:            "mayarbot",
			Description:     "See who has not paid on Mayar and make checkout links, without leaving Slack",
			BackgroundColor: "#1f3a5f",
		},
		Features: slack.Features{
			AppHome:       slack.AppHome{MessagesTabEnabled: true},
			BotUser:       slack.BotUser{DisplayName: "mayarbot", AlwaysOnline: true},
			SlashCommands: slashes,
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: Scopes}},
		Settings: slack.Settings{
			EventSubscriptions: &slack.EventSubscriptions{BotEvents: events(commands)},
			Interactivity:      &slack.Interactivity{IsEnabled: true},
			SocketModeEnabled:  true,
		},
	}
}

// events returns the events that the bot and the commands listen to.
func events(commands []bot.Command) []string {
	all := slices.Clone(bot.Events)
	for _, c := range commands {
		all = slices.AppendSeq(all, maps.Keys(c.Events))
	}
	slices.Sort(all)
	return slices.Compact(all)
}
