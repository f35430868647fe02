package commands

import (
	"time"

	"github.com/mayarbot/mayarbot/mayar"
)

// onClock is the moment t of the machine's clock as now shows it, which may have been set right or moved on: what one message says of times must go
// together.
func onClock(now func() time.Time, t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return now().Add(-time.Since(t))
}

// HealthOn tells how Mayar is, at moments as now shows them.
func HealthOn(client *mayar.Client, now func() time.Time) func() mayar.Health {
	return func() mayar.Health {
		health := client.Health()
		health.LastOK, health.DownSince = onClock(now, health.LastOK), onClock(now, health.DownSince)
		return health
	}
}
