package fakeslack

import (
	"encoding/json"
	"slices"
	"sync"
)

// maxStack is the maximum number of stacked modals.
const maxStack = 3

// A View is a modal or a Home tab as a user sees it.
type View struct {
	ID       string `json:"id"`
	Team     string `json:"team_id"`
	User     string `json:"user"` // the user who sees it
	Type     string `json:"type"` // "modal" or "home"
	Hash     string `json:"hash"` // changes with each update
	Root     string `json:"root_view_id"`
	Previous string `json:"previous_view_id,omitempty"` // the view below

	CallbackID      string          `json:"callback_id"`
	ExternalID      string          `json:"external_id"`
	PrivateMetadata string          `json:"private_metadata"`
	Title           json.RawMessage `json:"title,omitempty"`
	Submit          json.RawMessage `json:"submit,omitempty"`
	Close           json.RawMessage `json:"close,omitempty"`
	Blocks          json.RawMessage `json:"blocks"`
	ClearOnClose    bool            `json:"clear_on_close"`
	NotifyOnClose   bool            `json:"notify_on_close"`

	Errors      map[string]string `json:"errors,omitempty"`  // by block_id, from the last submission
	FailureText string            `json:"trouble,omitempty"` // Slack's error text if the app did not answer
}

// newView makes a view from validated JSON of the app.
func (s *Server) newView(user string, raw json.RawMessage) (View, error) {
	view, err := decode[View](raw)
	if err != nil {
		return View{}, apiError("invalid_arguments")
	}
	view.ID, view.Team, view.User = newID("V"), s.opts.Team.ID, user
	view.Root, view.Previous = view.ID, ""
	view.Errors, view.FailureText = nil, ""
	view.Blocks = withIDs(view.Blocks)
	view.Hash = s.clock.ts() + "." + newSecret()[:8]
	return view, nil
}

// withContentOf returns newer with the identity of the open view v.
func (v View) withContentOf(newer View) View {
	newer.ID, newer.Root, newer.Previous = v.ID, v.Root, v.Previous
	return newer
}

// payload is the view in Slack's format for the app.
func (v View) payload(values object) object {
	blocks := v.Blocks
	if blocks == nil {
		blocks = json.RawMessage("[]")
	}
	return object{
		"id": v.ID, "team_id": v.Team, "app_id": AppID, "bot_id": BotID, "app_installed_team_id": v.Team,
		"type": v.Type, "hash": v.Hash, "callback_id": v.CallbackID, "external_id": v.ExternalID,
		"private_metadata": v.PrivateMetadata,
		"title":            v.Title, "submit": v.Submit, "close": v.Close, "blocks": blocks,
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose,
		"root_view_id": v.Root, "previous_view_id": orNull(v.Previous), "state": object{"values": values},
	}
}

// viewStore holds the open modals and the Home tabs.
type viewStore struct {
	mu     sync.RWMutex
	stacks map[string][]View // by user, the top one last
	homes  map[string]View   // by user
}

func newViewStore() *viewStore {
	return &viewStore{stacks: map[string][]View{}, homes: map[string]View{}}
}

// Views returns a user's open modals, the top one last.
func (s *Server) Views(user string) []View {
	s.views.mu.RLock()
	defer s.views.mu.RUnlock()
	return slices.Clone(s.views.stacks[user])
}

// Home returns a user's Home tab; false if the app published none.
func (s *Server) Home(user string) (View, bool) {
	s.views.mu.RLock()
	defer s.views.mu.RUnlock()
	view, ok := s.views.homes[user]
	return view, ok
}

// find returns a view by its id or its external id.
func (s *viewStore) find(id, external string) (View, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	match := func(v View) bool { return v.ID == id || external != "" && v.ExternalID == external }
	for _, stack := range s.stacks {
		if view, ok := find(stack, match); ok {
			return view, true
		}
	}
	for _, view := range s.homes {
		if match(view) {
			return view, true
		}
	}
	return View{}, false
}

// open replaces the user's modals.
func (s *viewStore) open(v View) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stacks[v.User] = []View{v}
}

// push puts a view on top of the user's modals. The errors are push_limit_reached and, without an
// open modal, not_found.
func (s *viewStore) push(v View) (View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := s.stacks[v.User]
	switch {
	case len(stack) == 0:
		return View{}, apiError("not_found")
	case len(stack) >= maxStack:
		return View{}, apiError("push_limit_reached")
	}
	top := stack[len(stack)-1]
	v.Root, v.Previous = top.Root, top.ID
	s.stacks[v.User] = append(slices.Clone(stack), v)
	return v, nil
}

// update replaces a view. With a hash, the stored view must have the same hash. The errors are
// not_found and hash_conflict.
func (s *viewStore) update(v View, hash string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := s.stacks[v.User]
	i := slices.IndexFunc(stack, func(old View) bool { return old.ID == v.ID })
	home := s.homes[v.User]
	switch {
	case i >= 0 && (hash == "" || stack[i].Hash == hash):
		s.stacks[v.User] = slices.Replace(slices.Clone(stack), i, i+1, v)
	case i < 0 && home.ID == v.ID && (hash == "" || home.Hash == hash):
		s.homes[v.User] = v
	case i < 0 && home.ID != v.ID:
		return apiError("not_found")
	default:
		return apiError("hash_conflict")
	}
	return nil
}

// setResult stores the result of a modal's last submission, and keeps any update of its content.
// The error is not_found.
func (s *viewStore) setResult(user, id string, errors map[string]string, trouble string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := slices.Clone(s.stacks[user])
	i := slices.IndexFunc(stack, func(v View) bool { return v.ID == id })
	if i < 0 {
		return apiError("not_found")
	}
	stack[i].Errors, stack[i].FailureText = errors, trouble
	s.stacks[user] = stack
	return nil
}

// publish stores a Home tab, which keeps its id. The error is hash_conflict.
func (s *viewStore) publish(v View, hash string) (View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.homes[v.User]
	if hash != "" && ok && old.Hash != hash {
		return View{}, apiError("hash_conflict")
	}
	if ok {
		v = old.withContentOf(v)
	}
	s.homes[v.User] = v
	return v, nil
}

// close removes a view and those above it, or all of the user's modals. It returns them, the top
// one first.
func (s *viewStore) close(user, id string, all bool) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	stack := s.stacks[user]
	i := slices.IndexFunc(stack, func(v View) bool { return v.ID == id })
	if i < 0 {
		return nil
	}
	if all {
		i = 0
	}
	closed := slices.Clone(stack[i:])
	slices.Reverse(closed)
	s.stacks[user] = slices.Clone(stack[:i])
	return closed
}

func (s *Server) viewsChanged(user string) { s.changed(Change{Kind: ChangedViews, User: user}) }
