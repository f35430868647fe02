package fakeslack

import "time"

// Reasons that Slack gives when it ends a connection.
const (
	Warning           = "warning"           // it will end in about ten seconds
	RefreshRequested  = "refresh_requested" // connections are renewed every few hours
	LinkDisabled      = "link_disabled"     // Socket Mode was switched off
	TooManyWebsockets = "too_many_websockets"
)

// Disconnect sends sockets a disconnect frame with this reason and closes them after Options.CloseAfter, as Slack does. Without ids it is all of
// them.
func (s *Server) Disconnect(reason string, sockets ...string) {
	for _, sock := range s.sockets.chosen(sockets) {
		s.sendAway(sock, reason)
	}
	s.changed(Change{Kind: ChangedSockets})
}

// Cut drops the TCP connections of sockets without a close frame. Without ids it is all of them.
func (s *Server) Cut(sockets ...string) {
	for _, sock := range s.sockets.chosen(sockets) {
		sock.cut()
	}
}

// Deafen makes the open sockets deaf: they stay open, but nothing comes out of them, no ping, no pong, no envelope, and nothing that the app
// says on them
// is heard. Slack does not know it, so envelopes still go to them and are lost. Sockets opened later hear. Deafen(false) ends it.
func (s *Server) Deafen(deaf bool, sockets ...string) {
	for _, sock := range s.sockets.chosen(sockets) {
		sock.mu.Lock()
		sock.deaf = deaf
		sock.mu.Unlock()
	}
	s.changed(Change{Kind: ChangedSockets})
}

// NoHello makes sockets that are opened from now on silent: pinged, but without hello and envelopes.
func (s *Server) NoHello(silent bool) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.silent = silent
}

// DisconnectAtOnce makes every socket that is opened from now on get hello and a disconnect with this reason right after it, until it is called
// with "".
func (s *Server) DisconnectAtOnce(reason string) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.storm = reason
}

func (f *faults) greeting() (silent bool, reason string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.silent, f.storm
}

// sendAway tells a socket to go and closes it a while after it was told. After a warning it still gets envelopes.
func (s *Server) sendAway(sock *socket, reason string) {
	sock.mu.Lock()
	sock.leaving = sock.leaving || reason != Warning
	sock.mu.Unlock()
	told := make(chan struct{})
	goodbye := encode(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "applink-sandbox"}})
	sock.write(frame{data: goodbye, written: told}, s.closed)
	s.spawn(func() {
		select {
		case <-told:
		case <-sock.gone:
		case <-s.closed:
		}
		timer := time.NewTimer(s.opts.CloseAfter)
		defer timer.Stop()
		select {
		case <-timer.C:
			sock.close()
		case <-sock.gone:
		case <-s.closed:
		}
	})
}
