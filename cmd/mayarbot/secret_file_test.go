package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeSecret(t *testing.T, variable, content string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(variable, path)
}

func TestSecretsAreReadFromFiles(t *testing.T) {
	clearEnv(t)
	writeSecret(t, "SLACK_BOT_TOKEN_FILE", "xoxb-1\n")
	writeSecret(t, "SLACK_APP_TOKEN_FILE", "xapp-1\r\n")
	writeSecret(t, "MAYAR_API_KEY_FILE", "key")
	writeSecret(t, "DATABASE_URL_FILE", "postgres://u:p@db/x\n")
	cfg, err := loadConfig()
	if err != nil || cfg.requireAccounts() != nil || cfg.SlackBotToken != "xoxb-1" || cfg.SlackAppToken != "xapp-1" ||
		cfg.MayarAPIKey != "key" || cfg.DatabaseURL != "postgres://u:p@db/x" {
		t.Errorf("got %+v, %v", cfg, err)
	}
}

func TestInvalidSecretFiles(t *testing.T) {
	const secret = "s3cr3t"
	for name, tt := range map[string]struct {
		set  func(t *testing.T)
		want string
	}{
		"both set": {func(t *testing.T) {
			t.Setenv("SLACK_BOT_TOKEN", "xoxb-"+secret)
			writeSecret(t, "SLACK_BOT_TOKEN_FILE", "xoxb-"+secret)
		}, "SLACK_BOT_TOKEN: is set, and so is SLACK_BOT_TOKEN_FILE"},
		"no file":  {func(t *testing.T) { t.Setenv("SLACK_BOT_TOKEN_FILE", "xoxb-"+secret) }, "does not exist"},
		"a folder": {func(t *testing.T) { t.Setenv("SLACK_BOT_TOKEN_FILE", t.TempDir()) }, "cannot be read"},
		"empty":    {func(t *testing.T) { writeSecret(t, "SLACK_BOT_TOKEN_FILE", "\n") }, "is empty"},
		"endless":  {func(t *testing.T) { t.Setenv("SLACK_BOT_TOKEN_FILE", "/dev/zero") }, "too long"},
		"another token": {func(t *testing.T) { writeSecret(t, "SLACK_BOT_TOKEN_FILE", "xapp-"+secret) },
			"SLACK_BOT_TOKEN: a bot token begins with xoxb-"},
		"two lines": {func(t *testing.T) { writeSecret(t, "SLACK_BOT_TOKEN_FILE", "xoxb-"+secret+"\n\n") },
			"line break"},
	} {
		t.Run(name, func(t *testing.T) {
			clearEnv(t)
			tt.set(t)
			_, err := loadConfig()
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), secret) ||
				!strings.HasPrefix(err.Error(), "SLACK_BOT_TOKEN: ") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
