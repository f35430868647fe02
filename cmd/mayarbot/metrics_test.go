package main

import (
	"maps"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/prometheus/client_golang/prometheus"
)

// scrape returns the values of /metrics by the series' names with labels.
func (r *testBot) scrape() map[string]string {
	r.Helper()
	answer := httptest.NewRecorder()
	r.app.bot.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	series := map[string]string{}
	for line := range strings.Lines(answer.Body.String()) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && name != "#" {
			series[name] = value
		}
	}
	return series
}

func TestMetricsOfMayarAndTheMirror(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	before := r.scrape()
	if before["mayarbot_mayar_requests_total{outcome=\"rate_limited\"}"] != "0" {
		t.Errorf("before any 429: %v", before)
	}
	r.expectAnswer("/unpaid", "278 unpaid")
	after := r.scrape()
	if after["mayarbot_mirror_transactions"] != "278" || after["mayarbot_mirror_sync_failures_total"] != "0" ||
		after["mayarbot_mayar_requests_total{outcome=\"ok\"}"] == "0" {
		t.Errorf("after a sync: %v", after)
	}
	for _, name := range []string{"mayarbot_mirror_age_seconds", "mayarbot_mayar_budget_remaining"} {
		if value := after[name]; value == "" || value == "+Inf" || value == "NaN" {
			t.Errorf("%s is %q", name, value)
		}
	}
}

func TestMetricsCountFailures(t *testing.T) {
	t.Parallel()
	r := newTestBot(t, func(_ *config, shop *fakemayar.Options) { shop.RequestsPerMinute = 1 })
	r.send("/unpaid")
	r.waitUntil("a 429",
		func() bool { return r.scrape()["mayarbot_mayar_requests_total{outcome=\"rate_limited\"}"] == "1" })
	if got := r.scrape()["mayarbot_mayar_budget_remaining"]; got != "0" {
		t.Errorf("%s requests remain during the pause that Mayar asked for", got)
	}
}

func TestMetricsCountFailedSyncs(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	r.expectAnswer("/unpaid", "278 unpaid")
	r.mayar.Down(true)
	r.clock.advance(time.Hour)
	r.send("/unpaid")
	r.waitForText("Mayar has not answered")
	after := r.scrape()
	if after["mayarbot_mirror_sync_failures_total"] == "0" {
		t.Errorf("no failed sync: %v", after)
	}
	if after["mayarbot_mayar_requests_total{outcome=\"network\"}"] == "" {
		t.Errorf("no failed request: %v", after)
	}
}

// Every metric is in docs/metrics.md, and that lists no other.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	descriptions := make(chan *prometheus.Desc)
	go func() {
		r.app.metrics.Describe(descriptions)
		close(descriptions)
	}()
	registered, documented := map[string]bool{}, map[string]bool{}
	for d := range descriptions {
		registered[regexp.MustCompile(`fqName: "(\w+)"`).FindStringSubmatch(d.String())[1]] = true
	}
	docs, err := os.ReadFile("../../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `(mayarbot_\\w+)").FindAllStringSubmatch(string(docs), -1) {
		documented[row[1]] = true
	}
	if !maps.Equal(registered, documented) {
		t.Errorf("registered: %v\ndocumented: %v", slices.Sorted(maps.Keys(registered)),
			slices.Sorted(maps.Keys(documented)))
	}
}
