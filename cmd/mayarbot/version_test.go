package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionNamesTheBuild(t *testing.T) {
	t.Parallel()
	fromGit := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef0123456789abcdef01234567"},
		{Key: "vcs.time", Value: "2026-11-30T01:02:03Z"},
	}
	for want, info := range map[string]debug.BuildInfo{
		"v0.2.0 (commit 0123456789ab, 2026-11-30)": {Main: debug.Module{Version: "v0.2.0"}, Settings: fromGit},
		"v0.2.0":  {Main: debug.Module{Version: "v0.2.0"}}, // by go install
		"devel":   {Main: debug.Module{Version: "(devel)"}},
		"unknown": {},
	} {
		if got := readBuild(&info).String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMetricsNameTheBuild(t *testing.T) {
	t.Parallel()
	for series, value := range newTestBot(t).scrape() {
		if strings.HasPrefix(series, "mayarbot_build_info{") &&
			strings.Contains(series, `version="`+thisBuild().version) {
			if value != "1" {
				t.Errorf("%s is %s", series, value)
			}
			return
		}
	}
	t.Error("there is no mayarbot_build_info")
}
