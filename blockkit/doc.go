// Package blockkit knows what Slack's Block Kit allows: how to show text that strangers wrote
// safely, and how large messages and forms may be. It knows nothing of what the messages are about.
//
// # Text from strangers
//
// Buyers type names, e-mails and products. Unchanged, such text can ping a channel (<!channel>),
// disguise a link (<https://a|https://b>), format, or turn the reading direction of what follows.
// Escaping alone does not help: Slack looks for @here, #channel and addresses in mrkdwn unless the
// text is verbatim, and has no escape for * _ ~ and `. There are two safe ways to show it:
//
//	Plain(Sanitize(name, 60))                        // headers, buttons, table cells
//	Verbatim("*" + EscapeText(name, 60) + "* owes")  // mrkdwn
//
// Sanitize makes one line without invisible characters and truncates it. EscapeText does the same,
// escapes the rest and puts look-alikes in place of characters that would format. Both truncate
// before they escape. Addresses go through SafeURL, or through Link, which never shows an address
// that SafeURL rejects. Escape is for our own text.
//
// # Limits
//
// Check and CheckModal know the limits of the blocks and elements that we send: lengths, counts,
// required parts and places. They report as Slack does, with a JSON pointer:
//
//	must be less than 3001 characters [json-pointer:/blocks/0/text/text]
//
// Fit truncates a message until Check finds nothing, and tells the reader how much is missing. It
// runs on each message that we send; a message that fits costs a few microseconds and no
// memory. It does not truncate forms: a form that CheckModal rejects is a mistake in the program.
//
// The limits come from the comments in @slack/types 3.2.0 and the pages of docs.slack.dev as of
// 2026. One is not documented: all text of a message together, which Slack was reported to reject
// from about 13,200 characters on.
//
// Package schema, for tests, compares messages with Slack's own types.
package blockkit
