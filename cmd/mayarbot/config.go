package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/kelseyhightower/envconfig"
	"github.com/mayarbot/mayarbot/internal/spelling"
)

// accounts are the variables of our accounts at Slack and Mayar and of the database.
type accounts struct {
	SlackBotToken slackBotToken `envconfig:"SLACK_BOT_TOKEN" secret:"true" desc:"bot token (xoxb-…), from the app's page OAuth & Permissions"`
	SlackAppToken slackAppToken `envconfig:"SLACK_APP_TOKEN" secret:"true" desc:"app-level token (xapp-…) with connections:write, from the app's page Basic Information"`
	SlackAPIURL   slackURL      `envconfig:"SLACK_API_URL" default:"https://slack.com/api/" desc:"where Slack's Web API is; ends in /"`

	MayarAPIKey            apiKey       `envconfig:"MAYAR_API_KEY" secret:"true" desc:"API key, from https://web.mayar.id/api-keys; checkout links need Read & Write"`
	MayarAPIURL            hostURL      `envconfig:"MAYAR_API_URL" default:"https://api.mayar.id" desc:"where Mayar's API is: scheme and host"`
	MayarCreditURL         hostURL      `envconfig:"MAYAR_CREDIT_URL" desc:"the same for the credit service, where it lives elsewhere"`
	MayarAPIVersion        mayarVersion `envconfig:"MAYAR_API_VERSION" default:"auto" desc:"auto, v1 or v2"`
	MayarRequestsPerMinute positive     `envconfig:"MAYAR_REQUESTS_PER_MINUTE" default:"20" desc:"requests to Mayar in any minute, shared by everything"`

	DatabaseURL databaseURL `envconfig:"DATABASE_URL" secret:"true" default:"sqlite:mayarbot.db" desc:"sqlite:PATH or postgres://…"`
}

// settings are the variables that begin with MAYARBOT_.
type settings struct {
	Language          language    `envconfig:"MAYARBOT_LANGUAGE" default:"en" desc:"en or id"`
	Timezone          timezone    `envconfig:"MAYARBOT_TIMEZONE" default:"Asia/Jakarta" desc:"zone that times are shown in: WIB, WITA, WIT or an IANA name"`
	Sockets           socketCount `envconfig:"MAYARBOT_SOCKETS" default:"2" desc:"connections to Slack, 1 to 10"`
	AllowedUsers      userIDs     `envconfig:"MAYARBOT_ALLOWED_USERS" desc:"Slack user ids who may use the bot; empty: every full member"`
	AllowedUsergroups groupIDs    `envconfig:"MAYARBOT_ALLOWED_USERGROUPS" desc:"Slack user group ids whose members may use the bot"`
	AllowedChannels   channelIDs  `envconfig:"MAYARBOT_ALLOWED_CHANNELS" desc:"Slack channel ids where the bot may be used; empty: everywhere"`
	Admins            userIDs     `envconfig:"MAYARBOT_ADMINS" desc:"Slack user ids who may change every digest and make one in a shared channel, and whom a refusal names as the ones to ask"`
	RetentionDays     positive    `envconfig:"MAYARBOT_RETENTION_DAYS" default:"90" desc:"days that what has gone and the audit are kept"`
	Workdays          workWeek    `envconfig:"MAYARBOT_WORKDAYS" default:"mon-fri" desc:"the days of a working week: mon-fri or mon-sat"`
	JointLeave        jointLeave  `envconfig:"MAYARBOT_JOINT_LEAVE" default:"off" desc:"whether people work on joint leave (cuti bersama): off or work"`
	Holidays          dayChanges  `envconfig:"MAYARBOT_HOLIDAYS" desc:"days added to the decreed holidays and struck from them, as +2027-08-18 Libur tambahan,-2027-05-18"`
	Shop              shopName    `envconfig:"MAYARBOT_SHOP" desc:"the shop's name in reminders to customers; empty: the workspace's name"`
	Templates         textsFile   `envconfig:"MAYARBOT_TEMPLATES" desc:"a TOML file with texts of reminders of your own; empty: ours"`
	ChaseGap          chaseGap    `envconfig:"MAYARBOT_CHASE_GAP" default:"24h" desc:"time between two reminders of one customer, 1h to 720h"`
	ChaseWeek         positive    `envconfig:"MAYARBOT_CHASE_WEEK" default:"3" desc:"reminders of one customer in seven days"`
	Quiet             quietHours  `envconfig:"MAYARBOT_QUIET" default:"20:00-08:00" desc:"hours at which no customer is written to, as 20:00-08:00, or off"`
	Listen            listenAddr  `envconfig:"MAYARBOT_LISTEN" desc:"address for /livez, /readyz and /metrics, as 127.0.0.1:9090; empty: none"`
	LogFormat         logFormat   `envconfig:"MAYARBOT_LOG_FORMAT" default:"text" desc:"text or json"`
	LogLevel          logLevel    `envconfig:"MAYARBOT_LOG_LEVEL" default:"info" desc:"debug, info, warn or error"`
}

