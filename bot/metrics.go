package bot

import (
	"errors"
	"net/http"

	"github.com/mayarbot/mayarbot/internal/audit"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the bot's own metrics in /metrics.
type metrics struct {
	requests      *prometheus.CounterVec   // by kind, command, outcome
	duration      *prometheus.HistogramVec // by kind, command
	dropped       *prometheus.CounterVec   // by reason
	auditFailures prometheus.Counter
}

func newMetrics() *metrics {
	return &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mayarbot_requests_total", Help: "What people did, by kind, command and outcome.",
		}, []string{"kind", "command", "outcome"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "mayarbot_request_duration_seconds", Help: "From a request's arrival to the end of its handler.",
			Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120},
		}, []string{"kind", "command"}),
		dropped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "mayarbot_dropped_total",
			Help: "What was dropped, by reason: repeated or malformed envelopes, failed acks, full queues.",
		}, []string{"reason"}),
		auditFailures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "mayarbot_audit_failures_total", Help: "Records that the audit did not keep.",
		}),
	}
}

// register adds the counters and the gauges that read from b.
func (m *metrics) register(registerer prometheus.Registerer, b *Bot) error {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value)
	}
	var failed []error
	for _, c := range []prometheus.Collector{
		m.requests, m.duration, m.dropped, m.auditFailures,
		gauge("mayarbot_queue_waiting", "Requests that wait for a worker.",
			func() float64 { return float64(b.queue.len()) }),
		gauge("mayarbot_handlers_running", "Handlers at work.", func() float64 { return float64(b.running.Load()) }),
	} {
		failed = append(failed, registerer.Register(c))
	}
	return errors.Join(failed...)
}

func (m *metrics) drop(what string) { m.dropped.WithLabelValues(what).Inc() }
func (m *metrics) auditFailed()     { m.auditFailures.Inc() }

func (m *metrics) requestDone(rec audit.Record, outcome string) {
	m.requests.WithLabelValues(rec.Kind, rec.Command, outcome).Inc()
	m.duration.WithLabelValues(rec.Kind, rec.Command).Observe(rec.Took.Seconds())
}

// handler serves the metrics of registerer.
func (m *metrics) handler(registerer prometheus.Registerer) http.Handler {
	gatherer, ok := registerer.(prometheus.Gatherer)
	if !ok {
		gatherer = prometheus.DefaultGatherer
	}
	return promhttp.HandlerFor(gatherer, promhttp.HandlerOpts{})
}
