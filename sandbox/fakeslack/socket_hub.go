package fakeslack

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// maxTicketAge is how long a ticket is valid.
const maxTicketAge = time.Minute

// hub holds the open sockets and the unused tickets.
type hub struct {
	mu         sync.Mutex
	tickets    map[string]time.Time
	sockets    []*socket // oldest first
	lastPicked int
	opened     int
}

func newHub() *hub { return &hub{tickets: map[string]time.Time{}} }

func (h *hub) issueTicket() string {
	ticket := newSecret()
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.tickets, func(_ string, at time.Time) bool { return time.Since(at) > maxTicketAge })
	h.tickets[ticket] = time.Now()
	return ticket
}

// redeem reports whether the ticket is valid, and invalidates it.
func (h *hub) redeem(ticket string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	at, ok := h.tickets[ticket]
	delete(h.tickets, ticket)
	return ok && time.Since(at) <= maxTicketAge
}

// add returns the number of sockets with the new one.
func (h *hub) add(s *socket) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sockets = append(h.sockets, s)
	h.opened++
	return len(h.sockets)
}

func (h *hub) remove(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sockets = slices.DeleteFunc(h.sockets, func(other *socket) bool { return other == s })
}

func (h *hub) all() []*socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.sockets)
}

// pick chooses the socket for the next envelope in rotation; nil if there is none. A leaving socket
// gets no envelopes.
func (h *hub) pick() *socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	for range h.sockets {
		h.lastPicked = (h.lastPicked + 1) % len(h.sockets)
		if s := h.sockets[h.lastPicked]; s.takesEnvelopes() {
			return s
		}
	}
	return nil
}

// byIDs returns the sockets with these ids, or all sockets without ids.
func (h *hub) byIDs(ids []string) []*socket {
	all := h.all()
	if len(ids) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(s *socket) bool { return !slices.Contains(ids, s.id) })
}

// A SocketInfo is one open socket.
type SocketInfo struct {
	ID        string    `json:"id"`
	Since     time.Time `json:"since"`
	Greeted   bool      `json:"greeted"`           // hello was sent
	Leaving   bool      `json:"leaving,omitempty"` // a disconnect was sent
	Deaf      bool      `json:"deaf,omitempty"`
	Envelopes int       `json:"envelopes"` // sent on it
	Acks      int       `json:"acks"`      // received on it, valid or not
	LastPong  time.Time `json:"last_pong,omitzero"`
}

// Sockets returns the open sockets, oldest first.
func (s *Server) Sockets() []SocketInfo {
	var out []SocketInfo
	for _, socket := range s.sockets.all() {
		out = append(out, socket.info())
	}
	return out
}

// Connections returns how many sockets were ever opened.
func (s *Server) Connections() int {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	return s.sockets.opened
}