type config struct {
	accounts
	settings
}

const settingsPrefix = "MAYARBOT_"

// A malformed is a variable with a wrong value.
type malformed struct {
	name string
	err  error
}

func (m malformed) Error() string { return m.name + ": " + m.err.Error() }

// loadConfig reads the environment. Its errors name each malformed variable, what is wrong and the
// right form, but never the value.
func loadConfig() (config, error) {
	c, _, wrong := readConfig()
	var all []error
	for _, m := range wrong {
		all = append(all, m)
	}
	return c, errors.Join(all...)
}

// readConfig is loadConfig for the doctor: a malformed variable has its default. It also returns
// the path of the .env file that it read, or "".
func readConfig() (c config, file string, wrong []malformed) {
	file, err := readEnvFile()
	if err != nil {
		wrong = append(wrong, malformed{envFile, err})
	}
	wrong = append(wrong, unknownVariables()...)
	wrong = append(wrong, decodeAll(&c.accounts)...)
	wrong = append(wrong, decodeAll(&c.settings)...)
	return c, file, wrong
}

// unknownVariables finds names that begin with MAYARBOT_ and do not exist: a misspelt access list
// must not let everybody in.
func unknownVariables() []malformed {
	var unknown []malformed
	var known []string
	for _, v := range variables(settings{}) {
		known = append(known, v.name)
	}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, settingsPrefix) || slices.Contains(known, name) {
			continue
		}
		what := errors.New("there is no such variable; `mayarbot help` lists them all")
		if near := nearest(name, known); near != "" {
			what = fmt.Errorf("there is no such variable; did you mean %s?", near)
		}
		unknown = append(unknown, malformed{name, what})
	}
	return unknown
}

// decodeAll reads the variables of a struct. An empty variable counts as not set, because templates
// of .env files have such lines. A malformed one is unset until all are read.
func decodeAll(spec any) (wrong []malformed) {
	all := variables(reflect.ValueOf(spec).Elem().Interface())
	for _, v := range all {
		if os.Getenv(v.name) == "" {
			os.Unsetenv(v.name)
		}
	}
	for range all {
		bad, ok := errors.AsType[*envconfig.ParseError](envconfig.Process("", spec))
		if !ok {
			break
		}
		wrong = append(wrong, malformed{bad.KeyName, bad.Err})
		os.Unsetenv(bad.KeyName)
		defer os.Setenv(bad.KeyName, bad.Value)
	}
	return append(wrong, decodeSecretFiles(spec)...)
}

// requireAccounts names the missing variables that the real Slack and Mayar need.
func (c config) requireAccounts() error {
	var missing []error
	for _, v := range []struct{ name, value, where string }{
		{"SLACK_BOT_TOKEN", string(c.SlackBotToken),
			"api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)"},
		{"SLACK_APP_TOKEN", string(c.SlackAppToken),
			"api.slack.com/apps → your app → Basic Information → App-Level Tokens, scope connections:write (xapp-…)"},
		{"MAYAR_API_KEY", string(c.MayarAPIKey), "https://web.mayar.id/api-keys"},
	} {
		if v.value == "" {
			missing = append(missing, fmt.Errorf("%s is not set: get it at %s", v.name, v.where))
		}
	}
	if len(missing) > 0 {
		missing = append(missing, errors.New("to try the bot without any account: mayarbot sandbox"))
	}
	return errors.Join(missing...)
}

func (c config) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.Level(c.LogLevel)}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// A variable is described by the tags of its field.
type variable struct {
	name, fallback, about string
	secret                bool // can also be in a file
}

// variables returns those of a struct, in the order of its fields.
func variables(spec any) []variable {
	var all []variable
	for field := range reflect.TypeOf(spec).Fields() {
		v := variable{field.Tag.Get("envconfig"), field.Tag.Get("default"), field.Tag.Get("desc"),
			field.Tag.Get("secret") != ""}
		if v.secret {
			v.about += "; or the path of a file with it in " + v.name + fileSuffix
		}
		all = append(all, v)
	}
	return all
}

func allVariables() []variable { return append(variables(accounts{}), variables(settings{})...) }

// printVariables prints the table of variables.
func printVariables(w io.Writer) error {
	tabs := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tabs, "VARIABLE\tDEFAULT\tWHAT IT IS")
	for _, v := range allVariables() {
		fmt.Fprintf(tabs, "%s\t%s\t%s\n", v.name, cmp.Or(v.fallback, "-"), v.about)
	}
	return tabs.Flush()
}

// nearest returns the known name that word was probably meant to be, or "".
func nearest(word string, known []string) string {
	return spelling.Nearest(word, slices.Values(known), 1+len(word)/4)
}
