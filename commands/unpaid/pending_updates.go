package unpaid

import "sync"

// pendingUpdates are the lists that a running sync will show again. A newer click cancels its list,
// so that an older answer cannot overwrite it. Each replica knows only its own.
type pendingUpdates struct {
	mu      sync.Mutex
	byPlace map[listPlace]string // the reference of the request that will show the list again
}

// A place is where one person sees one list.
type listPlace struct{ user, list string }

// register is called before the list with its buttons is shown. It replaces an older update of the
// same list.
func (r *pendingUpdates) register(at listPlace, ref string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byPlace == nil {
		r.byPlace = map[listPlace]string{}
	}
	r.byPlace[at] = ref
}

// cancel is called by a click that shows something which no sync will update.
func (r *pendingUpdates) cancel(at listPlace) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byPlace, at)
}

// isCurrent reports whether this request is still the one to show the list.
func (r *pendingUpdates) isCurrent(at listPlace, ref string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byPlace[at] == ref
}

// remove ends an update, unless a newer one has replaced it.
func (r *pendingUpdates) remove(at listPlace, ref string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byPlace[at] == ref {
		delete(r.byPlace, at)
	}
}
