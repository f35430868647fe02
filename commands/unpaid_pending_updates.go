package commands

import "sync"

// pendingUpdates are the lists that will be shown again in a moment, brought up to date, in the
// place of what their askers see now. A click in the meantime shows something else there, which an
// older answer must not take away again. Each replica knows of its own only.
type pendingUpdates struct {
	mu      sync.Mutex
	byPlace map[listPlace]string // the reference of the request that will show the list again; at most one for each handler that runs
}

// A place is where one person sees one list.
type listPlace struct{ user, list string }

// register is called before the list is shown for the first time: from then on there are buttons to
// click on. It calls off what was announced for this place before.
func (r *pendingUpdates) register(at listPlace, ref string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byPlace == nil {
		r.byPlace = map[listPlace]string{}
	}
	r.byPlace[at] = ref
}

// cancel is called by a click that shows something which will not be brought up to date.
func (r *pendingUpdates) cancel(at listPlace) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.byPlace, at)
}

// isCurrent tells whether nothing has called the replacement off.
func (r *pendingUpdates) isCurrent(at listPlace, ref string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byPlace[at] == ref
}

// remove ends what was announced, where nothing newer was.
func (r *pendingUpdates) remove(at listPlace, ref string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byPlace[at] == ref {
		delete(r.byPlace, at)
	}
}
