package digest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// callRows is how many rows a digest shows.
	callRows = 10

	// settling is how old a moment must be, so that everything that the mirror learned by then is written: it writes pages in short transactions,
	// each under the moment at which it began.
	settling = 250 * time.Millisecond

	// steadyTries is how often the mirror is read until nothing changes between the sums and the changes.
	steadyTries = 4

	// compareFor is for how long the mirror remembers what changed, less some days.
	compareFor = 85 * 24 * time.Hour

	// heartbeatEvery is how often a quiet subscription says that nothing is open; an hour less than a week, because clocks change.
	heartbeatEvery = 7*24*time.Hour - time.Hour
)

var (
	errFilter = errors.New("the filter is not understood")
)

// composed is a report, and the moment up to which it reports changes.
type composed struct {
	Report
	upto time.Time
}

// compose makes the report for the attempt's slot, and returns the moment from which on it reports changes.
func (a *attempt) compose(ctx context.Context) (c composed, from time.Time, err error) {
	last, found, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <> $2 AND status = 'posted' ORDER BY upto_ms DESC`, a.sub.ID, millis(a.row.Slot))
	if err != nil {
		return c, from, err
	}
	var since time.Time
	if found {
		since, from = last.Slot, last.upto
	}
	c, err = a.report(ctx, a.sub, a.row.Slot, since, from, a.row.Manual)
	if err != nil {
		return c, from, err
	}
	c.Why = a.row.Reason
	c.Heartbeat = a.sub.Quiet && c.nothingOpen() && !a.row.Manual
	c.Skipped, err = a.skippedSince(ctx, since)
	return c, from, err
}

// skippedSince returns the slots after since, and before this one, that were not posted, or will not be when this one is.
func (a *attempt) skippedSince(ctx context.Context, since time.Time) ([]time.Time, error) {
	rows, err := a.rows(ctx, `subscription = $1 AND slot_ms > $2 AND slot_ms < $3 AND manual = 0
		AND (status = 'failed' OR status = 'pending' OR status = 'skipped' AND reason IN ($4, $5)) ORDER BY slot_ms`,
		a.sub.ID, millis(since), millis(a.row.Slot), ReasonMissed, ReasonSuperseded)
	if err != nil || a.row.Manual {
		return nil, err
	}
	var slots []time.Time
	for _, r := range rows {
		slots = append(slots, r.Slot)
	}
	return slots, nil
}

// staysQuiet tells whether there is nothing to say. Only what is certain is not said.
func (a *attempt) staysQuiet(c composed) bool {
	if !c.Heartbeat {
		return false
	}
	spoke := a.sub.CreatedAt
	if !c.Since.IsZero() {
		spoke = c.Since
	}
	return a.row.Slot.Sub(spoke) < heartbeatEvery
}

func (c composed) nothingOpen() bool {
	return c.View.Total.Count == 0 && c.View.Complete && !c.Down
}

// report makes a report of what the filter of sub finds, compared with what was at from.
func (s *Service) report(ctx context.Context, sub Subscription, slot, since, from time.Time, manual bool) (composed, error) {
	down := s.bringUpToDate(ctx, slot, manual)
	state, err := s.cfg.Mirror.State(ctx)
	if err != nil {
		return composed{}, err
	}
	now := s.now()
	if state.AsOf.IsZero() || down && now.Sub(state.AsOf) > Grace {
		return composed{}, ErrNothingKnown
	}
	q, err := receivables.ParseQuery(sub.Filter, now)
	if err != nil {
		return composed{}, fmt.Errorf("%w: %w", errFilter, err)
	}
	c := composed{Report: Report{Subscription: sub, Slot: slot, At: now, Manual: manual, Down: down, AsOf: state.AsOf}}
	c.Late = !manual && now.Sub(slot) > LateAfter
	c.Stale = now.Sub(state.AsOf) > LateAfter
	changes, err := s.steady(ctx, &c, q, from)
	if err != nil {
		return composed{}, err
	}
	if from.IsZero() || !changes.Known || now.Sub(from) > compareFor {
		return c, nil
	}
	c.Since, c.Before, c.New, c.Reappeared, c.Edited = since, changes.Before, changes.New, changes.Reappeared, changes.Edited
	c.Paid, c.Lapsed, c.Closed, c.Unknown = changes.Paid, changes.Expired, changes.Closed, changes.Unknown
	return c, nil
}

// steady reads the sums, the rows and the changes until they belong together: until what the changes lead to is what is open.
func (s *Service) steady(ctx context.Context, c *composed, q receivables.Query, from time.Time) (changes receivables.Changes, err error) {
	for try := 1; ; try++ {
		c.upto = later(s.now().Add(-settling), from)
		if c.View, err = s.view(ctx, q); err != nil {
			return changes, err
		}
		if changes, err = s.cfg.Mirror.Changes(ctx, later(from, time.UnixMilli(0)), c.upto, q); err != nil {
			return changes, err
		}
		total := receivables.Delta{Count: c.View.Total.Count, Amount: c.View.Total.Amount}
		if changes.After == total || try == steadyTries {
			return changes, nil
		}
		// A sync writes at this moment. What it has just learned is either in both or, in the end, told by the next digest.
		select {
		case <-time.After(settling):
		case <-ctx.Done():
			return changes, context.Cause(ctx)
		}
	}
}

// view returns the sums, and the rows that deserve a call most: by rupiah times days, among the oldest and the largest.
func (s *Service) view(ctx context.Context, q receivables.Query) (receivables.View, error) {
	if q.Sort != receivables.SortNewest {
		return s.cfg.Mirror.Look(ctx, q, 1)
	}
	q.Sort = receivables.SortOldest
	view, err := s.cfg.Mirror.Look(ctx, q, 1)
	if err != nil {
		return view, err
	}
	candidates := view.Rows
	for _, other := range []struct {
		sort receivables.Sort
		page int
	}{{receivables.SortLargest, 1}, {receivables.SortOldest, 2}, {receivables.SortLargest, 2}} {
		if view.Pages < 2 {
			break
		}
		q.Sort = other.sort
		more, err := s.cfg.Mirror.Look(ctx, q, other.page)
		if err != nil {
			return view, err
		}
		candidates = append(candidates, more.Rows...)
	}
	view.Rows = mostWorthACall(candidates, s.now())
	return view, nil
}

func mostWorthACall(rows []receivables.Row, now time.Time) []receivables.Row {
	weight := func(r receivables.Row) float64 { return float64(r.Amount) * (now.Sub(r.Oldest).Hours()/24 + 1) }
	sorted := slices.SortedFunc(slices.Values(rows), func(a, b receivables.Row) int {
		return cmp.Or(cmp.Compare(weight(b), weight(a)), cmp.Compare(a.ID, b.ID))
	})
	sorted = slices.CompactFunc(sorted, func(a, b receivables.Row) bool { return a.ID == b.ID })
	return sorted[:min(len(sorted), callRows)]
}
