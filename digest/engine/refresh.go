package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/digest"
	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// Mayar allows 20 requests a minute, so a sweep takes 3 seconds a page. The refresh for a
	// longer list therefore starts earlier.
	warmBase    = 10 * time.Second
	warmPerPage = 3 * time.Second
	warmMax     = lookAhead - tickEvery

	// warmMargin is how much earlier than that a refresh may have been made and still count.
	warmMargin = 5 * time.Second

	// refreshPatience is how long digests wait for Mayar's answer before they go out with older
	// data.
	refreshPatience = 15 * time.Second

	// refreshRetry is how long no digest asks Mayar again after a refresh that failed.
	refreshRetry = time.Minute
)

// A sharedRefresh is the last refresh of the mirror that this process made for digests. All digests
// of one time share it.
type sharedRefresh struct {
	mu        sync.Mutex
	running   chan struct{} // closed when it is done; nil: none runs
	startedAt time.Time     // start of the running one, on the machine's clock
	err       error         // the error of the last one
	endedAt   time.Time     // end of the last one; zero: none
}

// lead is how long before a slot the mirror is refreshed for it.
func lead(state receivables.State) time.Duration {
	if !state.Synced {
		return warmMax
	}
	return min(sweepTime(state), warmMax)
}

func sweepTime(state receivables.State) time.Duration {
	return warmBase + time.Duration(state.SweepPages)*warmPerPage
}

// needsFullSync tells whether a digest is made from the whole list, which alone makes sums exact.
// It is if there is time to read the list; for longer lists the background sweeps must do. This
// allows more time than a person waits, because the time of need is known beforehand.
func needsFullSync(state receivables.State) bool { return sweepTime(state) <= warmMax }

// isFresh tells whether the mirror is as of the wanted time or later.
func isFresh(state receivables.State, want time.Time) bool {
	have := state.AsOf
	if needsFullSync(state) {
		have = state.LastSweep
	}
	return !have.Before(want.Truncate(time.Millisecond))
}

// warm refreshes the mirror for a slot to come.
func (s *Service) warm(ctx context.Context, slot time.Time) {
	if err := s.refresh(ctx, slot, false, warmTimeout); err != nil {
		s.cfg.Log.WarnContext(ctx, "mirror refresh for digests failed", "slot", slot.UTC(), "error", err)
	}
}

// warmJobs makes one refresh job for each future slot time of the jobs.
func (s *Service) warmJobs(ctx context.Context, jobs []job) ([]job, error) {
	state, err := s.cfg.Mirror.State(ctx)
	if err != nil {
		return nil, fmt.Errorf("the mirror's state: %w", err)
	}
	var warm []job
	seen := map[int64]bool{}
	for _, due := range jobs {
		slot := due.args.(deliverArgs).Slot
		ahead := fromMillis(slot).Sub(s.now())
		if ahead <= 0 || seen[slot] {
			continue
		}
		seen[slot] = true
		j := job{args: warmArgs{slot}, priority: 1}
		if ahead -= lead(state); ahead > 0 {
			j.at = s.cfg.RiverNow().Add(ahead)
		}
		warm = append(warm, j)
	}
	return warm, nil
}

// refresh makes sure that the mirror is as fresh as a digest of the slot needs it; usually it is
// already. It returns the error of the refresh, which another digest of the same time may have
// started, or errRefreshSlow once that refresh has taken longer than patience.
func (s *Service) refresh(ctx context.Context, slot time.Time, manual bool, patience time.Duration) error {
	state, err := s.cfg.Mirror.State(ctx)
	if err != nil {
		return err
	}
	now := s.now()
	want := slot
	if !manual {
		want = slot.Add(-lead(state) - warmMargin)
	}
	if now.Sub(slot) > digest.LateAfter {
		want = now.Add(-digest.LateAfter)
	}
	if isFresh(state, want) {
		return nil
	}
	s.refreshing.mu.Lock()
	if r := &s.refreshing; r.running == nil {
		if since := now.Sub(r.endedAt); r.err != nil && since >= 0 && since < refreshRetry && !manual {
			defer s.refreshing.mu.Unlock()
			return r.err
		}
		r.running, r.startedAt = make(chan struct{}), time.Now()
		go s.runRefresh(context.WithoutCancel(ctx), r.running, want)
	}
	running, patience := s.refreshing.running, patience-time.Since(s.refreshing.startedAt)
	s.refreshing.mu.Unlock()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-running:
		s.refreshing.mu.Lock()
		defer s.refreshing.mu.Unlock()
		return s.refreshing.err
	case <-timer.C:
		return errRefreshSlow
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *Service) runRefresh(ctx context.Context, done chan struct{}, want time.Time) {
	ctx, cancel := context.WithTimeout(ctx, warmTimeout)
	defer cancel()
	err := s.sync(ctx, want)
	s.refreshing.mu.Lock()
	s.refreshing.running, s.refreshing.err, s.refreshing.endedAt = nil, err, s.now()
	s.refreshing.mu.Unlock()
	close(done)
}

// sync refreshes the mirror. It may join a refresh that began before the wanted time; then it makes
// another one.
func (s *Service) sync(ctx context.Context, want time.Time) error {
	for range 2 {
		state, err := s.cfg.Mirror.State(ctx)
		if err != nil || isFresh(state, want) {
			return err
		}
		bringUpToDate := s.cfg.Mirror.Refresh
		if needsFullSync(state) {
			bringUpToDate = s.cfg.Mirror.Sweep
		}
		if err := bringUpToDate(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// errRefreshSlow is a refresh that took too long to wait for.
var errRefreshSlow = errors.New("mayar takes long to answer")

// refreshForSlot refreshes the mirror for the attempt's slot and waits a moment for it; down means
// that Mayar could not be asked.
func (s *Service) refreshForSlot(ctx context.Context, slot time.Time, manual bool) (down bool) {
	err := s.refresh(ctx, slot, manual, refreshPatience)
	return err != nil && !errors.Is(err, errRefreshSlow)
}
