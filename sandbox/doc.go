// Package sandbox is a page on which a person tries the real bot against a pretend Slack and a pretend Mayar.
//
// It owns neither of them: it is given a [fakeslack.Server] and a [fakemayar.Server] that something else started, with the bot between them, and
// shows what one person of the workspace would see there.
//
//	clock := &sandbox.Clock{} // its Now is also in the options of both servers, and in what the bot dates its work by
//	page := sandbox.New(sandbox.Config{
//		Slack: slack, Mayar: mayar, Controls: bot, Clock: clock, Zone: zone, Commands: commands, Gallery: gallery, Languages: []string{"en", "id"},
//	})
//	server := &http.Server{Addr: "127.0.0.1:7777", Handler: page}
//
// # The page
//
// Everything in page/ is embedded as it stands: HTML, CSS and ES modules without a build step, drawn with DOM nodes and text nodes only. It comes with
// what it shows first, and asks GET /sandbox/state for what a person sees in a channel whenever the stream at /sandbox/events, a WebSocket, says that
// something changed. What the person does is posted: slash, say, click, suggest, submit, close, and panel/… for the control room, which moves the
// clock, takes channels from the bot, shares them with another company, makes people guests or takes their accounts away, and troubles the sockets, the
// bot's messages and Mayar. Links of the pretend shop lead to payment.html, which says what would be there.
//
// # The clock
//
// A [Clock] lets a person see a week of mornings in a minute. It moves forward only, by an hour, by a day or to the next digest, which [Controls]
// knows. What was dated before has then grown older: the rows of Mayar, the messages, what a digest compares with. What lives by seconds does not
// move: the sockets and their pings, the three seconds of an acknowledgement, and the trigger_ids and response_urls of what is on the screen. So a bot
// is given the clock's Now for its data and digests, and time.Now for its connection with Slack. Times are shown in the bot's zone.
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
