package fakeslack

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// maxTicketAge is how long a ticket waits for its connection.
const maxTicketAge = time.Minute

// hub holds the open sockets and the tickets for those that are about to be.
type hub struct {
	mu      sync.Mutex
	tickets map[string]time.Time
	sockets []*socket // in the order in which they were opened
	turn    int
	opened  int
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

// redeem reports whether the ticket is good; it never is again.
func (h *hub) redeem(ticket string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	at, ok := h.tickets[ticket]
	delete(h.tickets, ticket)
	return ok && time.Since(at) <= maxTicketAge
}

// add counts the sockets with the new one.
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

// pick chooses the socket for the next envelope, each in turn, or nil when there is none. A socket that was asked to go gets nothing more.
func (h *hub) pick() *socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	for range h.sockets {
		h.turn = (h.turn + 1) % len(h.sockets)
		if s := h.sockets[h.turn]; s.takesEnvelopes() {
			return s
		}
	}
	return nil
}

// chosen returns the sockets with these ids, all of them for no ids.
func (h *hub) chosen(ids []string) []*socket {
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
	Greeted   bool      `json:"greeted"`           // it was sent hello
	Leaving   bool      `json:"leaving,omitempty"` // it was asked to go
	Deaf      bool      `json:"deaf,omitempty"`
	Envelopes int       `json:"envelopes"` // sent on it
	Acks      int       `json:"acks"`      // that came on it, good or bad
	LastPong  time.Time `json:"last_pong,omitzero"`
}

// Sockets returns the open sockets, the oldest first.
func (s *Server) Sockets() []SocketInfo {
	var out []SocketInfo
	for _, socket := range s.sockets.all() {
		out = append(out, socket.info())
	}
	return out
}

// Connections returns how many sockets were opened so far, those that are gone included.
func (s *Server) Connections() int {
	s.sockets.mu.Lock()
	defer s.sockets.mu.Unlock()
	return s.sockets.opened
}
