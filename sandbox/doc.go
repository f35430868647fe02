// Package sandbox is a web page on which a person tries the real bot against a pretend Slack and a
// pretend Mayar.
//
// The caller starts a [fakeslack.Server], a [fakemayar.Server] and the bot between them. The page
// shows what one user of the workspace would see.
//
//	clock := &sandbox.Clock{} // both servers and the bot's digests also use clock.Now
//	page := sandbox.New(sandbox.Config{
//		Slack: slack, Mayar: mayar, Controls: bot, Clock: clock, Zone: zone,
//		Commands: commands, Gallery: gallery, Languages: []string{"en", "id"},
//	})
//	server := &http.Server{Addr: "127.0.0.1:7777", Handler: page}
//
// # The page
//
// The files in page/ are embedded unchanged: HTML, CSS and ES modules without a build step. They
// build the page from DOM nodes and text nodes only. The page contains its initial state. A
// WebSocket at /sandbox/events sends changes, and the page then gets /sandbox/state, which is one
// user's view of a channel. Actions of the user are POST requests: slash, say, click, suggest,
// submit, close, and panel/… for the control room. The control room moves the clock, changes
// channels and accounts, and makes sockets, the bot's messages and Mayar fail. Links of the pretend
// shop open payment.html and chats with its buyers whatsapp.html, which explain them.
//
// # The clock
//
// With a [Clock] a person sees a week of mornings in a minute. It only moves forward: by an hour,
// by a day or to the next digest, which [Controls] knows. Older data then ages: Mayar's rows,
// messages, and the values that a digest compares with. Sockets, pings, the three seconds of an
// acknowledgement, trigger_ids and response_urls use the real time. So give the bot the clock's Now
// for data and digests, and time.Now for its connection with Slack. The page shows times in the
// bot's zone.
//
// # Access
//
// The sandbox has no login. It accepts only requests over loopback, with its own loopback address
// as Host, and JSON only from its own page. So no other web page in the same browser can use it.
// Serve it on a loopback address; it rejects everything else.
//
// # Shutdown
//
// The event stream lasts as long as the page is open. Close the pretend Slack before
// [http.Server.Shutdown]; that ends the streams.
package sandbox
