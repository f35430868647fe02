// Package sandbox is a page on which a person tries the real bot against a pretend Slack and a pretend Mayar.
//
// It owns neither of them: it is given a [fakeslack.Server] and a [fakemayar.Server] that something else started, with the bot between them, and
// shows what one person of the workspace would see there.
//
//	page := sandbox.New(sandbox.Config{Slack: slack, Mayar: mayar, Commands: commands, Gallery: gallery, Languages: []string{"en", "id"}})
//	server := &http.Server{Addr: "127.0.0.1:7777", Handler: page}
//
// # The page
//
// Everything in page/ is embedded as it stands: HTML, CSS and ES modules without a build step, drawn with DOM nodes and text nodes only. It asks
// GET /sandbox/state for what a person sees in a channel, again whenever the stream GET /sandbox/events says that something changed. What the
// person does is posted: slash, say, click, suggest, submit, close, and panel/… for the control room, which troubles the sockets and Mayar.
//
// # Only for this machine
//
// The sandbox has no login. It answers requests from loopback alone, under its own loopback address, and takes JSON from its own page only, so
// that no other web page in the same browser can use it. Serve it on a loopback address; it refuses everything else.
//
// # Ending it
//
// The stream of changes lasts as long as the page is open. Close the pretend Slack before [http.Server.Shutdown], which ends the streams.
package sandbox
