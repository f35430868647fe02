package socket

import (
	"strings"
	"testing"
)

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	s := newTestSocket(t)
	for want, spoil := range map[string]func(*Config){
		"":                func(*Config) {},
		"Config.API":      func(c *Config) { c.API = nil },
		"SLACK_APP_TOKEN": func(c *Config) { c.AppToken = "" },
		"1 to 10":         func(c *Config) { c.Count = 11 },
	} {
		cfg := s.all.cfg
		spoil(&cfg)
		if _, err := New(cfg); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q in it", err, want)
		}
	}
}
