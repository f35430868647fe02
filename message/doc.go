// Package message writes what people read: values of the domain go in, Block Kit comes out, in English or Indonesian.
//
// Everything here is a pure function. There is no I/O and no clock: a value that needs the time carries it as Now. The values are those of
// package receivables where it has them; it never asks the mirror or Mayar.
//
//	w, err := message.New("id", jakarta)
//	msg := w.Unpaid(message.Unpaid{…})
//
// # Texts
//
// Every sentence is in locales/active.en.toml and locales/active.id.toml. A test keeps both catalogs complete, with the same placeholders, and
// finds ids that nothing uses. To add a message: give the value a type, write its sentences in both catalogs, build it on a builder, and add its
// states to package samples; the golden files under testdata show what became of it (go test ./message/ -update).
//
// # Texts of others
//
// What buyers and Mayar wrote is not trusted. There are two ways for it into a message. In plain text Slack formats nothing: there it is cleaned
// and cut by blockkit.Sanitize. In mrkdwn it is also escaped, and what would format is replaced; every mrkdwn object is verbatim, so that Slack
// leaves @here and bare addresses alone. A string handed to a text through Renderer.mrkdwn is always treated as not trusted; only the type markup
// goes in as it is. None of it is in the text beside the blocks. Links are http or https, byte for byte, or left out.
//
// # Who reads it
//
// Two messages are for a whole channel: UnpaidShared, which has no payment links, and Digest, which has them, since a digest is there to be acted on.
// E-mails and phone numbers are masked in both, wherever somebody typed them. Every other message is for one person.
//
// Nothing notifies anybody, except the one user or user group that a digest is told to name: see builder.notify.
package message
