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
	warmMost    = lookAhead - tickEvery

	// warmMargin is how much earlier than that the mirror may have been brought up to date to be good enough.
	warmMargin = 5 * time.Second

	// refreshPatience is how long Mayar may take, from when it was asked, before digests go out as of an earlier moment.
	refreshPatience = 15 * time.Second

	// refreshAgain is after which time Mayar is asked again that did not answer, by whichever digest.
	refreshAgain = time.Minute
)

// recent is the last refresh of the mirror that this process made for digests. All of a moment share it.
type recent struct {
	mu      sync.Mutex
	running chan struct{} // closed when it is done; nil: none runs
	began   time.Time     // when that one did, on the machine's clock
	err     error         // how the last one ended
	ended   time.Time     // when that was; zero: there was none
}

// lead is how long before a slot the mirror is brought up to date for it.
func lead(state receivables.State) time.Duration {
	if !state.Synced {
		return warmMost
	}
	return min(sweepTime(state), warmMost)
}

func sweepTime(state receivables.State) time.Duration {
	return warmBase + time.Duration(state.SweepPages)*warmPerPage
}

// wantsWhole tells whether a digest is made from the whole list, which alone makes sums exact: it is, where there is time to read it. For longer lists
// the sweeps in the background must do. It is more than the mirror reads while a person waits: here it is known beforehand when it is needed.
func wantsWhole(state receivables.State) bool { return sweepTime(state) <= warmMost }

// fresh tells whether the mirror is as of the moment that is wanted, or a later one.
func fresh(state receivables.State, want time.Time) bool {
	have := state.AsOf
	if wantsWhole(state) {
		have = state.LastSweep
	}
	return !have.Before(want.Truncate(time.Millisecond))
}

// warm brings the mirror up to date for a slot to come.
func (s *Service) warm(ctx context.Context, slot time.Time) {
	if err := s.refresh(ctx, slot, false, warmTimeout); err != nil {
		s.cfg.Log.WarnContext(ctx, "the mirror could not be brought up to date for digests", "slot", slot.UTC(), "error", err)
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
		ahead := moment(slot).Sub(s.now())
		if ahead <= 0 || seen[slot] {
			continue
		}
		seen[slot] = true
		j := job{args: warmArgs{slot}, priority: 1}
		if ahead -= lead(state); ahead > 0 {
			j.at = s.cfg.Unmoved().Add(ahead)
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
	if fresh(state, want) {
		return nil
	}
	s.recent.mu.Lock()
	if r := &s.recent; r.running == nil {
		if since := now.Sub(r.ended); r.err != nil && since >= 0 && since < refreshAgain && !manual {
			defer s.recent.mu.Unlock()
			return r.err
		}
		r.running, r.began = make(chan struct{}), time.Now()
		go s.fly(context.WithoutCancel(ctx), r.running, want)
	}
	running, patience := s.recent.running, patience-time.Since(s.recent.began)
	s.recent.mu.Unlock()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-running:
		s.recent.mu.Lock()
		defer s.recent.mu.Unlock()
		return s.recent.err
	case <-timer.C:
		return errSlow
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *Service) fly(ctx context.Context, done chan struct{}, want time.Time) {
	ctx, cancel := context.WithTimeout(ctx, warmTimeout)
	defer cancel()
	err := s.sync(ctx, want)
	s.recent.mu.Lock()
	s.recent.running, s.recent.err, s.recent.ended = nil, err, s.now()
	s.recent.mu.Unlock()
	close(done)
}

// sync brings the mirror up to date. What it joins may have begun before the moment that is wanted: then it does so once more.
func (s *Service) sync(ctx context.Context, want time.Time) error {
	for range 2 {
		state, err := s.cfg.Mirror.State(ctx)
		if err != nil || fresh(state, want) {
			return err
		}
		bringUpToDate := s.cfg.Mirror.Refresh
		if wantsWhole(state) {
			bringUpToDate = s.cfg.Mirror.Sweep
		}
		if err := bringUpToDate(ctx, nil); err != nil {
			return err
		}
	}
	return nil
}

// errSlow is a refresh that nobody could wait for.
var errSlow = errors.New("mayar takes long to answer")

// bringUpToDate refreshes the mirror for the attempt's slot, and waits a moment for it. down: Mayar could not be asked.
func (s *Service) bringUpToDate(ctx context.Context, slot time.Time, manual bool) (down bool) {
	err := s.refresh(ctx, slot, manual, refreshPatience)
	return err != nil && !errors.Is(err, errSlow)
}
