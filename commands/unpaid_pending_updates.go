package commands

import "sync"

// replacements are the lists that will be shown again in a moment, brought up to date, in the place of what their askers see now. A click in the
// meantime shows something else there, which an older answer must not take away again. Each replica knows of its own only.
type replacements struct {
	mu      sync.Mutex
	awaited map[place]string // the reference of the request that will show the list again; at most one for each handler that runs
}

// A place is where one person sees one list.
type place struct{ user, list string }

// announce is called before the list is shown for the first time: from then on there are buttons to click on. It calls off what was announced for this
// place before.
func (r *replacements) announce(at place, ref string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.awaited == nil {
		r.awaited = map[place]string{}
	}
	r.awaited[at] = ref
}

// callOff is called by a click that shows something which will not be brought up to date.
func (r *replacements) callOff(at place) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.awaited, at)
}

// wanted tells whether nothing has called the replacement off.
func (r *replacements) wanted(at place, ref string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.awaited[at] == ref
}

// forget ends what was announced, where nothing newer was.
func (r *replacements) forget(at place, ref string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.awaited[at] == ref {
		delete(r.awaited, at)
	}
}
