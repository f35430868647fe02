package main

import (
	"context"
	"errors"
	"math"
	"runtime"
	"time"

	"github.com/mayarbot/mayarbot/mayar"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/receivables/mirror"
	"github.com/mayarbot/mayarbot/store"
	"github.com/prometheus/client_golang/prometheus"
)

// scrapeTimeout bounds the queries for one metric.
const scrapeTimeout = 2 * time.Second

// countMayarRequests returns the observer that counts requests to Mayar by outcome.
func countMayarRequests(registry *prometheus.Registry) func(op string, err error) {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mayarbot_mayar_requests_total",
		Help: "Requests to Mayar by outcome: ok, rate_limited (429), or why Mayar did not do it.",
	}, []string{"outcome"})
	registry.MustRegister(requests)
	for _, outcome := range []string{outcomeOK, outcomeRateLimited} {
		requests.WithLabelValues(outcome) // from the start, so that an increase can be seen
	}
	return func(_ string, err error) { requests.WithLabelValues(mayarOutcome(err)).Inc() }
}

const (
	outcomeOK          = "ok"
	outcomeRateLimited = "rate_limited"
)

func mayarOutcome(err error) string {
	failed, known := errors.AsType[*mayar.Error](err)
	switch {
	case err == nil:
		return outcomeOK
	case mayar.RateLimited(err):
		return outcomeRateLimited
	case known:
		return string(failed.Reason)
	}
	return "failed"
}

// countSyncFailures returns the function to call for each failed sync of the mirror.
func countSyncFailures(registry *prometheus.Registry) func() {
	failures := prometheus.NewCounter(prometheus.CounterOpts{
		Name: "mayarbot_mirror_sync_failures_total", Help: "Syncs of the mirror that this process ran and that failed.",
	})
	registry.MustRegister(failures)
	return failures.Inc
}

// registerDatabase adds the gauge that asks the database at each scrape.
func registerDatabase(registry *prometheus.Registry, db *store.DB) {
	registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "mayarbot_database_up", Help: "1 while the database answers, 0 while it does not.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
		defer cancel()
		if db.Ping(ctx) != nil {
			return 0
		}
		return 1
	}))
}

// registerGauges adds the gauges that read the budget and the state of the mirror at each scrape.
func registerGauges(registry *prometheus.Registry, budget *mayar.Budget, list *mirror.Mirror,
	now func() time.Time) {
	state := func(value func(receivables.State) float64) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
			defer cancel()
			s, err := list.State(ctx)
			if err != nil {
				return math.NaN()
			}
			return value(s)
		}
	}
	gauge := func(name, help string, value func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, value))
	}
	gauge("mayarbot_mayar_budget_remaining", "Requests to Mayar that could start now, as of the last request.",
		func() float64 { return float64(budget.Remaining()) })
	gauge("mayarbot_goroutines", "Goroutines of this process.",
		func() float64 { return float64(runtime.NumGoroutine()) })
	gauge("mayarbot_mirror_transactions", "Unpaid transactions in the mirror.",
		state(func(s receivables.State) float64 { return float64(s.Count) }))
	gauge("mayarbot_mirror_age_seconds", "How old the mirror of Mayar's list is; +Inf before the first sync.",
		state(func(s receivables.State) float64 {
			if s.AsOf.IsZero() {
				return math.Inf(1)
			}
			return now().Sub(s.AsOf).Seconds()
		}))
}
