// Package blockkit knows what Slack's Block Kit allows: how text that strangers wrote is shown safely, and how large messages and forms may be. It knows
// nothing of what the messages are about.
//
// # Text from strangers
//
// Names, e-mails and products are typed by buyers. Left as they are, they ping channels (<!channel>), disguise links (<https://a|https://b>), format, or
// turn the reading direction of what follows. Escaping alone does not help: Slack looks for @here, #channel and addresses in mrkdwn unless it is
// verbatim, and has no escape for * _ ~ and `. So such text is shown in one of two ways:
//
//	Plain(Sanitize(name, 60))                        // where plain_text is possible: headers, buttons, options, table cells, context lines
//	Verbatim("*" + EscapeText(name, 60) + "* owes")  // inside mrkdwn of our own
//
// Sanitize makes one line of it without invisible characters, and cuts it. EscapeText does the same and escapes the rest, with look-alikes in place of
// characters that would format. Both cut before they escape. Addresses go through SafeURL, or Link, which never shows an address that SafeURL refuses.
// Escape is for text that is ours.
//
// # Limits
//
// Check and CheckModal know some eighty limits of lengths, counts, required parts and places. They say what Slack would say, with a JSON pointer:
//
//	must be less than 3001 characters [json-pointer:/blocks/0/text/text]
//
// Fit cuts a message so that Check finds nothing, and tells the reader how much is missing. It runs on everything that is sent; a message that fits
// costs it less than a microsecond and no memory. A form is not cut: one that CheckModal refuses is a mistake in the program.
//
// The limits come from the comments in @slack/types 3.2.0 and the pages of docs.slack.dev as of 2026. One is not documented: all text of a message
// together, which Slack was reported to refuse from about 13,200 characters on. Blocks that slack-go v0.34.0 does not know are passed.
//
// Package schema, for tests, compares messages with Slack's own types.
package blockkit
