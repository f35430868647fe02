package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// clearEnv unsets all variables of ours, so that only the defaults are left.
func clearEnv(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir()) // without a .env file
	for _, v := range allVariables() {
		forget(t, v.name)
		forget(t, v.name+fileSuffix)
	}
}

func TestDefaults(t *testing.T) {
	clearEnv(t)
	cfg, err := loadConfig()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.SlackAPIURL != "https://slack.com/api/" || cfg.MayarAPIURL != "https://api.mayar.id" ||
		cfg.MayarAPIVersion != "auto" || cfg.MayarRequestsPerMinute != 20 ||
		cfg.DatabaseURL != "sqlite:mayarbot.db" || cfg.Language != "en" ||
		cfg.Timezone.String() != "Asia/Jakarta" || cfg.Sockets != 2 ||
		cfg.RetentionDays != 90 || cfg.AllowedUsers != nil || cfg.LogFormat != "text" {
		t.Errorf("defaults: %+v", cfg)
	}
	if err := cfg.requireAccounts(); err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN") ||
		!strings.Contains(err.Error(), "sandbox") {
		t.Errorf("without tokens: %v", err)
	}
}

// Templates of .env files list every variable and leave most of them empty.
func TestEmptyIsNotSet(t *testing.T) {
	clearEnv(t)
	want, err := loadConfig()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range allVariables() {
		t.Setenv(v.name, "")
	}
	got, err := loadConfig()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want the defaults", got, err)
	}
	if err := got.requireAccounts(); err == nil || !strings.Contains(err.Error(), "SLACK_BOT_TOKEN is not set") {
		t.Errorf("with an empty token: %v", err)
	}
}

func TestMalformedVariablesAreNamed(t *testing.T) {
	clearEnv(t)
	wrong := map[string]string{
		"SLACK_BOT_TOKEN":  "xoxp-1",
		"DATABASE_URL":     "mysql://host/db",
		"MAYARBOT_SOCKETS": "99",
		"MAYARBOT_LANGUAG": "id",
	}
	for name, value := range wrong {
		t.Setenv(name, value)
	}
	_, err := loadConfig()
	for name := range wrong {
		if err == nil || !strings.Contains(err.Error(), name+": ") {
			t.Errorf("%s is not named: %v", name, err)
		}
	}
}

func TestShellLanguageIsIgnored(t *testing.T) {
	clearEnv(t)
	t.Setenv("LANGUAGE", "de_AT:de")
	t.Setenv("TIMEZONE", "nowhere")
	if cfg, err := loadConfig(); err != nil || cfg.Language != "en" {
		t.Errorf("language %q, %v", cfg.Language, err)
	}
}

