package socket

import (
	"errors"

	"github.com/prometheus/client_golang/prometheus"
)

type metrics struct {
	ackDuration prometheus.Histogram
	connects    prometheus.Counter
}

func newMetrics() *metrics {
	return &metrics{
		ackDuration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name:    "mayarbot_ack_duration_seconds",
			Help:    "From reading an envelope to having written its ack.",
			Buckets: []float64{.0001, .0005, .001, .005, .01, .05, .1, .5, 1, 3},
		}),
		connects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "mayarbot_socket_connects_total", Help: "Attempts to open a connection to Slack.",
		}),
	}
}

// register adds the metrics, unless registerer is nil.
func (m *metrics) register(registerer prometheus.Registerer, c *Connections) error {
	if registerer == nil {
		return nil
	}
	connected := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "mayarbot_sockets_connected", Help: "Connections on which Slack has been heard lately.",
	}, func() float64 { return float64(c.Connected()) })
	return errors.Join(registerer.Register(m.ackDuration), registerer.Register(m.connects),
		registerer.Register(connected))
}
