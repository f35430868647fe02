package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"

	"github.com/agnivade/levenshtein"
	"github.com/kelseyhightower/envconfig"
)

// accounts are the variables that say who we are at Slack and at Mayar and where the state is.
type accounts struct {
	SlackBotToken slackBotToken `envconfig:"SLACK_BOT_TOKEN" desc:"bot token (xoxb-…), from the app's page OAuth & Permissions"`
	SlackAppToken slackAppToken `envconfig:"SLACK_APP_TOKEN" desc:"app-level token (xapp-…) with connections:write, from the app's page Basic Information"`
	SlackAPIURL   slackURL      `envconfig:"SLACK_API_URL" default:"https://slack.com/api/" desc:"where Slack's Web API is; ends in /"`

	MayarAPIKey            apiKey       `envconfig:"MAYAR_API_KEY" desc:"API key, from https://web.mayar.id/api-keys; checkout links need Read & Write"`
	MayarAPIURL            hostURL      `envconfig:"MAYAR_API_URL" default:"https://api.mayar.id" desc:"where Mayar's API is: scheme and host"`
	MayarCreditURL         hostURL      `envconfig:"MAYAR_CREDIT_URL" desc:"the same for the credit service, where it lives elsewhere"`
	MayarAPIVersion        mayarVersion `envconfig:"MAYAR_API_VERSION" default:"auto" desc:"auto, v1 or v2"`
	MayarRequestsPerMinute positive     `envconfig:"MAYAR_REQUESTS_PER_MINUTE" default:"20" desc:"requests to Mayar in any minute, shared by everything"`

	DatabaseURL databaseURL `envconfig:"DATABASE_URL" default:"sqlite:mayarbot.db" desc:"sqlite:PATH or postgres://…"`
}

// settings are the variables that begin with MAYARBOT_.
type settings struct {
	Language          language    `default:"en" desc:"en or id"`
	Timezone          timezone    `default:"Asia/Jakarta" desc:"IANA name of the zone that times are shown in"`
	Sockets           socketCount `default:"2" desc:"connections to Slack, 1 to 10"`
	AllowedUsers      userIDs     `split_words:"true" desc:"Slack user ids who may use the bot; empty: every full member"`
	AllowedUsergroups groupIDs    `split_words:"true" desc:"Slack user group ids whose members may use the bot"`
	AllowedChannels   channelIDs  `split_words:"true" desc:"Slack channel ids where the bot may be used; empty: everywhere"`
	Admins            userIDs     `desc:"Slack user ids who may change every digest, and whom a refusal names as the ones to ask"`
	RetentionDays     positive    `split_words:"true" default:"90" desc:"days that what has gone and the audit are kept"`
	Listen            listenAddr  `desc:"address for /livez, /readyz and /metrics, as 127.0.0.1:9090; empty: none"`
	LogFormat         logFormat   `split_words:"true" default:"text" desc:"text or json"`
	LogLevel          logLevel    `split_words:"true" default:"info" desc:"debug, info, warn or error"`
}

type config struct {
	accounts
	settings
}

const settingsPrefix = "MAYARBOT"

// loadConfig reads the environment. Its errors name the variable, what is wrong with it and the right form, never its value.
func loadConfig() (config, error) {
	var c config
	if err := checkUnknown(); err != nil {
		return c, err
	}
	if err := plainError(envconfig.Process("", &c.accounts)); err != nil {
		return c, err
	}
	return c, plainError(envconfig.Process(settingsPrefix, &c.settings))
}

// checkUnknown stops at the first variable of ours that does not exist: a misspelt access list must not let everybody in.
func checkUnknown() error {
	err := envconfig.CheckDisallowed(settingsPrefix, &settings{})
	if err == nil {
		return nil
	}
	name, _ := strings.CutPrefix(err.Error(), "unknown environment variable ")
	if near := nearest(name, settingNames()); near != "" {
		return fmt.Errorf("%s: there is no such variable; did you mean %s?", name, near)
	}
	return fmt.Errorf("%s: there is no such variable; `mayarbot help` lists them all", name)
}

// plainError drops the value, which may be a secret, and Go's types, which nobody outside cares about.
func plainError(err error) error {
	if parse, ok := errors.AsType[*envconfig.ParseError](err); ok {
		return fmt.Errorf("%s: %w", parse.KeyName, parse.Err)
	}
	return err
}

// requireAccounts checks what only a bot that talks to the real Slack and Mayar needs.
func (c config) requireAccounts() error {
	for _, v := range []struct{ name, value, where string }{
		{"SLACK_BOT_TOKEN", string(c.SlackBotToken), "api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)"},
		{"SLACK_APP_TOKEN", string(c.SlackAppToken), "api.slack.com/apps → your app → Basic Information → App-Level Tokens, scope connections:write (xapp-…)"},
		{"MAYAR_API_KEY", string(c.MayarAPIKey), "https://web.mayar.id/api-keys"},
	} {
		if v.value == "" {
			return fmt.Errorf("%s is not set: get it at %s. To try the bot without any account: mayarbot sandbox", v.name, v.where)
		}
	}
	return nil
}

func (c config) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.Level(c.LogLevel)}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

const variableRows = `{{range .}}{{usage_key .}}	{{or (usage_default .) "-"}}	{{usage_description .}}
{{end}}`

// printVariables prints the table of variables from the struct tags.
func printVariables(w io.Writer) error {
	tabs := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tabs, "VARIABLE\tDEFAULT\tWHAT IT IS")
	if err := envconfig.Usagef("", &accounts{}, tabs, variableRows); err != nil {
		return err
	}
	if err := envconfig.Usagef(settingsPrefix, &settings{}, tabs, variableRows); err != nil {
		return err
	}
	return tabs.Flush()
}

func settingNames() []string { return names(settingsPrefix, &settings{}) }
func accountNames() []string { return names("", &accounts{}) }

func names(prefix string, spec any) []string {
	var names strings.Builder
	if err := envconfig.Usagef(prefix, spec, &names, "{{range .}}{{usage_key .}} {{end}}"); err != nil {
		panic(err) // the template and the struct are constants
	}
	return strings.Fields(names.String())
}

// nearest returns the known name that word was probably meant to be, or "".
func nearest(word string, known []string) string {
	best, distance := "", 1+len(word)/4
	for _, name := range known {
		if d := levenshtein.ComputeDistance(word, name); d <= distance {
			best, distance = name, d
		}
	}
	return best
}
