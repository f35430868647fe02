package main

import (
	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/digest/engine"
	"github.com/prometheus/client_golang/prometheus"
)

// digestMetrics counts what became of digests.
type digestMetrics struct {
	ended    *prometheus.CounterVec // by status, reason, late
	delay    prometheus.Histogram
	problems *prometheus.CounterVec // by problem
	retries  *prometheus.CounterVec // by reason
	backlog  prometheus.Gauge
}

var _ engine.Metrics = (*digestMetrics)(nil)

func newDigestMetrics(registry *prometheus.Registry) *digestMetrics {
	m := &digestMetrics{
		ended: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mayarbot_digests_total",
			Help: "What became of digests that were due: posted, skipped or failed, and why.",
		}, []string{"status", "reason"}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "mayarbot_digest_delay_seconds", Help: "From when a digest was due to when it was posted.",
			Buckets: []float64{.5, 1, 2, 5, 10, 20, 60, 300, 3600, 12 * 3600},
		}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mayarbot_digest_problems_total", Help: "New problems of digests, by what has to be mended.",
		}, []string{"problem"}),
		retries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mayarbot_digest_retries_total",
			Help: "Attempts to post a digest that did not succeed and are made again.",
		}, []string{"reason"}),
		backlog: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "mayarbot_digests_waiting", Help: "Digests that are due and not posted, as of the last look.",
		}),
	}
	registry.MustRegister(m.ended, m.delay, m.problems, m.retries, m.backlog)
	return m
}

func (m *digestMetrics) Ended(d digest.Delivery) {
	m.ended.WithLabelValues(string(d.Status), string(d.Reason)).Inc()
	if d.Status == digest.Posted {
		m.delay.Observe(d.PostedAt.Sub(d.Slot).Seconds())
	}
}

func (m *digestMetrics) ProblemFound(kind digest.Problem) {
	m.problems.WithLabelValues(string(kind)).Inc()
}
func (m *digestMetrics) Retried(reason digest.Problem) {
	m.retries.WithLabelValues(string(reason)).Inc()
}
func (m *digestMetrics) Backlog(pending int) { m.backlog.Set(float64(pending)) }
