package fakeslack

import (
	"slices"
	"sync"
)

// maxInputStates is how many targets keep their state.
const maxInputStates = 2000

// inputStates holds, for each target (a message or view), the user's choices and the options that a
// search returned.
type inputStates struct {
	mu       sync.Mutex
	byTarget map[string]*inputState
	order    []string
}

type inputState struct {
	values  Values
	offered map[string][]Option // by block_id and action_id
}

func newInputStates() *inputStates { return &inputStates{byTarget: map[string]*inputState{}} }

func (s *inputStates) get(target string) *inputState {
	found, ok := s.byTarget[target]
	if !ok {
		found = &inputState{values: Values{}, offered: map[string][]Option{}}
		s.byTarget[target] = found
		s.order = append(s.order, target)
		if len(s.order) > maxInputStates {
			delete(s.byTarget, s.order[0])
			s.order = s.order[1:]
		}
	}
	return found
}

func (s *inputStates) set(target string, e element, v Value) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.get(target).values.set(e, v)
}

func (s *inputStates) values(target string) Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.byTarget[target]; ok {
		return Values{}.merge(found.values)
	}
	return nil
}

func (s *inputStates) addOffered(target string, e element, options []Option) {
	s.mu.Lock()
	defer s.mu.Unlock()
	offered := s.get(target).offered
	key := e.blockID + "\x00" + e.actionID
	offered[key] = append(slices.Clone(options), offered[key]...)
	offered[key] = offered[key][:min(len(offered[key]), 500)]
}

// availableOptions returns the options that a user may choose: the element's own, those of a
// search, and the initial ones.
func (s *inputStates) availableOptions(target string, e element) []Option {
	all := options(e.node)
	if first := initialValue(e); first.SelectedOption != nil {
		all = append(all, *first.SelectedOption)
	}
	all = append(all, initialValue(e).SelectedOptions...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.byTarget[target]; ok {
		all = append(all, found.offered[e.blockID+"\x00"+e.actionID]...)
	}
	return all
}
