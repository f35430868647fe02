package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
	"github.com/mayarbot/mayarbot/workdays"
)

// heartbeatInterval is how often a subscription with OnlyWhenOpen says that nothing is open: an
// hour less than a week, because clocks change.
const heartbeatInterval = 7*24*time.Hour - time.Hour

var errFilter = errors.New("the filter is not understood")

// A builtReport is a report, and the times between which it reports changes.
type builtReport struct {
	digest.Report
	from, until time.Time
}

// makeSlotReport makes the report for the attempt's slot.
func (a *attempt) makeSlotReport(ctx context.Context) (builtReport, error) {
	last, _, err := a.oneRow(ctx, `subscription = $1 AND slot_ms <> $2 AND status = 'posted'
		ORDER BY reported_until_ms DESC`, a.sub.ID, toMillis(a.row.Slot))
	if err != nil {
		return builtReport{}, err
	}
	c, err := a.makeReport(ctx, a.sub, a.row.Slot, last.Slot, last.reportedUntil, a.row.Manual)
	if err != nil {
		return builtReport{}, err
	}
	c.DelayReason = a.row.Reason
	c.Heartbeat = a.sub.OnlyWhenOpen && c.nothingOpen() && !a.row.Manual
	c.Skipped, c.Holidays, err = a.skippedSince(ctx, last.Slot)
	return c, err
}

// skippedSince returns the slots between since and this one that were not posted, or will not be
// once this one is, and on how many holidays there were others.
func (a *attempt) skippedSince(ctx context.Context, since time.Time) ([]time.Time, int, error) {
	rows, err := a.rows(ctx, `subscription = $1 AND slot_ms > $2 AND slot_ms < $3 AND manual = 0
		AND (status = 'failed' OR status = 'pending' OR status = 'skipped' AND reason IN ($4, $5, $6))
		ORDER BY slot_ms`,
		a.sub.ID, toMillis(since), toMillis(a.row.Slot), digest.ReasonMissed, digest.ReasonSuperseded,
		digest.ReasonHoliday)
	if err != nil {
		return nil, 0, err
	}
	var slots []time.Time
	holidays := map[workdays.Date]bool{}
	for _, r := range rows {
		if r.Reason == digest.ReasonHoliday {
			holidays[workdays.DateOf(r.Slot.In(a.sub.Location()))] = true
			continue
		}
		slots = append(slots, r.Slot)
	}
	return slots, len(holidays), nil
}

// staysQuiet tells whether there is nothing to report. It is true only if that is certain.
func (a *attempt) staysQuiet() bool {
	c := a.report
	if !c.Heartbeat {
		return false
	}
	if neverMatched := c.All.Count > 0 && c.Since.IsZero() && !c.NoBaseline; neverMatched {
		return false // The first digest says that the filter finds nothing: it may be misspelt.
	}
	spoke := a.sub.CreatedAt
	if !c.Since.IsZero() {
		spoke = c.Since
	}
	return a.row.Slot.Sub(spoke) < heartbeatInterval
}

func (c builtReport) nothingOpen() bool {
	return c.Page.Totals.Count == 0 && c.Page.Complete && !c.MayarDown
}

// makeReport makes a report of what the filter of sub finds, compared with the state at from.
func (s *Service) makeReport(
	ctx context.Context, sub digest.Subscription, slot, since, from time.Time, manual bool,
) (builtReport, error) {
	down := s.refreshForSlot(ctx, slot, manual)
	state, err := s.cfg.Mirror.State(ctx)
	if err != nil {
		return builtReport{}, err
	}
	now := s.now()
	if state.AsOf.IsZero() || now.Sub(state.AsOf) > digest.MaxLateness {
		return builtReport{}, digest.ErrStaleData
	}
	q, err := receivables.ParseOpenQuery(sub.Filter, now)
	if err != nil {
		return builtReport{}, fmt.Errorf("%w: %w", errFilter, err)
	}
	if q.Sort == receivables.SortNewest {
		q.Sort = receivables.SortPriority // the ten that most deserve a call
	}
	c := builtReport{Report: digest.Report{Subscription: sub, Slot: slot, At: now, Manual: manual, AsOf: state.AsOf}}
	c.MayarDown = down || !state.FailingSince.IsZero()
	c.Late = !manual && now.Sub(slot) > digest.LateAfter
	c.Stale = now.Sub(state.AsOf) > digest.LateAfter
	if state.Synced && state.AsOf.Sub(state.LastSweep) > digest.LateAfter {
		c.LastFullSync = state.LastSweep
	}
	page, changes, err := s.cfg.Mirror.Compare(ctx, q, 1, from)
	if err != nil {
		return builtReport{}, err
	}
	c.Page, c.from, c.until = page, from, changes.Until
	if sub.Filter != "" && page.Totals.Count == 0 {
		all, _, err := s.cfg.Mirror.Compare(ctx, receivables.Query{}, 1, time.Time{})
		if err != nil {
			return builtReport{}, err
		}
		c.All, c.AllComplete = all.Totals, all.Complete
	}
	switch {
	case from.IsZero():
	case !changes.BaselineKnown:
		c.NoBaseline = true
	default:
		c.compare(since, changes)
		c.From, c.Until = from, changes.Until
	}
	return c, nil
}

// compare sets the changes since a slot.
func (c *builtReport) compare(since time.Time, changes receivables.Changes) {
	c.Since, c.Before, c.Aged, c.New, c.Reappeared, c.Edited = since, changes.Before, changes.Aged, changes.New,
		changes.Reappeared, changes.Edited
	c.Paid, c.Expired, c.Closed, c.Unknown = changes.Paid, changes.Expired, changes.Closed, changes.Unknown
	c.LatePaid, c.LateExpired = changes.LatePaid, changes.LateExpired
}
