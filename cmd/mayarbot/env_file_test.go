package main

import (
	"os"
	"strings"
	"testing"
)

func writeEnvFile(t *testing.T, text string) {
	t.Helper()
	clearEnv(t)
	forget(t, "MAYARBOT_LANGUAG")
	if err := os.WriteFile(envFile, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// forget unsets a variable now and at the end of the test.
func forget(t *testing.T, name string) {
	t.Helper()
	t.Setenv(name, "")
	if err := os.Unsetenv(name); err != nil {
		t.Fatal(err)
	}
}

func TestEnvFileIsReadWhereNothingIsSet(t *testing.T) {
	writeEnvFile(t, "# Toko Demo\nexport MAYAR_API_KEY='from the file'\nMAYARBOT_LANGUAGE=id\nMAYARBOT_TIMEZONE=WITA\n"+
		"SLACK_BOT_TOKEN=\"xoxb-file\" # copied\nSLACK_APP_TOKEN=\n")
	t.Setenv("MAYARBOT_LANGUAGE", "en")
	t.Setenv("MAYAR_API_KEY", "environment")
	t.Setenv("MAYARBOT_TIMEZONE", "")
	cfg, err := loadConfig()
	if err != nil || cfg.MayarAPIKey != "environment" || cfg.Language != "en" ||
		cfg.Timezone.String() != "Asia/Makassar" ||
		cfg.SlackBotToken != "xoxb-file" ||
		cfg.SlackAppToken != "" {
		t.Errorf("got %+v, %v", cfg, err)
	}
}

func TestInvalidEnvFile(t *testing.T) {
	const secret = "s3cr3t"
	for name, tt := range map[string]struct{ text, want string }{
		"a misspelt variable": {"MAYARBOT_LANGUAG=id", "MAYARBOT_LANGUAGE"},
		"no such thing":       {"xoxb-" + secret + "\n", ".env is not a list of lines"},
		"an open quote":       {"MAYAR_API_KEY=\"" + secret, ".env is not a list of lines"},
		"a malformed token":   {"SLACK_BOT_TOKEN=xapp-" + secret, "SLACK_APP_TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			writeEnvFile(t, tt.text)
			_, err := loadConfig()
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), secret) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestDoctorNamesTheEnvFile(t *testing.T) {
	setEnv(pretendServers(t))
	if err := os.WriteFile(envFile, []byte("MAYARBOT_LANGUAGE=id\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := runDoctorCommand(t); code != 0 || !containsAll(out, ".env is read") {
		t.Errorf("exit %d", code)
	}
}
