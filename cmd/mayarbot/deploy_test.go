package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// What deploys the program sets variables that exist: an unknown one stops it.
func TestDeploymentsSetKnownVariables(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, v := range allVariables() {
		known[v.name], known[v.name+fileSuffix] = true, v.secret
	}
	for _, file := range []string{
		"Dockerfile", "compose.yml", "deploy/kubernetes/mayarbot.yaml", "deploy/systemd/mayarbot.env",
		"deploy/systemd/mayarbot.service", "deploy/systemd/mayarbot-doctor.service",
	} {
		content, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for line := range strings.Lines(string(content)) {
			if !strings.HasPrefix(line, "#") {
				lines = append(lines, line)
			}
		}
		pattern := regexp.MustCompile(`\b(SLACK|MAYAR|MAYARBOT|DATABASE)_[A-Z_]+`)
		names := pattern.FindAllString(strings.Join(lines, ""), -1)
		for _, name := range names {
			if !known[name] {
				t.Errorf("%s: there is no variable %s", file, name)
			}
		}
		if len(names) == 0 {
			t.Errorf("%s: no variable was found", file)
		}
	}
}
