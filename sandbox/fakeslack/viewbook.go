package fakeslack

import (
	"encoding/json"
	"slices"
	"sync"
)

// maxStack is how many modals may lie on each other.
const maxStack = 3

// A View is a modal or a Home tab as a person sees it.
type View struct {
	ID       string `json:"id"`
	Team     string `json:"team_id"`
	User     string `json:"user"` // who sees it
	Type     string `json:"type"` // "modal" or "home"
	Hash     string `json:"hash"` // another one after each update
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

	Errors  map[string]string `json:"errors,omitempty"`  // by block_id, from the last submission
	Trouble string            `json:"trouble,omitempty"` // what Slack says when the app did not answer
}

// newView makes a view of what the app sent. The caller has checked it.
func (s *Server) newView(user string, raw json.RawMessage) (View, error) {
	view, err := decode[View](raw)
	if err != nil {
		return View{}, apiError("invalid_arguments")
	}
	view.ID, view.Team, view.User = newID("V"), s.opts.Team.ID, user
	view.Root, view.Previous = view.ID, ""
	view.Errors, view.Trouble = nil, ""
	view.Blocks = withIDs(view.Blocks)
	view.Hash = s.clock.ts() + "." + newSecret()[:8]
	return view, nil
}

// become gives a view that is already open the content of another.
func (v View) become(newer View) View {
	newer.ID, newer.Root, newer.Previous = v.ID, v.Root, v.Previous
	return newer
}

// payload is the view as Slack sends it to the app.
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

// viewBook holds the open modals and the Home tabs.
type viewBook struct {
	mu     sync.RWMutex
	stacks map[string][]View // by user, the top one last
	homes  map[string]View   // by user
}

func newViewBook() *viewBook {
	return &viewBook{stacks: map[string][]View{}, homes: map[string]View{}}
}

// Views returns the modals that a person has open, the top one last.
func (s *Server) Views(user string) []View {
	s.views.mu.RLock()
	defer s.views.mu.RUnlock()
	return slices.Clone(s.views.stacks[user])
}

// Home returns a person's Home tab; false as long as the app published none.
func (s *Server) Home(user string) (View, bool) {
	s.views.mu.RLock()
	defer s.views.mu.RUnlock()
	view, ok := s.views.homes[user]
	return view, ok
}

// find returns a view by its id or its external id.
func (b *viewBook) find(id, external string) (View, bool) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	match := func(v View) bool { return v.ID == id || external != "" && v.ExternalID == external }
	for _, stack := range b.stacks {
		if view, ok := find(stack, match); ok {
			return view, true
		}
	}
	for _, view := range b.homes {
		if match(view) {
			return view, true
		}
	}
	return View{}, false
}

// open replaces whatever modals the person had.
func (b *viewBook) open(v View) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stacks[v.User] = []View{v}
}

// push lays a view on the person's top one. The errors are push_limit_reached and, with nothing to lay it on, not_found.
func (b *viewBook) push(v View) (View, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	stack := b.stacks[v.User]
	switch {
	case len(stack) == 0:
		return View{}, apiError("not_found")
	case len(stack) >= maxStack:
		return View{}, apiError("push_limit_reached")
	}
	top := stack[len(stack)-1]
	v.Root, v.Previous = top.Root, top.ID
	b.stacks[v.User] = append(slices.Clone(stack), v)
	return v, nil
}

// put stores a changed view in the place of the old one. With a hash it does so only if the view still has that hash. The errors are not_found and
// hash_conflict.
func (b *viewBook) put(v View, hash string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	stack := b.stacks[v.User]
	i := slices.IndexFunc(stack, func(old View) bool { return old.ID == v.ID })
	home := b.homes[v.User]
	switch {
	case i >= 0 && (hash == "" || stack[i].Hash == hash):
		b.stacks[v.User] = slices.Replace(slices.Clone(stack), i, i+1, v)
	case i < 0 && home.ID == v.ID && (hash == "" || home.Hash == hash):
		b.homes[v.User] = v
	case i < 0 && home.ID != v.ID:
		return apiError("not_found")
	default:
		return apiError("hash_conflict")
	}
	return nil
}

// note writes on a modal what came of its last submission. What the app has changed in it meanwhile stays. The error is not_found.
func (b *viewBook) note(user, id string, errors map[string]string, trouble string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	stack := slices.Clone(b.stacks[user])
	i := slices.IndexFunc(stack, func(v View) bool { return v.ID == id })
	if i < 0 {
		return apiError("not_found")
	}
	stack[i].Errors, stack[i].Trouble = errors, trouble
	b.stacks[user] = stack
	return nil
}

// publish stores a Home tab, which keeps its id. The error is hash_conflict.
func (b *viewBook) publish(v View, hash string) (View, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old, ok := b.homes[v.User]
	if hash != "" && ok && old.Hash != hash {
		return View{}, apiError("hash_conflict")
	}
	if ok {
		v = old.become(v)
	}
	b.homes[v.User] = v
	return v, nil
}

// close takes a view away with everything above it, or all of the person's modals. It returns what was closed, the top one first.
func (b *viewBook) close(user, id string, all bool) []View {
	b.mu.Lock()
	defer b.mu.Unlock()
	stack := b.stacks[user]
	i := slices.IndexFunc(stack, func(v View) bool { return v.ID == id })
	if i < 0 {
		return nil
	}
	if all {
		i = 0
	}
	closed := slices.Clone(stack[i:])
	slices.Reverse(closed)
	b.stacks[user] = slices.Clone(stack[:i])
	return closed
}

func (s *Server) viewsChanged(user string) { s.changed(Change{Kind: ChangedViews, User: user}) }