// The texts of reminders of one's own are read and checked at the start.
func TestTextsOfReminders(t *testing.T) {
	clearEnv(t)
	file := filepath.Join(t.TempDir(), "texts.toml")
	t.Setenv("MAYARBOT_TEMPLATES", file)
	for text, wrong := range map[string]string{
		"[id]\nT1 = \"\"\"\nHalo {name}:\n{link}\"\"\"\n": "",
		"[id]\nT1 = \"Halo {name}\"\n":                    "MAYARBOT_TEMPLATES: line 2",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := loadConfig()
		read := err == nil && cfg.Templates.own != nil
		if read != (wrong == "") || wrong != "" && !strings.Contains(fmt.Sprint(err), wrong) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestInvalidConfig(t *testing.T) {
	const secret = "s3cr3t"
	for name, tt := range map[string]struct {
		variable, value string
		want            string
	}{
		"bot token of another kind":  {"SLACK_BOT_TOKEN", "xapp-" + secret, "SLACK_APP_TOKEN"},
		"bot token with a space":     {"SLACK_BOT_TOKEN", "xoxb-" + secret + " ", "space"},
		"app token of another kind":  {"SLACK_APP_TOKEN", "xoxb-" + secret, "connections:write"},
		"key with a line break":      {"MAYAR_API_KEY", secret + "\n", "line break"},
		"Slack without slash":        {"SLACK_API_URL", "https://slack.com/api", "end in /"},
		"key with Bearer":            {"MAYAR_API_KEY", "Bearer-" + secret + "\"", "quotes"},
		"Mayar with a fragment":      {"MAYAR_API_URL", "https://api.mayar.id#hl", "? or #"},
		"Mayar with a path":          {"MAYAR_API_URL", "https://api.mayar.id/hl/v1", "host only"},
		"Mayar with a password":      {"MAYAR_API_URL", "https://me:" + secret + "@api.mayar.id", "web address"},
		"credit with another scheme": {"MAYAR_CREDIT_URL", "ftp://api.mayar.id", "https://"},
		"version":                    {"MAYAR_API_VERSION", "v3", "auto, v1, v2"},
		"requests":                   {"MAYAR_REQUESTS_PER_MINUTE", "0", "1 to 100000"},
		"days":                       {"MAYARBOT_RETENTION_DAYS", "200000", "1 to 100000"},
		"database":                   {"DATABASE_URL", "mysql://me:" + secret + "@host/db", "sqlite:PATH"},
		"language":                   {"MAYARBOT_LANGUAGE", "jv", "en, id"},
		"zone":                       {"MAYARBOT_TIMEZONE", "EST", "Asia/Jakarta"},
		"zone of the machine":        {"MAYARBOT_TIMEZONE", "Local", "Asia/Jakarta"},
		"a token among the admins":   {"MAYARBOT_ADMINS", "U012ABC,xoxb-" + secret, "entry 2 of the list"},
		"Slack in the clear":         {"SLACK_API_URL", "http://slack.example.com/api/", "https://"},
		"Mayar in the clear":         {"MAYAR_API_URL", "http://api.mayar.id", "https://"},
		"credit in the clear":        {"MAYAR_CREDIT_URL", "http://192.0.2.1", "https://"},
		"Slack with a secret behind": {"SLACK_API_URL", "https://slack.com/api/?token=" + secret + "/",
			"without a password"},
		"sockets":           {"MAYARBOT_SOCKETS", "11", "1 to 10"},
		"a user's name":     {"MAYARBOT_ALLOWED_USERS", "U012ABC,@ani", "Copy member ID"},
		"a list of nothing": {"MAYARBOT_ALLOWED_USERS", " , ", "no id"},
		"a channel's name":  {"MAYARBOT_ALLOWED_CHANNELS", "#finance", "channel id"},
		"a group's handle":  {"MAYARBOT_ALLOWED_USERGROUPS", "@finance", "user group id"},
		"address":           {"MAYARBOT_LISTEN", "9090", "HOST:PORT"},
		"port":              {"MAYARBOT_LISTEN", "127.0.0.1:99999", "at most 65535"},
		"no port":           {"MAYARBOT_LISTEN", "127.0.0.1:", "HOST:PORT"},
		"log level":         {"MAYARBOT_LOG_LEVEL", "loud", "debug"},
		"working week":      {"MAYARBOT_WORKDAYS", "sun-thu", "mon-fri, mon-sat"},
		"joint leave":       {"MAYARBOT_JOINT_LEAVE", "on", "off, work"},
		"a holiday":         {"MAYARBOT_HOLIDAYS", "+2027-08-18 Libur,-" + secret, "entry 2 of the list"},
		"quiet hours":       {"MAYARBOT_QUIET", "20-8", "20:00-08:00, or off"},
		"reminders":         {"MAYARBOT_CHASE_GAP", "1d", "1h to 720h"},
		"a week":            {"MAYARBOT_CHASE_WEEK", "-1", "1 to 100000"},
		"the shop":          {"MAYARBOT_SHOP", strings.Repeat("x", 41), "at most 40"},
		"no texts":          {"MAYARBOT_TEMPLATES", "/nowhere/" + secret, "cannot be read"},
		"unknown":           {"MAYARBOT_ALLOWED_USER", "U012ABC", "MAYARBOT_ALLOWED_USERS"},
		"unknown and far":   {"MAYARBOT_XYZZY", "1", "mayarbot help"},
	} {
		t.Run(name, func(t *testing.T) {
			clearEnv(t)
			t.Setenv(tt.variable, tt.value)
			_, err := loadConfig()
			if err == nil {
				t.Fatalf("%s=%q was taken", tt.variable, tt.value)
			}
			if !strings.HasPrefix(err.Error(), tt.variable+": ") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: want the variable and %q, got: %v", tt.variable, tt.want, err)
			}
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the secret is in the error: %v", err)
			}
		})
	}
}

func TestAccessLists(t *testing.T) {
	clearEnv(t)
	t.Setenv("MAYARBOT_ALLOWED_USERS", "U012ABC, W0123,")
	t.Setenv("MAYARBOT_ALLOWED_CHANNELS", "")
	cfg, err := loadConfig()
	if err != nil || strings.Join(cfg.AllowedUsers, " ") != "U012ABC W0123" || cfg.AllowedChannels != nil {
		t.Errorf("users %v, channels %v, %v", cfg.AllowedUsers, cfg.AllowedChannels, err)
	}
}

