package unpaid

import "sync"

// pendingUpdates are the lists that a running sync will show again. A newer click cancels its list,
// so that an older answer cannot overwrite it. Each replica knows only its own.
type pendingUpdates struct {
	mu   sync.Mutex
	refs map[shownList]string // the reference of the request that will show the list again
}

// A shownList is one list that one person sees.
type shownList struct{ user, list string }

// register is called before the list with its buttons is shown. It replaces an older update of the
// same list.
func (p *pendingUpdates) register(list shownList, ref string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refs == nil {
		p.refs = map[shownList]string{}
	}
	p.refs[list] = ref
}

// cancel is called by a click that shows something which no sync will update.
func (p *pendingUpdates) cancel(list shownList) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.refs, list)
}

// isCurrent reports whether this request is still the one to show the list.
func (p *pendingUpdates) isCurrent(list shownList, ref string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refs[list] == ref
}

// remove ends an update, unless a newer one has replaced it.
func (p *pendingUpdates) remove(list shownList, ref string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.refs[list] == ref {
		delete(p.refs, list)
	}
}
