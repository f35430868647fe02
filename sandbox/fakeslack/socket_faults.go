package fakeslack

import "time"

// Slack's reasons for ending a connection.
const (
	Warning           = "warning"           // the connection ends in about ten seconds
	RefreshRequested  = "refresh_requested" // connections are renewed every few hours
	LinkDisabled      = "link_disabled"     // Socket Mode was switched off
	TooManyWebsockets = "too_many_websockets"
)

// Disconnect sends sockets a disconnect frame with this reason and closes them after
// Options.CloseAfter, like Slack. Without ids it applies to all sockets.
func (s *Server) Disconnect(reason string, sockets ...string) {
	for _, sock := range s.sockets.byIDs(sockets) {
		s.disconnectSocket(sock, reason)
	}
	s.changed(Change{Kind: ChangedSockets})
}

// Cut drops the TCP connections of sockets without a close frame. Without ids it applies to all
// sockets.
func (s *Server) Cut(sockets ...string) {
	for _, sock := range s.sockets.byIDs(sockets) {
		sock.cut()
	}
}

// Deafen makes open sockets deaf: they stay open, but send no ping, pong or envelope, and ignore
// everything from the app. Envelopes still go to them and are lost. New sockets are not deaf.
// Deafen(false) ends it.
func (s *Server) Deafen(deaf bool, sockets ...string) {
	for _, sock := range s.sockets.byIDs(sockets) {
		sock.mu.Lock()
		sock.deaf = deaf
		sock.mu.Unlock()
	}
	s.changed(Change{Kind: ChangedSockets})
}

// NoHello makes new sockets silent: they get pings, but no hello and no envelopes.
func (s *Server) NoHello(silent bool) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.noHello = silent
}

// DisconnectAtOnce sends every new socket hello and then a disconnect with this reason. An empty
// reason ends it.
func (s *Server) DisconnectAtOnce(reason string) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.disconnectReason = reason
}

func (f *faults) greetingFault() (silent bool, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.noHello, f.disconnectReason
}

// disconnectSocket sends a disconnect frame and closes the socket a while later. After a warning
// the socket still gets envelopes.
func (s *Server) disconnectSocket(sock *socket, reason string) {
	sock.mu.Lock()
	sock.leaving = sock.leaving || reason != Warning
	sock.mu.Unlock()
	sent := make(chan struct{})
	goodbye := encode(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "applink-sandbox"}})
	sock.write(frame{data: goodbye, written: sent}, s.closed)
	s.spawn(func() {
		select {
		case <-sent:
		case <-sock.done:
		case <-s.closed:
		}
		timer := time.NewTimer(s.opts.CloseAfter)
		defer timer.Stop()
		select {
		case <-timer.C:
			sock.close()
		case <-sock.done:
		case <-s.closed:
		}
	})
}