func TestHelpListsEveryVariable(t *testing.T) {
	var out, errs strings.Builder
	if code := run(t.Context(), []string{"help"}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	for _, v := range allVariables() {
		if !strings.Contains(out.String(), "\n"+v.name+" ") {
			t.Errorf("%s is not in the table", v.name)
		}
	}
	for _, sub := range subcommands() {
		if !strings.Contains(out.String(), "mayarbot "+sub.name) {
			t.Errorf("%s is not listed", sub.name)
		}
	}
}

func TestUnknownSubcommand(t *testing.T) {
	for word, want := range map[string]string{
		"runn":                      "did you mean mayarbot run?",
		"postgres://bot:s3cret@x/y": "there is no such command",
		"xoxb-s3cret":               "there is no such command",
		"--from":                    "there is no such command",
	} {
		var out, errs strings.Builder
		code := run(t.Context(), []string{word}, &out, &errs)
		if code != 2 || !strings.Contains(errs.String(), want) || strings.Contains(errs.String(), "s3cret") {
			t.Errorf("%s: exit %d: %s", word, code, errs.String())
		}
	}
}

// An argument may be a token or a database's URL, pasted into the wrong place.
func TestArgumentsAreNotPrinted(t *testing.T) {
	clearEnv(t)
	const secret = "postgres://bot:s3cret@x/y"
	for _, args := range [][]string{
		{"run", secret}, {"doctor", secret}, {"manifest", secret}, {"version", secret},
		{"migrate", secret}, {"migrate", "--from", "sqlite:a", "--to", "sqlite:b", secret}, {"migrate", "--" + secret},
		{"migrate", "--from", "mysql:" + secret},
		{"sandbox", secret}, {"sandbox", "--listen", secret}, {"sandbox", "--" + secret},
	} {
		var out, errs strings.Builder
		code := run(t.Context(), args, &out, &errs)
		if code != 1 || strings.Contains(out.String()+errs.String(), "s3cret") {
			t.Errorf("%q: exit %d: %s%s", args, code, out.String(), errs.String())
		}
	}
}

func TestEachSubcommandHasHelp(t *testing.T) {
	for _, sub := range subcommands() {
		for _, flag := range []string{"--help", "-h"} {
			var out, errs strings.Builder
			code := run(t.Context(), []string{sub.name, flag}, &out, &errs)
			if code != 0 || !strings.Contains(out.String(), "mayarbot "+sub.name+": "+sub.about) || errs.Len() > 0 {
				t.Errorf("%s %s: exit %d: %s%s", sub.name, flag, code, out.String(), errs.String())
			}
		}
	}
}

func TestVersion(t *testing.T) {
	for _, word := range []string{"version", "--version", "-v"} {
		var out, errs strings.Builder
		if code := run(t.Context(), []string{word}, &out, &errs); code != 0 ||
			out.String() != "mayarbot "+version()+"\n" {
			t.Errorf("%s: exit %d: %q %s", word, code, out.String(), errs.String())
		}
	}
}

func TestMissingAccountsAreNamed(t *testing.T) {
	clearEnv(t)
	cfg, err := loadConfig()
	if err != nil {
		t.Fatal(err)
	}
	err = cfg.requireAccounts()
	for _, name := range []string{"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "MAYAR_API_KEY", "mayarbot sandbox"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named: %v", name, err)
		}
	}
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-1")
	t.Setenv("SLACK_APP_TOKEN", "xapp-1")
	t.Setenv("MAYAR_API_KEY", "key")
	if cfg, err = loadConfig(); err != nil || cfg.requireAccounts() != nil {
		t.Errorf("with all of them: %v, %v", err, cfg.requireAccounts())
	}
}

func TestTimezoneTakesTheNamesOfIndonesia(t *testing.T) {
	for value, want := range map[string]string{
		"WIB": "Asia/Jakarta", "wita": "Asia/Makassar", "WIT": "Asia/Jayapura",
		"asia/pontianak": "Asia/Pontianak", "UTC": "UTC",
	} {
		clearEnv(t)
		t.Setenv("MAYARBOT_TIMEZONE", value)
		if cfg, err := loadConfig(); err != nil || cfg.Timezone.String() != want {
			t.Errorf("%s is %v, %v", value, cfg.Timezone, err)
		}
	}
}
