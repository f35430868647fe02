package digest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mayarbot/mayarbot/receivables"
)

const (
	// Mayar allows 20 requests a minute, and a sweep takes a page in 3 seconds. So the mirror is brought up to date earlier for a longer list.
	warmBase    = 10 * time.Second
	warmPerPage = 3 * time.Second
	warmMax     = lookAhead - tickEvery

	// warmMargin is how much earlier than that the mirror may have been brought up to date to be good enough.
	warmMargin = 5 * time.Second

	// refreshPatience is how long Mayar may take, from when it was asked, before digests go out as of an earlier moment.
	refreshPatience = 15 * time.Second

	// refreshAgain is after which time Mayar is asked again that did not answer, by whichever digest.
	refreshRetry = time.Minute
)

// recent is the last refresh of the mirror that this process made for digests. All of a moment share it.
type sharedRefresh struct {
	mu        sync.Mutex
	running   chan struct{} // closed when it is done; nil: none runs
	startedAt time.Time     // when that one did, on the machine's clock
	err       error         // how the last one ended
	endedAt   time.Time     // when that was; zero: there was none
}

// lead is how long before a slot the mirror is brought up to date for it.
func lead(state receivables.State) time.Duration {
	if !state.Synced {
		return warmMax
	}
	return min(sweepTime(state), warmMax)
}

func sweepTime(state receivables.State) time.Duration {
	return warmBase + time.Duration(state.SweepPages)*warmPerPage
}

// wantsWhole tells whether a digest is made from the whole list, which alone makes sums exact: it is, where there is time to read it. For longer lists
// the sweeps in the background must do. It is more than the mirror reads while a person waits: here it is known beforehand when it is needed.
func needsFullSync(state receivables.State) bool { return sweepTime(state) <= warmMax }

// fresh tells whether the mirror is as of the moment that is wanted, or a later one.
func isFresh(state receivables.State, want time.Time) bool {
	have := state.AsOf
	if needsFullSync(state) {
		have = state.LastSweep
	}
	return !have.Before(want.Truncate(time.Millisecond))
}

// warm brings the mirror up to date for a slot to come.
func (s *Service) warm(ctx context.Context, slot time.Time) {
	if err := s.refresh(ctx, slot, false, warmTimeout); err != nil {
		s.cfg.Log.WarnContext(ctx, "mirror refresh for digests failed", "slot", slot.UTC(), "error", err)
	}
}

// warmJobs makes one job for each moment at which some of the jobs are due in the future.
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
			j.at = s.cfg.DatabaseNow().Add(ahead)
		}
		warm = append(warm, j)
	}
	return warm, nil
}

// refresh makes sure that the mirror is as fresh as a digest of the slot needs it, which most of the time it is. Its errors are those of the refresh
// that was made for the digests of that moment, also by another call, and errSlow once that one has taken longer than patience.
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
	if now.Sub(slot) > LateAfter {
		want = now.Add(-LateAfter)
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

// sync brings the mirror up to date. What it joins may have begun before the moment that is wanted: then it does so once more.
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

// errSlow is a refresh that nobody could wait for.
var errRefreshSlow = errors.New("mayar takes long to answer")

// bringUpToDate refreshes the mirror for the attempt's slot, and waits a moment for it. down: Mayar could not be asked.
func (s *Service) refreshForSlot(ctx context.Context, slot time.Time, manual bool) (down bool) {
	err := s.refresh(ctx, slot, manual, refreshPatience)
	return err != nil && !errors.Is(err, errRefreshSlow)
}
