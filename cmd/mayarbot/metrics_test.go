package main

import (
	"encoding/json"
	"maps"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mayarbot/mayarbot/sandbox/fakemayar"
	"github.com/mayarbot/mayarbot/store/storetest"
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

func TestMetricsTellThatTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	db, registry := storetest.SQLite(t), prometheus.NewRegistry()
	registerDatabase(registry, db)
	for _, want := range []float64{1, 0} {
		families, err := registry.Gather()
		if err != nil || len(families) != 1 {
			t.Fatalf("%d metrics, %v", len(families), err)
		}
		if got := families[0].GetMetric()[0].GetGauge().GetValue(); got != want {
			t.Errorf("it says %v, want %v", got, want)
		}
		db.Close()
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

func (r *testBot) registeredMetrics() map[string]bool {
	descriptions := make(chan *prometheus.Desc)
	go func() {
		r.app.metrics.Describe(descriptions)
		close(descriptions)
	}()
	registered := map[string]bool{}
	for d := range descriptions {
		registered[regexp.MustCompile(`fqName: "(\w+)"`).FindStringSubmatch(d.String())[1]] = true
	}
	return registered
}

// Every metric is in docs/metrics.md, and that lists no other.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	r := newTestBot(t)
	registered, documented := r.registeredMetrics(), map[string]bool{}
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

// What the alerts and the dashboard ask for exists, and each alert is explained.
func TestMetricsOfAlertsAndDashboardExist(t *testing.T) {
	t.Parallel()
	registered := newTestBot(t).registeredMetrics()
	read := func(path string) string {
		content, err := os.ReadFile("../../" + path)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	alerts, dashboard := read("deploy/prometheus/alerts.yml"), read("deploy/grafana/mayarbot.json")
	if !json.Valid([]byte(dashboard)) {
		t.Error("the dashboard is no JSON")
	}
	used := regexp.MustCompile(`mayarbot_\w+`).FindAllString(alerts+dashboard, -1)
	for _, name := range used {
		if !registered[name] && !registered[strings.TrimSuffix(name, "_bucket")] {
			t.Errorf("there is no metric %s", name)
		}
	}
	explained := read("docs/troubleshooting.md")
	names := regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(alerts, -1)
	for _, alert := range names {
		if !strings.Contains(explained, "\n### "+alert[1]+"\n") ||
			!strings.Contains(alerts, "troubleshooting.md#"+strings.ToLower(alert[1])+"\n") {
			t.Errorf("%s is not explained, or does not say where", alert[1])
		}
	}
	if len(used) < 20 || len(names) < 5 {
		t.Errorf("%d metrics are used, %d alerts found", len(used), len(names))
	}
}
